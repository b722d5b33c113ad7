"""What the pages about people read, each on one snapshot: a resident, somebody at a browser, a list of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from pixel.networks.ribambelle.members.post_facts import PostFacts, read_post_facts
from pixel.store import Connection
from pixel.store.queries.friendships import (
    SeatFriend,
    State,
    find_classmate,
    how_they_stand,
    list_classmates,
    list_resident_friends_of,
    list_seat_friends,
)
from pixel.store.queries.identity import find_seat
from pixel.store.queries.members import list_declarations, list_follows, list_memberships
from pixel.store.queries.posts import list_posts_of
from pixel.store.queries.town.people import (
    ResidentRecord,
    find_resident,
    list_resident_friends,
    list_residents,
    search_residents,
)
from pixel.store.queries.town.places import GROUPS, PAGES, PlaceRecord, list_places, list_places_of
from pixel.store.queries.town.posts import list_posts_by
from pixel.store.records import Seat

POSTS_SHOWN = 20
ME = "me"  # the reader's own page, where markup is the same for many readers


@dataclass(frozen=True)
class PeopleFacts:
    """A page of people: residents found, the class, how one stands with whom; groups and pages where one searches."""

    found: Sequence[ResidentRecord]
    has_next: bool
    friends: Collection[str]
    classmates: Sequence[Seat]
    seat_friends: Sequence[SeatFriend]
    groups: Sequence[PlaceRecord]
    pages: Sequence[PlaceRecord]


@dataclass(frozen=True)
class ResidentFacts:
    """A resident's page; `others`: friends, kin and partner by id; `in_common`: friends whom the reader has too."""

    resident: ResidentRecord
    friends: Sequence[str]
    others: Mapping[str, ResidentRecord]
    groups: Sequence[PlaceRecord]
    pages: Sequence[PlaceRecord]
    posts: PostFacts
    is_friend: bool
    in_common: int


@dataclass(frozen=True)
class SeatFacts:
    """The page of somebody at a browser: `said` are the answers that the reader may see, by key. Who is no friend sees
    nothing but the name."""

    seat: Seat
    stands: State
    friends: Sequence[ResidentRecord]
    people: Sequence[Seat]
    interests: Sequence[str]
    said: Mapping[str, str]
    groups: Sequence[PlaceRecord]
    pages: Sequence[PlaceRecord]
    posts: PostFacts


def read_people(
    connection: Connection,
    seat: Seat,
    folded: str,
    towns: Collection[str],
    offset: int,
    limit: int,
    *,
    only_friends: bool,
) -> PeopleFacts:
    """Who is found from `offset` on; `towns`: those that the searched text names."""
    friends = list_resident_friends_of(connection, seat)
    if only_friends:
        found = list(list_residents(connection, seat.network, friends).values())[offset : offset + limit + 1]
    else:
        found = search_residents(connection, seat.network, folded, towns, offset, limit + 1)
    return PeopleFacts(
        found[:limit],
        len(found) > limit,
        frozenset(friends),
        () if only_friends else list_classmates(connection, seat.id),
        list_seat_friends(connection, seat.id),
        list_places(connection, GROUPS, seat.network) if folded else (),
        list_places(connection, PAGES, seat.network) if folded else (),
    )


def read_person(connection: Connection, seat: Seat, person_id: str) -> ResidentFacts | SeatFacts | None:
    """A resident's page, or a person's where the reader may see it."""
    person_id = seat.id if person_id == ME else person_id
    resident = find_resident(connection, seat.network, person_id)
    if resident:
        return _read_resident(connection, seat, resident)
    other = seat if person_id == seat.id else find_classmate(connection, seat.id, person_id)
    stands: State = "friends" if other is seat else how_they_stand(connection, seat.id, person_id)
    if other is None and stands != "none":
        other = find_seat(connection, person_id)
    return _read_seat(connection, seat, other, stands) if other else None


def _read_resident(connection: Connection, seat: Seat, resident: ResidentRecord) -> ResidentFacts:
    network = seat.network
    mine = frozenset(list_resident_friends_of(connection, seat))
    friends = list_resident_friends(connection, network, resident.id)
    about = [*friends, *(other for _, other in resident.kin), *((resident.partner,) if resident.partner else ())]
    return ResidentFacts(
        resident=resident,
        friends=friends,
        others=list_residents(connection, network, about),
        groups=list_places_of(connection, GROUPS, network, resident.id),
        pages=list_places_of(connection, PAGES, network, resident.id),
        posts=read_post_facts(connection, seat, list_posts_by(connection, network, resident.id, POSTS_SHOWN)),
        is_friend=resident.id in mine,
        in_common=len(mine.intersection(friends)),
    )


def _read_seat(connection: Connection, reader: Seat, seat: Seat, stands: State) -> SeatFacts:
    if stands != "friends":
        return SeatFacts(seat, stands, (), (), (), {}, (), (), PostFacts())
    is_own = seat.id == reader.id
    declared = list_declarations(connection, seat.id)
    said = {key: it.value for key, it in declared.items() if is_own or not it.is_hidden}
    joined, followed = list_memberships(connection, seat.id), list_follows(connection, seat.id)
    return SeatFacts(
        seat=seat,
        stands=stands,
        friends=list(list_residents(connection, seat.network, list_resident_friends_of(connection, seat)).values()),
        people=[it.seat for it in list_seat_friends(connection, seat.id) if it.state == "friends"],
        interests=seat.declared if "interests" in said or not declared else (),
        said=said,
        groups=[place for place in list_places(connection, GROUPS, seat.network) if place.id in joined],
        pages=[place for place in list_places(connection, PAGES, seat.network) if place.id in followed],
        posts=read_post_facts(connection, reader, list_posts_of(connection, seat.id, POSTS_SHOWN)),
    )
