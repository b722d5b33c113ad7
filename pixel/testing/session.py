"""An HTTP session for tests that reaches every site of the server, whether or not this system resolves `*.localhost`.

Many systems leave the names below `localhost` to browsers: `requests.get(pixel_server.url("soleil"))` is a name error
there. This connects to the server's own address and names the site in the `Host` header, as a browser would.
"""

from collections.abc import Mapping
from urllib.parse import urlencode, urljoin, urlsplit

from pixel.stories.drivers.cookie_jar import CookieJar, CookieRequest
from pixel.stories.server.http import Answer, send
from pixel.stories.server.sites import Sites

MOST_REDIRECTS = 10
FORM = "application/x-www-form-urlencoded"


class Session:
    """Keeps cookies from one request to the next, each for the host (or domain) that set it; follows redirects.

    It sends no header but those that you give it, and `Cookie`. What comes back has `.status`, `.header(name)`,
    `.text` and `.body`. Raises ValueError for an address that is none of this server's, ServerGoneError.
    """

    def __init__(self, sites: Sites) -> None:
        self._sites = sites
        self._jar = CookieJar("allowed")

    def get(self, url: str, headers: Mapping[str, str] | None = None, *, follows: bool = True) -> Answer:
        """Asks for `pixel_server.url(…)` or `.one_address(…)`; `follows`: where the server sends one on, too."""
        return self._ask("GET", url, headers or {}, None, follows=follows)

    def post(
        self,
        url: str,
        fields: Mapping[str, str] | bytes = b"",
        headers: Mapping[str, str] | None = None,
        *,
        follows: bool = True,
    ) -> Answer:
        """Sends a form's fields, or a body as it is (then give it a `Content-Type`)."""
        if isinstance(fields, bytes):
            return self._ask("POST", url, headers or {}, fields, follows=follows)
        body = urlencode(fields).encode()
        return self._ask("POST", url, {"Content-Type": FORM, **(headers or {})}, body, follows=follows)

    def cookie(self, url: str, name: str) -> str | None:
        """The value of a cookie that this address gets from this session; None without one."""
        return self._jar.value(self._host(url), name)

    def _ask(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None, *, follows: bool) -> Answer:
        answer = self._send(method, url, headers, body)
        for _ in range(MOST_REDIRECTS):
            if not (follows and answer.is_redirect):
                break
            url = urljoin(url, answer.header("location"))
            if answer.status not in (307, 308):
                method, body = "GET", None
                headers = {name: text for name, text in headers.items() if name.lower() != "content-type"}
            answer = self._send(method, url, headers, body)
        return answer

    def _send(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        host = self._host(url)
        asked = CookieRequest(host, urlsplit(url).path or "/", host, is_navigation=True)
        cookies = self._jar.header(asked)
        answer = send(self._sites, method, url, {**headers, **({"Cookie": cookies} if cookies else {})}, body)
        self._jar.keep(asked, answer.headers.get("set-cookie", ()))
        return answer

    def _host(self, url: str) -> str:
        parts = urlsplit(url)
        host = parts.hostname or ""
        is_ours = host in ("localhost", self._sites.address) or host.endswith(".localhost")
        if parts.scheme != "http" or not is_ours or parts.port != self._sites.port:
            raise ValueError(f"{url} is no address of this server: write it with pixel_server.url(site, path).")
        return host
