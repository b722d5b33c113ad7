"""Real browsers, each as a person would have set it up. The fixtures in `conftest.py` call this.

A Playwright context of the usual kind is a private window, where Chromium left to itself blocks third-party cookies;
what the owner of a profile chose holds for its private windows too. So a Chromium is launched on a profile whose
settings are written before it starts, and each test has a window of it. In Firefox such a context is a container: an
ordinary window with cookies of its own. `outcomes.py` holds what each of them does with a third-party cookie.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Literal, Self
from urllib.parse import urlsplit

from playwright.sync_api import Browser as StartedBrowser
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, ViewportSize

from pixel.stories.drivers.browsers import LOCALES

ThirdParty = Literal["allow", "block"]
Scheme = Literal["light", "dark"]

BLOCKED = "BLOCKED_BY_CLIENT"
GIVEN_UP = ("ABORTED", BLOCKED)


@dataclass(frozen=True)
class Setup:
    """How one browser is set up: what its owner chose, and what screen and language it has."""

    third_party: ThirdParty = "allow"
    language: str = "fr"
    scripts: bool = True
    width: int = 1280
    height: int = 900
    scheme: Scheme = "light"
    har: Path | None = None  # where to leave a record of all requests when the browser closes

    @property
    def viewport(self) -> ViewportSize:
        return {"width": self.width, "height": self.height}


def is_on_this_machine(url: str) -> bool:
    """Whether a request for `url` stays on this machine."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https", "ws", "wss"):
        return True
    host = parts.hostname or ""
    return host in ("localhost", "127.0.0.1", "::1") or host.endswith(".localhost")


@dataclass
class Noticed:
    """What went wrong in a browser while a test used it, in words a failing test can print."""

    left_the_machine: list[str] = field(default_factory=list)
    console_errors: list[str] = field(default_factory=list)
    script_errors: list[str] = field(default_factory=list)
    failed_requests: list[str] = field(default_factory=list)
    server_errors: list[str] = field(default_factory=list)

    def complaints(self) -> list[str]:
        return [
            *(f"left this machine: {url}" for url in self.left_the_machine),
            *(f"console error: {text}" for text in self.console_errors),
            *(f"script error: {text}" for text in self.script_errors),
            *(f"request failed: {text}" for text in self.failed_requests),
            *(f"server error: {text}" for text in self.server_errors),
        ]


class Browser:
    """One person's browser, with cookies of its own, and what was noticed in it. Closing it forgets them."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.noticed = Noticed()
        self.requests: list[Request] = []
        self._may_fail: set[str] = set()
        context.on("request", self._on_request)
        context.on("requestfailed", self._on_failed)
        context.on("response", lambda answer: self._on_answer(answer.status, answer.url))
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self.noticed.script_errors.append(str(error.error)))
        self.page: Page = context.pages[0] if context.pages else context.new_page()

    def forgive(self, address: str) -> None:
        """Let `address` answer with an error page without a complaint: the test wants to see that page."""
        self._may_fail.add(address)

    def block(self, wanted: Callable[[str], bool]) -> None:
        """Stop requests to the addresses that `wanted` accepts, as a blocker would."""
        self.context.route(wanted, lambda route: route.abort("blockedbyclient"))

    def asked_for(self, wanted: Callable[[str], bool]) -> list[str]:
        """The addresses requested so far, by whatever page, that `wanted` accepts."""
        return [request.url for request in self.requests if wanted(request.url)]

    def close(self) -> None:
        self.context.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _on_request(self, request: Request) -> None:
        self.requests.append(request)
        if not is_on_this_machine(request.url):
            self.noticed.left_the_machine.append(request.url)

    def _on_failed(self, request: Request) -> None:
        reason = request.failure or "unknown"
        # Nothing failed: a page was left while its picture was still coming, or a test blocked the request.
        if not any(word in reason.upper() for word in GIVEN_UP):
            self.noticed.failed_requests.append(f"{request.method} {request.url}: {reason}")

    def _on_answer(self, status: int, url: str) -> None:
        if status >= 500:
            self.noticed.server_errors.append(f"{status} {url}")

    def _on_console(self, message: ConsoleMessage) -> None:
        is_forgiven = message.location["url"] in self._may_fail or BLOCKED in message.text
        if message.type == "error" and not is_forgiven:
            self.noticed.console_errors.append(message.text)


def open_chromium(chromium: StartedBrowser, setup: Setup) -> Browser:
    """A fresh set of cookies in a running Chromium."""
    context = chromium.new_context(
        locale=LOCALES[setup.language],
        viewport=setup.viewport,
        color_scheme=setup.scheme,
        java_script_enabled=setup.scripts,
        record_har_path=setup.har,
    )
    return Browser(context)


def open_firefox(firefox: StartedBrowser, setup: Setup) -> Browser:
    """A fresh set of cookies in a running Firefox: a container, which is no private window and has its own jar."""
    context = firefox.new_context(locale=LOCALES[setup.language], viewport=setup.viewport)
    return Browser(context)
