"""Opens a class, and says at which addresses others come in. The teacher's page, the API and `pixel serve` ask."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from pixel.classroom.attendance.codes import draw_code, draw_key
from pixel.origins import Here
from pixel.pages.other_devices import addresses_for_others
from pixel.settings import Settings
from pixel.store import Store
from pixel.store.queries.classroom.classes import Class, open_class

FIRST_LESSON = "class"


@dataclass(frozen=True)
class DoorUrl:
    """An address of the door: as people read it, and whole, with the long code, as the QR code has it."""

    shown: str
    whole: str


def open_new_class(store: Store, now: datetime, lesson: str = FIRST_LESSON) -> Class:
    """Opens a class; where one is open already, it is that one."""
    return store.write(open_class, Class(secrets.token_urlsafe(9), draw_code(), draw_key(), lesson, "", now))


def door_urls(opened: Class, at: Here, settings: Settings) -> list[DoorUrl]:
    """Where others come in, the likeliest first; this machine's own address where nobody else can."""
    shown = addresses_for_others(at, settings, "start", "/join") or [at.url("start", "/join")]
    return [DoorUrl(address, f"{address}?code={opened.key}") for address in shown]
