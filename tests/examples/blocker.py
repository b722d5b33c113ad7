"""A small request blocker: it reads lines of a filter list and stops the requests that they name.

It understands `||host^` with or without `$third-party`, and `!` comments: a tenth of what real lists say.
"""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Route


@dataclass(frozen=True)
class Line:
    """One line: requests to this host and what is below it."""

    host: str
    is_for_third_parties: bool

    @classmethod
    def read(cls, text: str) -> "Line":
        pattern, _, options = text.partition("$")
        return cls(pattern.removeprefix("||").rstrip("^"), options == "third-party")

    def stops(self, host: str, page_host: str) -> bool:
        is_named = host == self.host or host.endswith(f".{self.host}")
        return is_named and not (self.is_for_third_parties and _site(host) == _site(page_host))


class Blocker:
    """Put it into a browser with `attach`; `stopped` lists what it stopped."""

    def __init__(self, path: Path) -> None:
        lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
        self._lines = [Line.read(line) for line in lines if line and not line.startswith("!")]
        self.stopped: list[str] = []

    def attach(self, browser: BrowserContext) -> None:
        browser.route("**/*", self._judge)

    def _judge(self, route: Route) -> None:
        request = route.request
        page = request.url if request.is_navigation_request() else request.frame.url
        host, page_host = (urlsplit(url).hostname or "" for url in (request.url, page))
        if any(line.stops(host, page_host) for line in self._lines):
            self.stopped.append(request.url)
            route.abort("blockedbyclient")
        else:
            route.continue_()


def _site(host: str) -> str:
    return ".".join(host.split(".")[-2:])
