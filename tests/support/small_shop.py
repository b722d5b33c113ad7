"""A small server for tests of drivers: a shop with a pixel that asks for consent, and a network with one post."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import ClassVar

from pixel.stories.server.sites import Sites

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


def shop(consent: tuple[int, bytes] = (200, b"{}"), ask: str = "") -> type[Pages]:
    """Pages whose shop answers so when it is asked about consent."""
    return type("Shop", (Pages,), {"asked": [], "consent": consent, "ask": ask})
