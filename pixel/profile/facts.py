"""What a profile's lines are drawn from, gathered on one snapshot. `lines` draws them."""

from collections.abc import Mapping
from dataclasses import dataclass

from pixel.profile.guesses import NO_GUESSES, Guesses
from pixel.profile.guessing import guess_lines
from pixel.profile.inference.places import Place
from pixel.profile.invented import is_invented
from pixel.profile.person import PersonProfile
from pixel.store import Connection
from pixel.store.queries.lines import (
    AdRow,
    HitRow,
    ResidentRow,
    SaidRow,
    find_resident_row,
    list_hits,
    list_said_by_friends,
    list_said_in_town,
    list_shown,
)
from pixel.store.queries.members import Declaration, list_declarations


@dataclass(frozen=True)
class LineFacts:
    """A person, and rows about them. `resident`: the face that an invented member is a copy of; `said`: what others
    wrote under their posts."""

    person: PersonProfile
    declared: tuple[Declaration, ...] = ()
    resident: ResidentRow | None = None
    hits: tuple[HitRow, ...] = ()
    shown: tuple[AdRow, ...] = ()
    said: tuple[SaidRow, ...] = ()
    guesses: Guesses = NO_GUESSES


def gather_facts(connection: Connection, person: PersonProfile, places: Mapping[str, Place]) -> LineFacts:
    """All of it; of a guest nothing that others wrote, and nothing that is guessed."""
    hits, seat = tuple(list_hits(connection, person.visitor_ids)), person.seat
    if seat is None:
        return LineFacts(person, hits=hits)
    declared = tuple(list_declarations(connection, seat.id).values())
    shown = tuple(list_shown(connection, seat.id, person.visitor_ids))
    if not is_invented(seat):
        return LineFacts(person, declared, hits=hits, shown=shown)
    face = seat.member_id or ""
    said = (*list_said_in_town(connection, seat.network, face), *list_said_by_friends(connection, seat.id))
    resident = find_resident_row(connection, seat.network, face)
    return LineFacts(person, declared, resident, hits, shown, said, guess_lines(connection, seat, places))
