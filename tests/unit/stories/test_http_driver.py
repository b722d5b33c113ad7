"""The plain-HTTP browser does what a browser and the pages' scripts do, against a small server of the test's own."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import ClassVar

import pytest

from pixel.stories.drivers.browser_settings import Browser
from pixel.stories.drivers.driver import StepFailedError, by_testid
from pixel.stories.drivers.http_driver import HttpDriver, HttpWindow
from pixel.stories.server.sites import Sites

HEART = by_testid("wishlist-add", form_fields={"destination": "cuba"})
SAVED = by_testid("wishlist-remove", form_fields={"destination": "cuba"})
LIKE = by_testid("like", within=by_testid("post", data_post="p1"), aria_pressed="false")
LIKED = by_testid("like", within=by_testid("post", data_post="p1"), aria_pressed="true")
SHOP = """<script async src="http://pixel.reseau.localhost:{port}/pixel.js" data-pixel="soleil" data-consent="granted"
 {ask}></script>
<form method="post" action="/wish" data-wish data-cd='{{"content_ids": ["bahamas"]}}'><input type="hidden"
 name="destination" value="bahamas"><input type="hidden" name="action" value="add"><button data-testid="wishlist-add">
 </button></form>
<form method="post" action="/wish" data-wish data-cd='{{"content_ids": ["cuba"]}}'><input type="hidden"
 name="destination" value="cuba"><input type="hidden" name="action" value="add"><button data-testid="wishlist-add">
 </button></form>"""
POST = """<article id="post-p1" data-testid="post" data-post="p1">
<form method="post" action="/like" data-swap="post-p1"><button data-testid="like" aria-pressed="{}"></button>
</form></article>"""


class Pages(BaseHTTPRequestHandler):
    """A shop that asks for consent, a network with one post, a collector, and a page that sends one on."""

    asked: ClassVar[list[tuple[str, str, str]]] = []  # host, path, cookies
    consent: ClassVar[tuple[int, bytes]] = (200, b"{}")
    ask: ClassVar[str] = ""

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        self._note()
        if query.startswith("walk="):
            self._answer(303, b"", {"Location": path, "Set-Cookie": "walk=4; Path=/; SameSite=Lax"})
        elif path == "/tr":
            self._answer(200, b"GIF89a", {"X-Pixel-Verdict": "recorded"})
        elif path == "/consent":
            self._answer(*self.consent)
        elif path == "/feed":
            self._answer(200, POST.format("false").encode())
        else:
            self._answer(200, SHOP.format(port=self.server.server_port, ask=self.ask).encode())  # type: ignore[attr-defined]

    def do_POST(self) -> None:
        self._note()
        self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/like":
            self._answer(200, POST.format("true" if self.headers.get("X-Fragment") else "false").encode())
        else:
            self._answer(200, b'{"saved": true, "count": 1}')

    def log_message(self, *_: object) -> None:
        """Says nothing."""

    def _note(self) -> None:
        self.asked.append((self.headers["Host"].partition(":")[0], self.path, self.headers.get("Cookie", "")))

    def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, text in {"Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def serving(pages: type[Pages]) -> Iterator[Sites]:
    with ThreadingHTTPServer(("127.0.0.1", 0), pages) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield Sites(server.server_port)
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def window_on(pages: type[Pages], settings: Browser | None = None) -> Iterator[tuple[HttpWindow, Sites]]:
    with serving(pages) as sites:
        yield HttpDriver(sites).open_window("zoe", settings or Browser()), sites


def shop(consent: tuple[int, bytes] = (200, b"{}"), ask: str = "") -> type[Pages]:
    """Pages whose shop answers so when it is asked about consent."""
    return type("Shop", (Pages,), {"asked": [], "consent": consent, "ask": ask})


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
