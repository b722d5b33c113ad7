"""Hits, as the backstage's tests need them: what matters to a test is said there, the rest is filled in here."""

from datetime import UTC, datetime, timedelta
from typing import Any

from pixel.store.records import Device, Event, Hit

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0"


def ago(seconds: float) -> datetime:
    """A moment that many seconds before NOW."""
    return NOW - timedelta(seconds=seconds)


def make_event(*, seconds: float = 0, **changes: Any) -> Event:
    """A look at the Bahamas, `seconds` before NOW."""
    hit: dict[str, Any] = {
        "visitor_id": "0000000000000000aaaa",
        "pixel_id": "soleil",
        "event": "ViewContent",
        "event_id": "e1",
        "page_url": "http://soleil.localhost:8000/destinations/bahamas",
        "referrer": "",
        "content_ids": ("bahamas",),
        "data": {},
        "consent": "",
        "is_noscript": False,
        "request": "id=soleil&ev=ViewContent",
        "headers": {},
        "user_agent": FIREFOX,
        "device": Device("computer", "Firefox 153", "Linux", is_bot=False),
        "language": "fr-CA",
        "screen": "",
        "ip": "127.0.0.0",
        "cookie": "sent-back",
        "cookie_evidence": "",
        "received_at": ago(seconds),
    }
    return Event(1, Hit(**(hit | changes)))
