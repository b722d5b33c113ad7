"""What the browser did with our cookie: the table measured in real browsers, with the header that says so."""

import pytest

from pixel.collect.cookie_outcome import judge_cookie
from pixel.collect.request import Headers
from pixel.store.records import CookieOutcome

CHROMIUM = "Chrome 140"
FIREFOX = "Firefox 153"
CROSS = {"sec-fetch-site": "cross-site"}
ACTIVE = CROSS | {"sec-fetch-storage-access": "active"}
INACTIVE = CROSS | {"sec-fetch-storage-access": "inactive"}
NONE = CROSS | {"sec-fetch-storage-access": "none"}


@pytest.mark.parametrize(
    ("browser", "headers", "has_visitor", "outcome", "evidence"),
    [
        pytest.param(CHROMIUM, ACTIVE, True, "sent-back", "Sec-Fetch-Storage-Access: active", id="Chromium, allowed"),
        pytest.param(CHROMIUM, ACTIVE, False, "first-seen", "active; no Cookie", id="Chromium, allowed, first visit"),
        pytest.param(CHROMIUM, NONE, False, "refused", "Sec-Fetch-Storage-Access: none", id="Chromium, blocked"),
        pytest.param(CHROMIUM, NONE, True, "own-jar", "none; Cookie", id="Chromium, a partitioned cookie"),
        pytest.param(FIREFOX, NONE, False, "first-seen", "none; no Cookie", id="Firefox by default, first visit"),
        pytest.param(FIREFOX, NONE, True, "own-jar", "none; Cookie", id="Firefox by default"),
        pytest.param("Firefox Mobile 153", NONE, False, "first-seen", "none; no Cookie", id="Firefox on a phone"),
        pytest.param(FIREFOX, CROSS, True, "sent-back", "no Sec-Fetch-Storage-Access", id="Firefox, all allowed"),
        pytest.param(FIREFOX, CROSS, False, "unknown", "no Sec-Fetch-Storage-Access", id="Firefox, all blocked or new"),
        pytest.param("Safari 17", CROSS, False, "unknown", "no Cookie", id="another browser"),
        pytest.param("Other", {}, True, "sent-back", "Cookie: visitor", id="a program with a cookie"),
        pytest.param("Other", {}, False, "unknown", "no Cookie", id="a program without"),
        pytest.param(CHROMIUM, INACTIVE, False, "refused", "inactive", id="Chromium, access granted but not used"),
        pytest.param(CHROMIUM, {"sec-fetch-site": "same-site"}, True, "first-party", "same-site", id="on the network"),
        pytest.param(FIREFOX, {"sec-fetch-site": "same-origin"}, False, "first-party", "same-origin", id="same origin"),
    ],
)
def test_on_own_hosts(
    browser: str, headers: dict[str, str], has_visitor: bool, outcome: CookieOutcome, evidence: str
) -> None:
    judged = judge_cookie(Headers(headers), has_visitor=has_visitor, browser=browser, is_one_address=False)
    assert judged.outcome == outcome
    assert evidence in judged.evidence


@pytest.mark.parametrize("has_visitor", [True, False], ids=["known", "new"])
@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="no headers"),
        pytest.param({"sec-fetch-site": "same-origin"}, id="same origin"),
        pytest.param(NONE, id="whatever else it says"),
    ],
)
def test_at_one_address_it_is_always_first_party(headers: dict[str, str], has_visitor: bool) -> None:
    judged = judge_cookie(Headers(headers), has_visitor=has_visitor, browser=CHROMIUM, is_one_address=True)
    assert judged.outcome == "first-party"
    assert ("no Cookie: visitor" in judged.evidence) is not has_visitor
