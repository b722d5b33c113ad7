"""What each browser really does with the pixel's cookie, for the tests of Chromium and of Firefox to check.

Measured with Chromium 156 and Firefox ESR 153, on `*.localhost` over plain HTTP:

| browser                    | the same visitor on two sites? | Cookie on a second visit | Sec-Fetch-Storage-Access |
| -------------------------- | ------------------------------ | ------------------------ | ------------------------ |
| Chromium, allowed          | yes                            | yes                      | active                   |
| Chromium, blocked          | no                             | no                       | none                     |
| Firefox as it comes        | no, one for each site          | yes, from its own jar    | none                     |
| Firefox, cookieBehavior=0  | yes                            | yes                      | not sent                 |
| Firefox, cookieBehavior=1  | no                             | no                       | not sent                 |
"""

from dataclasses import dataclass

from playwright.sync_api import expect

from pixel.testing.server import PixelServer
from tests.support.browsers import Browser
from tests.support.walk import kept_hits, look_at

ONE_SITE, OTHER_SITE = ("soleil", "/destinations/bahamas"), ("affaires", "/destinations/congress-lisbon")


@dataclass(frozen=True)
class Outcome:
    """The word kept with later hits of a site, which hits share a visitor, and what the start page's probe foresees."""

    word: str
    is_shared_on_one_site: bool
    is_shared_across_sites: bool
    probed: str


SHARED = Outcome("sent-back", is_shared_on_one_site=True, is_shared_across_sites=True, probed="shared")
REFUSED = Outcome("refused", is_shared_on_one_site=False, is_shared_across_sites=False, probed="refused")
OWN_JAR = Outcome("own-jar", is_shared_on_one_site=True, is_shared_across_sites=False, probed="own-jar")
# Firefox with cookieBehavior=1 sends no header that would tell a refusal from a first visit; the probe still finds out.
SILENT = Outcome("unknown", is_shared_on_one_site=False, is_shared_across_sites=False, probed="refused")


def check_outcome(browser: Browser, pixel_server: PixelServer, expected: Outcome) -> None:
    """Ask the start page what will happen, then go to two agencies twice and see that it does."""
    browser.page.goto(pixel_server.url("start"))
    expect(browser.page.locator("[data-testid=probe]")).to_have_attribute("data-outcome", expected.probed)
    places = (ONE_SITE, ONE_SITE, OTHER_SITE, OTHER_SITE)
    rows = [kept_hits(pixel_server, look_at(browser, pixel_server.url(site, path)))[0] for site, path in places]
    once, again, _, elsewhere = (row["visitor_id"] for row in rows)
    shared = (once == again, once == elsewhere)
    assert shared == (expected.is_shared_on_one_site, expected.is_shared_across_sites)
    assert {rows[1]["cookie"], rows[3]["cookie"]} == {expected.word}
    assert all(row["cookie_evidence"] for row in rows), "no word without its evidence"
