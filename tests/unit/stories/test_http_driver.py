"""The plain-HTTP browser does what a browser and the pages' scripts do, against a small server of the test's own."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from pixel.stories.drivers.browser_settings import Browser
from pixel.stories.drivers.driver import StepFailedError, by_testid
from pixel.stories.drivers.http_driver import HttpDriver, HttpWindow
from pixel.stories.server.sites import Sites
from tests.support.small_shop import Pages, serving, shop

HEART = by_testid("wishlist-add", form_fields={"destination": "cuba"})
SAVED = by_testid("wishlist-remove", form_fields={"destination": "cuba"})
LIKE = by_testid("like", within=by_testid("post", data_post="p1"), aria_pressed="false")
LIKED = by_testid("like", within=by_testid("post", data_post="p1"), aria_pressed="true")


@contextmanager
def window_on(pages: type[Pages], settings: Browser | None = None) -> Iterator[tuple[HttpWindow, Sites]]:
    with serving(pages) as sites:
        yield HttpDriver(sites).open_window("zoe", settings or Browser()), sites


def test_a_redirect_is_followed_with_the_cookie_that_it_set() -> None:
    pages = shop()
    with window_on(pages) as (window, sites):
        window.go(sites.url("soleil", "/trip?walk=4"))
        assert window.address == sites.url("soleil", "/trip")
        window.go(sites.url("nordet", "/trip"))
    visits = [(host, path, cookies) for host, path, cookies in pages.asked if path.startswith("/trip")]
    assert visits == [
        ("soleil.localhost", "/trip?walk=4", ""),
        ("soleil.localhost", "/trip", "walk=4"),
        ("nordet.localhost", "/trip", ""),
    ]


@pytest.mark.parametrize(
    ("answer", "sent"),
    [
        pytest.param((200, {"consent": "granted", "may_send": True}), ["granted"], id="yes"),
        pytest.param((200, {"consent": "denied", "may_send": False}), [], id="no"),
        pytest.param((200, {"consent": "denied", "may_send": True}), ["denied"], id="no, but it sends"),
        pytest.param((200, {"consent": "", "may_send": True}), [None], id="never asked"),
        pytest.param((500, {}), [], id="the shop cannot say"),
    ],
)
def test_the_heart_tells_the_pixel_what_the_shop_says_of_consent_now(
    answer: tuple[int, dict[str, str | bool]], sent: list[str | None]
) -> None:
    pages = shop((answer[0], json.dumps(answer[1]).encode()), 'data-consent-url="/consent"')
    with window_on(pages) as (window, sites):
        window.go(sites.url("soleil"))
        [opened] = window.seen().hits
        assert (opened.event, opened.fields["consent"]) == ("PageView", "granted")
        assert "/consent" not in [path for _, path, _ in pages.asked], "the page's own load asks nobody"
        window.forget_hits()
        window.press(HEART, "no heart", then=SAVED)
        hits = window.seen().hits
    assert [(hit.event, hit.fields.get("consent")) for hit in hits] == [("AddToWishlist", value) for value in sent]
    assert ("soleil.localhost", "/consent", "") in pages.asked


def test_the_heart_of_a_shop_that_names_no_address_sends_what_its_page_said() -> None:
    pages = shop()
    with window_on(pages) as (window, sites):
        window.go(sites.url("soleil"))
        window.press(HEART, "no heart", then=SAVED)
        heart = window.seen().hits[-1]
    assert (heart.event, heart.fields["consent"], heart.fields["cd[content_ids]"]) == (
        "AddToWishlist",
        "granted",
        '["cuba"]',
    )


@pytest.mark.parametrize("scripts", [True, False])
def test_a_like_changes_its_post_where_scripts_run_and_opens_a_page_elsewhere(scripts: bool) -> None:
    with window_on(shop(), Browser(scripts=scripts)) as (window, sites):
        window.go(sites.url("network", "/feed"))
        if scripts:
            window.press(LIKE, "no such post", then=LIKED)
            assert window.address == sites.url("network", "/feed")
        else:
            window.press(LIKE, "no such post")
            assert window.address == sites.url("network", "/like")
        assert len(window.read(LIKED)) == int(scripts)


def test_what_is_not_there_is_said_in_the_words_of_whoever_looked_for_it() -> None:
    with window_on(shop()) as (window, sites):
        with pytest.raises(StepFailedError, match="no page is open"):
            window.reload()
        window.go(sites.url("soleil"))
        with pytest.raises(StepFailedError, match="nobody sells this"):
            window.press(by_testid("wishlist-add", form_fields={"destination": "atlantis"}), "nobody sells this")
        with pytest.raises(StepFailedError, match="did not show"):
            window.press(HEART, "no heart", then=by_testid("nothing-at-all"))
