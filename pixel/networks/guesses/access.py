"""Of whom a page of guesses tells: of invented people alone, whoever asks. A guest, who sits behind a name of their
own, is told nothing of themselves.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from flask import abort, request
from flask_babel import gettext

from pixel.networks.network import this_network
from pixel.networks.session import Me, read_as_member
from pixel.profile.inference.places import Place
from pixel.profile.invented import is_invented
from pixel.store import Connection
from pixel.store.queries.town.inference import PublicResident, Subject, find_resident
from pixel.store.queries.town.truths import Truth, find_truth

T = TypeVar("T")


class GuestError(Exception):
    """A guest asked what is guessed of them: nothing is."""

    def __init__(self, me: Me) -> None:
        super().__init__(me.seat.id)
        self.me = me


class NobodyToLearnFromError(Exception):
    """The town is empty, or made anew without this member."""

    def __init__(self, me: Me) -> None:
        super().__init__(me.seat.id)
        self.me = me


@dataclass(frozen=True)
class Asked:
    """Whom a page is about. `of`: a resident other than oneself, as the address asks for; `truth`: for the page's
    footnote alone, since the network does not have it; `places`: the network's towns."""

    me: Me
    subject: Subject
    resident: PublicResident
    truth: Truth
    of: str | None
    places: Mapping[str, Place]

    @property
    def name(self) -> str:
        return self.resident.name


def ask(question: Callable[[Connection, Asked], T]) -> tuple[Asked, T]:
    """Whom the page is about, and what `question` reads of them: all on one snapshot. `?of=`: any resident, else the
    member whose copy the reader is. Raises GuestError (of a guest themselves), NobodyToLearnFromError; 404
    for who is no resident."""
    of, places = request.args.get("of") or None, this_network().places

    def read(connection: Connection, me: Me) -> tuple[Asked, T] | None:
        """Runs in a thread that knows of no request."""
        if not is_invented(me.seat) and not of:
            return None
        network, face = me.seat.network, me.seat.member_id or ""
        subject = Subject(network, of, "") if of and of != face else Subject(network, face, me.seat.id)
        if not subject.resident.isprintable():  # NUL, which no database takes in a text
            return None
        resident = find_resident(connection, network, subject.resident)
        truth = find_truth(connection, network, subject.resident)
        if resident is None or truth is None:
            return None
        asked = Asked(me, subject, resident, truth, of if of != face else None, places)
        return asked, question(connection, asked)

    me, found = read_as_member(read)
    if found:
        return found
    if not is_invented(me.seat) and not of:
        raise GuestError(me)
    if of and of != me.seat.member_id:
        abort(404, gettext("Nobody of that name lives in this town."))
    raise NobodyToLearnFromError(me)
