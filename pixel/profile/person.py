"""One way to assemble a person: everything that is known of somebody, on the snapshot that a connection sees.

The ad server, the API and the exports ask. `assortment`: the catalogue, which gives contents their meaning. What the
person put right holds from here on: whoever reads a person reads it.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime

from pixel.profile.corrections import Choices, correct_profile, correct_tallies
from pixel.profile.interests import Assortment, Profile, build_profile
from pixel.profile.invented import NOT_OF_GUESTS, is_invented
from pixel.store import Connection
from pixel.store.queries.choices import list_choices
from pixel.store.queries.identity import list_seats_of, list_visitors
from pixel.store.queries.profile import list_disconnections, list_signals, list_tallies
from pixel.store.records import Seat, Signal, Tally

NOTHING = Profile(())
NONE_MADE = Choices()


@dataclass(frozen=True)
class PersonProfile:
    """A person, or a visitor that is nobody yet. `visitors`: all browsers of that person, each with the time of its
    recognition; `disconnected`: the sites that the person refuses (`*`: all); `tallies` and `profile`: as the person
    put them right by `choices`; `uncorrected`: the profile as it would be else."""

    seat: Seat | None
    visitors: tuple[tuple[str, datetime], ...]
    tallies: tuple[Tally, ...]
    signals: tuple[Signal, ...]
    profile: Profile
    disconnected: tuple[str, ...]
    choices: Choices = NONE_MADE
    received: tuple[Tally, ...] = ()
    uncorrected: Profile = field(default=NOTHING, repr=False)

    @property
    def visitor_ids(self) -> tuple[str, ...]:
        return tuple(visitor for visitor, _ in self.visitors)

    @property
    def is_nobody(self) -> bool:
        """Whether no hit and no account is known."""
        return self.seat is None and not self.visitors

    @property
    def targetable(self) -> tuple[tuple[Tally, ...], Profile]:
        """What the choice of ads may read: nothing of whoever objected."""
        return ((), NOTHING) if self.choices.has_objected else (self.tallies, self.profile)

    def choosing(self, choices: Choices, assortment: Assortment) -> "PersonProfile":
        """The same person, had they made these choices."""
        return replace(
            self,
            tallies=correct_tallies(self.received, choices),
            profile=_leave_out(correct_profile(self.uncorrected, choices, assortment), self.seat),
            choices=choices,
        )


def assemble_visitor(connection: Connection, visitor_id: str, assortment: Assortment, now: datetime) -> PersonProfile:
    """Who a visitor is; for one that is nobody yet, what its own hits say."""
    seat = next(iter(list_seats_of(connection, visitor_id)), None)
    if seat:
        return assemble_person(connection, seat, assortment, now)
    tallies = tuple(list_tallies(connection, [visitor_id]))
    visitors = ((visitor_id, min(tally.first_at for tally in tallies)),) if tallies else ()
    profile = build_profile(tallies, (), (), assortment, now)
    return PersonProfile(None, visitors, tallies, (), profile, (), NONE_MADE, tallies, profile)


def assemble_person(connection: Connection, seat: Seat, assortment: Assortment, now: datetime) -> PersonProfile:
    """Somebody with an account: all visitors, doings and declared interests together, as they put them right."""
    visitors = tuple(list_visitors(connection, seat.id))
    tallies = tuple(list_tallies(connection, [visitor for visitor, _ in visitors]))
    signals = tuple(list_signals(connection, seat.id))
    profile = build_profile(tallies, signals, seat.declared, assortment, now)
    disconnected = tuple(sorted(list_disconnections(connection, seat.id)))
    choices = Choices(*list_choices(connection, seat.id))
    known = PersonProfile(seat, visitors, tallies, signals, profile, disconnected, NONE_MADE, tallies, profile)
    return known.choosing(choices, assortment)


def _leave_out(profile: Profile, seat: Seat | None) -> Profile:
    """Of a guest, nothing that speaks of love: neither told nor used."""
    if seat is None or is_invented(seat):
        return profile
    return Profile(tuple(interest for interest in profile.interests if interest.slug not in NOT_OF_GUESTS))
