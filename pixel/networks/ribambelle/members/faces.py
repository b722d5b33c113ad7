"""Whoever stands beside words or in a list, as templates take it: a resident of the town, or somebody at a browser."""

from dataclasses import dataclass
from typing import Protocol

from pixel.networks.network import this_network
from pixel.networks.ribambelle.town.content_files import town_content
from pixel.networks.session import as_me
from pixel.store.records import Seat


@dataclass(frozen=True)
class Face:
    """Somebody as shown: `portrait` is what the macro `portrait` takes, `place` a town's name or empty."""

    id: str
    name: str
    first_name: str
    portrait: str
    place: str


class Known(Protocol):
    """Of a resident what it takes."""

    @property
    def id(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def sex(self) -> str: ...

    @property
    def age(self) -> int: ...

    @property
    def town(self) -> str: ...


def face_of(resident: Known) -> Face:
    """A resident's, known member or not."""
    member = this_network().find_member(resident.id)
    return Face(
        id=resident.id,
        name=resident.name,
        first_name=member.first_name if member else resident.name.partition(" ")[0],
        portrait=member.portrait if member else f"{resident.id}?{resident.sex}{resident.age}",
        place=name_town(resident.town),
    )


def face_of_seat(seat: Seat) -> Face:
    """That of somebody at a browser."""
    them = as_me(seat)
    return Face(seat.id, them.name, them.first_name, them.portrait, them.member.city if them.member else "")


def name_town(slug: str) -> str:
    """A town by its slug; the slug itself for one that is none."""
    place = town_content().places.get(slug)
    return place.name if place else slug


def interests_of(theme: str) -> tuple[str, ...]:
    """The words for interests that a group or page on a theme speaks for."""
    found = town_content().themes.get(theme)
    return found.vocabulary if found else ()
