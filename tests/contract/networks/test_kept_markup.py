"""A feed's markup, kept for many readers, shows each their own: name, language, address, walk, form token."""

import re
from dataclasses import replace

import pytest

from pixel.networks.ad_html import IMPRESSION
from pixel.networks.ribambelle.page_html import ITEMS
from pixel.pages.kept_markup import FORM_TOKEN
from pixel.seeds import house_campaigns, seed
from pixel.store.queries.ads import list_campaigns, list_products, replace_campaigns, replace_products
from tests.support.app_harness import CHROMIUM, FIREFOX, AppHarness, Browser


def feed(browser: Browser, path: str = "/") -> str:
    return browser.get("network", path).text


def attribute(page: str, name: str) -> list[str]:
    return re.findall(rf' {name}="([^"]*)"', page)


def tokens(page: str) -> set[str]:
    return set(re.findall(r'name="form_token" value="([^"]*)"', page))


def come_as(browser: Browser, first_name: str) -> None:
    assert browser.post("network", "/join", {"first_name": first_name}).status_code == 303


def test_everybody_reads_their_own_name(harness: AppHarness) -> None:
    names = {"marcel": "Marcel", "solange": "Solange"}
    people = {member: harness.browser() for member in names}
    for member, browser in people.items():
        browser.join(member)
    newcomers = {name: harness.browser() for name in ("Zéphir", "Bérénice")}
    for name, browser in newcomers.items():
        come_as(browser, name)
    everybody = {names[member]: browser for member, browser in people.items()} | newcomers
    for _ in range(2):
        for own, browser in everybody.items():
            page = feed(browser)
            assert re.search(rf'<h1 class="quiet">[^<]*{own}', page)
            beside = page.partition('<nav class="rail"')[2].partition("</nav>")[0]
            assert own in beside
            assert not any(other in beside for other in everybody if other != own)


def test_a_name_that_looks_like_markup_is_text(harness: AppHarness) -> None:
    browser, other = harness.browser(), harness.browser()
    come_as(browser, '<b>Zoé</b> & "co"')
    come_as(other, "{form token}")
    for _ in range(2):
        assert "&lt;b&gt;Zoé&lt;/b&gt; &amp; &#34;co&#34;" in feed(browser)
        assert "<b>Zoé" not in feed(browser)
        assert feed(other).count("{form token}") == 2


def test_what_somebody_wrote_is_on_no_other_page(harness: AppHarness) -> None:
    writer, other = harness.browser(), harness.browser()
    for browser in (writer, other):
        browser.join("marcel")
    (post, *_) = attribute(feed(writer), "data-post")
    writer.post("network", f"/posts/{post}/comment", {"text": "<i>mot secret</i>"})
    for _ in range(2):
        assert "&lt;i&gt;mot secret&lt;/i&gt;" in feed(writer)
        assert "mot secret" not in feed(other)


@pytest.mark.parametrize("one_address", [False, True], ids=["own hosts", "one address"])
def test_two_languages_side_by_side(harness: AppHarness, one_address: bool) -> None:
    french, english = (harness.browser(one_address=one_address) for _ in range(2))
    for browser in (french, english):
        browser.join("marcel")
    for _ in range(2):
        there, here = feed(french, "/?lang=fr"), feed(english, "/?lang=en")
        assert '<html lang="fr">' in there
        assert '<html lang="en">' in here
        assert "Why this ad?" in here
        assert "Why this ad?" not in there
        assert feed(english).count("Why this ad?") >= 3  # chosen before, and kept in the cookie


def test_a_language_that_was_asked_for_is_in_links_and_one_that_is_the_browsers_is_not(harness: AppHarness) -> None:
    chose, never_chose = harness.browser(), harness.browser()
    for browser in (chose, never_chose):
        browser.join("marcel")
        browser.look()
    for _ in range(2):
        assert "coulisses.reseau.localhost:8000/?lang=fr" in feed(chose, "/?lang=fr")
        assert "coulisses.reseau.localhost:8000/?lang" not in feed(never_chose)


def test_the_query_goes_along_to_the_other_language_for_those_who_have_one(browser: Browser) -> None:
    browser.join("marcel")
    for _ in range(2):
        assert 'href="?a=%3Cb%3E&amp;lang=en"' in feed(browser, "/?a=%3Cb%3E")
        assert 'href="?lang=en"' in feed(browser)
        assert "%3Cb%3E" not in feed(browser)


def landing(browser: Browser, page: str) -> str:
    """Where the ad for the Bahamas on a feed leads, once it was clicked."""
    impression = page.split('data-content="bahamas"')[1].split('data-impression="')[1].split('"')[0]
    assert f'/click/{impression}"' in page
    return browser.get("network", f"/click/{impression}").headers["Location"]


