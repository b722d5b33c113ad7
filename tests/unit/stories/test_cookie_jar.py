"""The cookie jar of a story's plain-HTTP browser keeps the rule that the story names, as real browsers do."""

import pytest

from pixel.stories.drivers.browser_settings import Cookies
from pixel.stories.drivers.cookie_jar import CookieJar, CookieRequest, site_of

COLLECTOR, NETWORK = "pixel.reseau.localhost", "reseau.localhost"
VISITOR = "visitor=v; Domain=reseau.localhost; Secure; HttpOnly; Path=/; SameSite=None"
ON_SOLEIL = CookieRequest(COLLECTOR, "/tr", "soleil.localhost", is_navigation=False)
ON_NORDET = CookieRequest(COLLECTOR, "/tr", "nordet.localhost", is_navigation=False)
AT_NETWORK = CookieRequest(NETWORK, "/", NETWORK, is_navigation=True)


@pytest.mark.parametrize(
    ("rule", "same_site_again", "other_site", "network"),
    [("allowed", True, True, True), ("blocked", False, False, False), ("per-site", True, False, False)],
)
def test_where_a_cookie_set_on_one_agency_comes_back(
    rule: Cookies, same_site_again: bool, other_site: bool, network: bool
) -> None:
    jar = CookieJar(rule)
    jar.keep(ON_SOLEIL, [VISITOR])
    came_back = [bool(jar.header(ask)) for ask in (ON_SOLEIL, ON_NORDET, AT_NETWORK)]
    assert came_back == [same_site_again, other_site, network]
    assert jar.value(NETWORK, "visitor") == ("v" if network else None)


@pytest.mark.parametrize("rule", ["allowed", "blocked", "per-site"])
def test_a_first_party_cookie_always_comes_back_to_its_own_site_alone(rule: Cookies) -> None:
    jar = CookieJar(rule)
    here = CookieRequest("nordet.localhost", "/", "nordet.localhost", is_navigation=True)
    jar.keep(here, ["consent=granted; Path=/; SameSite=Lax"])
    assert jar.header(here) == "consent=granted"
    assert jar.header(CookieRequest("soleil.localhost", "/", "soleil.localhost", is_navigation=True)) == ""
    assert jar.header(CookieRequest("sub.nordet.localhost", "/", "nordet.localhost", is_navigation=True)) == ""


def test_a_lax_cookie_goes_with_a_link_from_elsewhere_but_not_with_a_form() -> None:
    jar = CookieJar("allowed")
    jar.keep(AT_NETWORK, ["seat=s; Path=/; SameSite=Lax"])
    assert jar.header(CookieRequest(NETWORK, "/", "soleil.localhost", is_navigation=True)) == "seat=s"
    assert jar.header(CookieRequest(NETWORK, "/join", "soleil.localhost", is_navigation=True, is_safe=False)) == ""


@pytest.mark.parametrize(
    "header",
    [
        "visitor=v; Domain=reseau.localhost; Path=/; SameSite=None",  # without Secure
        "visitor=v; Domain=soleil.localhost; Path=/; SameSite=None; Secure",  # another's domain
        "visitor=v; Path=/; SameSite=Lax",  # a third party
        "=;;=",
    ],
)
def test_a_cookie_that_a_browser_would_not_take_is_not_kept(header: str) -> None:
    jar = CookieJar("allowed")
    jar.keep(ON_SOLEIL, [header])
    assert jar.header(ON_SOLEIL) == ""


def test_a_cookie_taken_back_is_gone_and_so_are_all_when_the_jar_is_emptied() -> None:
    jar = CookieJar("allowed")
    jar.keep(AT_NETWORK, [VISITOR, "seat=s; Path=/"])
    jar.keep(AT_NETWORK, ["visitor=; Domain=reseau.localhost; Max-Age=0; Path=/; SameSite=None; Secure"])
    assert jar.header(AT_NETWORK) == "seat=s"
    jar.clear()
    assert jar.header(AT_NETWORK) == ""


def test_sites_are_told_apart_by_their_last_two_names() -> None:
    assert site_of(COLLECTOR) == site_of(NETWORK) == "reseau.localhost"
    assert site_of("localhost") != site_of("soleil.localhost") != site_of("nordet.localhost")
