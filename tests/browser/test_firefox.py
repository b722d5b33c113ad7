"""The walk in a real Firefox: as it comes, with third-party cookies shared, and with Global Privacy Control on."""

import pytest
from playwright.sync_api import expect

from pixel.testing.server import PixelServer
from tests.browser.conftest import FirefoxSetting, OpenFirefox
from tests.support.browsers import Setup
from tests.support.outcomes import OWN_JAR, SHARED, SILENT, Outcome, check_outcome
from tests.support.walk import ads_for, ads_on, join, kept_hits, look_at, visitor_of, visitor_shown

pytestmark = pytest.mark.firefox


@pytest.mark.parametrize(
    ("setting", "outcome"),
    [
        pytest.param("default", OWN_JAR, id="as it comes"),
        pytest.param("cookies-shared", SHARED, id="cookieBehavior=0", marks=pytest.mark.long),
        pytest.param("cookies-blocked", SILENT, id="cookieBehavior=1", marks=pytest.mark.long),
    ],
)
def test_what_becomes_of_the_cookie(
    firefox: OpenFirefox, pixel_server: PixelServer, setting: FirefoxSetting, outcome: Outcome
) -> None:
    check_outcome(firefox(setting, Setup()), pixel_server, outcome)


@pytest.mark.long
def test_as_it_comes_one_person_has_two_ids_and_no_ad(firefox: OpenFirefox, pixel_server: PixelServer) -> None:
    browser = firefox("default", Setup())
    at_soleil = look_at(browser, pixel_server.url("soleil", "/destinations/bahamas"))
    page = join(browser, pixel_server.url("network"))
    assert ads_for(page, "bahamas") == []
    assert {ad.reason for ad in ads_on(page)} == {"default"}
    assert visitor_shown(pixel_server, ads_on(page)[0]) != visitor_of(pixel_server, at_soleil)


@pytest.mark.long
def test_with_cookies_shared_the_ad_arrives_with_its_reason(firefox: OpenFirefox, pixel_server: PixelServer) -> None:
    browser = firefox("cookies-shared", Setup())
    hit = look_at(browser, pixel_server.url("soleil", "/destinations/bahamas"))
    page = join(browser, pixel_server.url("network"))
    ad = ads_for(page, "bahamas")[0]
    assert visitor_shown(pixel_server, ad) == visitor_of(pixel_server, hit)
    page.goto(ad.why if ad.why.startswith("http") else pixel_server.url("network", ad.why))
    expect(page.locator("[data-testid=why-hit]").filter(has_text="/destinations/bahamas").first).to_be_visible()
    page.goto(pixel_server.url("backstage", "/inspector"))
    expect(page.locator("[data-testid=browser-explained]").first).to_have_attribute("data-outcome", "sent-back")


@pytest.mark.long
def test_global_privacy_control_is_heard_and_the_page_says_so(firefox: OpenFirefox, pixel_server: PixelServer) -> None:
    browser = firefox("gpc", Setup())
    hit = look_at(browser, pixel_server.url("soleil", "/destinations/bahamas"))
    assert hit.verdict == "ignored; reason=gpc"
    assert kept_hits(pixel_server, hit) == []
    assert [cookie for cookie in browser.context.cookies() if cookie.get("name") == "visitor"] == []
    page = join(browser, pixel_server.url("network"))
    assert ads_for(page, "bahamas") == []
    page.goto(pixel_server.url("start"))
    expect(page.locator("[data-testid=gpc-answer]")).to_have_attribute("data-gpc", "on")
    page.goto(pixel_server.url("backstage", "/inspector"))
    expect(page.locator("[data-testid=browser-explained]")).to_have_attribute("data-outcome", "gpc")
    expect(page.locator("[data-testid=untied-hit][data-reason=gpc]").first).to_be_visible()