def test_two_modes_side_by_side(harness: AppHarness) -> None:
    own_hosts, one_address = harness.browser(), harness.browser(one_address=True)
    for browser in (own_hosts, one_address):
        browser.join("marcel")
        browser.look()
    for _ in range(2):
        there, here = feed(own_hosts), feed(one_address)
        local = [address for address in attribute(there, "(?:href|src|action)") if address.startswith("/")]
        assert local
        assert not any(address.startswith("/reseau/") for address in local)
        assert landing(own_hosts, there).startswith("http://soleil.localhost:8000/destinations/bahamas?")
        assert 'data-testid="one-address"' not in there
        local = [address for address in attribute(here, "(?:href|src|action)") if address.startswith("/")]
        assert all(address.startswith("/reseau/") for address in local)
        assert landing(one_address, here).startswith("http://127.0.0.1:8000/soleil/destinations/bahamas?")
        assert 'data-testid="one-address"' in here


def test_only_who_is_on_the_walk_has_its_bar_its_cue_and_its_step_in_links(harness: AppHarness) -> None:
    walking, beside = harness.browser(), harness.browser()
    for browser in (walking, beside):
        browser.join("marcel")
        browser.look()
    for step in ("look.3.10", "return.4.10"):
        assert walking.get("network", f"/?walk={step}").status_code == 303
        for _ in range(2):
            page, other = feed(walking), feed(beside)
            assert f'data-step="{step.partition(".")[0]}"' in page
            assert landing(walking, page).endswith(f"&walk={step}")
            assert "walk=" not in landing(beside, other)
            assert page.count('data-testid="cue"') == page.count('id="your-ad"') == 1
            assert not any(mark in other for mark in ("walk-bar", "walk=", 'data-testid="cue"', 'id="your-ad"'))


def test_each_browser_has_its_own_token_in_all_forms(harness: AppHarness) -> None:
    """One that says nothing of where a post comes from; one that does needs none."""
    old, older = harness.browser(FIREFOX), harness.browser(CHROMIUM)
    for browser in (old, older):
        browser.join("marcel")
    for _ in range(2):
        (one,), (other,) = tokens(feed(old)), tokens(feed(older))
        assert one != other
        modern = old.get("network", "/", sec_fetch_site="same-origin").text
        assert tokens(modern) == {""}


def test_the_ads_on_a_page_are_the_impressions_that_were_kept(harness: AppHarness) -> None:
    browser, other = harness.browser(), harness.browser()
    for each in (browser, other):
        each.join("marcel")
        each.look()
    shown: list[str] = []
    for _ in range(2):
        for each in (browser, other):
            page = feed(each)
            ids = attribute(page, "data-impression")
            assert [f"/why/{impression}" for impression in ids] == [
                address for address in attribute(page, "href") if "/why/" in address
            ]
            shown += ids
            assert each.get("network", f"/why/{ids[0]}").status_code == 200
    assert len(set(shown)) == len(shown) == 12
    assert {row["id"] for row in harness.rows("SELECT id FROM impressions")} == set(shown)
    stranger = harness.browser()
    stranger.join("marcel")
    assert stranger.get("network", f"/why/{shown[0]}").status_code == 404


def test_an_ad_follows_its_campaign_and_its_product(harness: AppHarness) -> None:
    browser, store = harness.browser(), harness.app.store
    browser.join("marcel")
    browser.look()
    before = feed(browser)
    products, campaigns = store.read(list_products), store.read(list_campaigns)
    store.write(replace_products, [replace(product, price=4321, picture_version="neuve") for product in products])
    named = [replace(campaign, advertiser_name="Soleil & fils") for campaign in campaigns]
    store.write(replace_campaigns, named)
    after = feed(browser)
    assert "4321" in re.sub(r"\s|&nbsp;|\u202f", "", after)
    assert "?v=neuve" in after
    assert "Soleil &amp; fils" in after
    assert "Soleil &amp; fils" not in before
    seed(store)
    again = feed(browser)
    assert "?v=neuve" not in again
    assert "Soleil &amp; fils" not in again
    store.write(replace_campaigns, house_campaigns())
    assert set(attribute(feed(browser), "data-reason")) == {"default"}


def test_no_slot_is_left_open(browser: Browser) -> None:
    browser.join("marcel")
    browser.look()
    for path in ("/", "/?page=2", "/?page=99"):
        page = feed(browser, path)
        assert "</html>" in page
        assert not any(slot in page for slot in (IMPRESSION, ITEMS, FORM_TOKEN))
