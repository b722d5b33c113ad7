"""Groups and pages as lists show them, and the search among them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from flask import url_for

from pixel.networks.network import this_network
from pixel.networks.ribambelle.town.rows import fold
from pixel.pages.assets import asset, read_asset
from pixel.pages.language import language
from pixel.store.queries.town.places import PlaceRecord

PAPERS = ("berry", "mint", "sun", "sky", "plum")


@dataclass(frozen=True)
class Entry:
    """A group (no `kind`) or a page. `logo`: a picture's address; where None, `paper` and `letter` stand for it."""

    id: str
    kind: str
    name: str
    about: str
    people: int
    url: str
    logo: str | None
    paper: str
    letter: str


def entry_of(place: PlaceRecord) -> Entry:
    """A group or page in the reader's language."""
    name = place.name[language()]
    return Entry(
        id=place.id,
        kind=place.kind,
        name=name,
        about=place.about[language()],
        people=place.people,
        url=url_for("pages.show_page", page_id=place.id)
        if place.kind
        else url_for("groups.show_group", group_id=place.id),
        logo=logo_of(place),
        paper=PAPERS[sum(map(ord, place.theme)) % len(PAPERS)],
        letter=next((letter for letter in name if letter.isalnum()), "·").upper(),
    )


def find_entries(places: Iterable[PlaceRecord], folded: str) -> list[Entry]:
    """Those whose name or subject has a text in it; by name."""
    found = [entry_of(place) for place in places]
    kept = [entry for entry in found if folded in fold(entry.name) or folded in fold(entry.about)]
    return sorted(kept, key=lambda entry: fold(entry.name))


def logo_of(place: PlaceRecord) -> str | None:
    """An agency's own logo as the network keeps it, a shop's own; None for a group or a subject."""
    if place.kind == "company":
        return url_for("ads.send_logo", advertiser=place.id)
    name = f"{this_network().id}/logos/{place.id}.svg"
    return asset(name) if place.kind == "shop" and _is_there(name) else None


@lru_cache(maxsize=64)
def _is_there(name: str) -> bool:
    try:
        return bool(read_asset(name))
    except FileNotFoundError:
        return False
