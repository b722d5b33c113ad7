"""What `pixel.js` does in a page, imitated for browsers over plain HTTP; without scripts, the image in its place."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from pixel.stories.drivers.driver import IGNORED, SeenHit
from pixel.stories.drivers.html import Element, Page
from pixel.stories.drivers.http_requests import BrowserRequests

SCREENS = {"computer": ("1280", "900"), "phone": ("390", "844")}
VISITOR = "visitor"

Value = str | int | float | Sequence[str] | None


@dataclass
class PixelScript:
    """The pixel of one page, from its loading on; `hits`: all that it has sent."""

    requests: BrowserRequests
    page: Page
    hits: list[SeenHit] = field(default_factory=list)
    _tag: Element | None = None  # once the script has come

    def load(self) -> None:
        """What is sent as the page is opened."""
        if not self.requests.settings.scripts:
            for image in (image for hidden in self.page.content.all("noscript") for image in hidden.all("img")):
                self._send_hit(urljoin(self.page.url, image.get("src")))
            return
        tag = next((script for script in self.page.content.all("script") if script.get("data-pixel")), None)
        if tag is None:
            return
        answer, _ = self.requests.load(urljoin(self.page.url, tag.get("src")), self.page.url, "script")
        if answer.status != 200:
            return
        self._tag = tag
        self._track(tag, "PageView", {}, tag.get("data-consent"))
        event = tag.get("data-event")
        if event and event != "PageView":
            data = json.loads(tag.get("data-cd") or "{}")
            self._track(tag, event, data, tag.get("data-consent"), tag.get("data-event-id"))

    def track(self, event: str, data: Mapping[str, Value]) -> None:
        """An event of a script of the page, later than its loading; nothing where the pixel did not load.

        Where the shop asks for consent, its answer is read now: it may have changed in another window.
        """
        if self._tag is None:
            return
        consent = self._tag.get("data-consent")
        if address := self._tag.get("data-consent-url"):
            now = self._read_consent(address)
            if now.get("may_send") is not True:
                return
            consent = str(now.get("consent") or "")
        self._track(self._tag, event, data, consent)

    def _read_consent(self, address: str) -> Mapping[str, object]:
        """What the shop says of consent now; nothing where it cannot say, which is a no."""
        answer = self.requests.fetch(urljoin(self.page.url, address), self.page.url)
        try:
            said = json.loads(answer.body)
        except ValueError:
            return {}
        return said if isinstance(said, dict) else {}

    def _track(self, tag: Element, event: str, data: Mapping[str, Value], consent: str, event_id: str = "") -> None:
        width, height = SCREENS[self.requests.settings.device]
        fields = {"id": tag.get("data-pixel"), "ev": event, "dl": self.page.url, "rl": self.page.referrer}
        fields |= {"sw": width, "sh": height, "eid": event_id or secrets.token_hex(12)}
        if consent:
            fields["consent"] = consent
        fields |= {f"cd[{name}]": _text(value) for name, value in data.items() if value not in (None, "")}
        endpoint = urljoin(urljoin(self.page.url, tag.get("src")), "tr")
        self._send_hit(f"{endpoint}?{urlencode(fields)}")

    def _send_hit(self, url: str) -> None:
        answer, cookies = self.requests.load(url, self.page.url, "image")
        fields = dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
        verdict = answer.header("x-pixel-verdict").removeprefix(IGNORED)
        self.hits.append(SeenHit(verdict, f"{VISITOR}=" in cookies, fields))


def _text(value: Value) -> str:
    """A value of `cd[…]` as it travels: lists as JSON."""
    is_text = isinstance(value, str | int | float)
    return str(value) if is_text else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
