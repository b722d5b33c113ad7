"""People: the search, everybody's own page, portraits. Whom one befriends is in `befriending`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from flask import Blueprint, Response, abort, request
from flask_babel import gettext

from pixel import clock
from pixel.networks.network import this_network
from pixel.networks.ribambelle.members.directory import Entry, entry_of, find_entries
from pixel.networks.ribambelle.members.faces import face_of, face_of_seat, name_town
from pixel.networks.ribambelle.members.person_facts import (
    PeopleFacts,
    ResidentFacts,
    SeatFacts,
    read_people,
    read_person,
)
from pixel.networks.ribambelle.members.person_words import name_kin
from pixel.networks.ribambelle.members.post_view import view_posts
from pixel.networks.ribambelle.members.render import read_search, render
from pixel.networks.ribambelle.town.content_files import town_content
from pixel.networks.ribambelle.town.portrait import Sitter, draw_portrait
from pixel.networks.ribambelle.town.rows import fold
from pixel.networks.session import Me, read_as_member
from pixel.networks.wording import name_interest
from pixel.pages.assets import let_keep
from pixel.pages.language import language
from pixel.pages.site import services
from pixel.store.queries.town.people import ResidentRecord, find_resident

A_PAGE = 24
LAST_PAGE = 1_000

blueprint = Blueprint("people", __name__)


@dataclass(frozen=True)
class KinView:
    """What somebody is to another: "niece", "of ", and whom."""

    what: str
    of: str
    other_id: str
    other_name: str


@blueprint.get("/people")
def show_people() -> str:
    """Everybody, or who is found; with a search also groups and pages."""
    search = read_search()
    page = min(max(request.args.get("page", 1, type=int), 1), LAST_PAGE)
    folded, only_friends = fold(search), "friends" in request.args
    towns = [place.slug for place in town_content().places.values() if folded and folded in fold(place.name)]
    me, facts = read_as_member(
        lambda connection, me: read_people(
            connection, me.seat, folded, towns, (page - 1) * A_PAGE, A_PAGE, only_friends=only_friends
        )
    )
    return render(
        "people",
        me,
        search=search,
        page=page,
        only_friends=only_friends,
        people=[face_of(resident) for resident in facts.found],
        friends=facts.friends,
        has_next=facts.has_next,
        classmates=_classmates(facts, folded) if page == 1 else [],
        entries=_entries(facts, folded) if page == 1 else [],
    )


@blueprint.get("/people/<person_id>")
def show_person(person_id: str) -> str:
    """Somebody's page: a resident's, one's own, that of somebody of the class or of a friend."""
    me, facts = read_as_member(lambda connection, me: read_person(connection, me.seat, person_id))
    if isinstance(facts, ResidentFacts):
        return _show_resident(me, facts)
    return _show_seat(me, facts) if facts else abort(404)


@blueprint.get("/people/<person_id>/portrait.svg")
def send_portrait(person_id: str) -> Response:
    """A resident's portrait."""
    network = this_network().id
    resident = services().store.read(find_resident, network, person_id) or abort(404)
    picture = _draw(_Sitter(resident.id, resident.sex, resident.age))
    return let_keep(Response(picture, mimetype="image/svg+xml"), f"{resident.sex}{resident.age}")


@dataclass(frozen=True)
class _Sitter:
    id: str
    sex: str
    age: int


@lru_cache(maxsize=1024)  # some 2 kB each
def _draw(sitter: Sitter) -> str:
    return draw_portrait(sitter)


def _show_resident(me: Me, facts: ResidentFacts) -> str:
    resident, others = facts.resident, facts.others
    return render(
        "resident",
        me,
        person=face_of(resident),
        resident=resident,
        job=resident.job[language()],
        bio=resident.bio[language()],
        home_town=town_content().places[resident.home_town].name if resident.home_town else None,
        partner=face_of(others[resident.partner]) if resident.partner and resident.partner in others else None,
        kin=_kin(resident, others),
        interests=[name_interest(slug) for slug in resident.interests],
        friends=[face_of(others[friend]) for friend in facts.friends if friend in others],
        in_common=facts.in_common,
        groups=[entry_of(place) for place in facts.groups],
        pages=[entry_of(place) for place in facts.pages],
        posts=view_posts(facts.posts, me, clock.now()),
        is_friend=facts.is_friend,
        is_me=resident.id == me.seat.member_id,
    )


def _show_seat(me: Me, facts: SeatFacts) -> str:
    return render(
        "seat",
        me,
        person=face_of_seat(facts.seat),
        face=this_network().find_member(facts.seat.member_id),
        is_me=facts.seat.id == me.seat.id,
        stands=facts.stands,
        friends=[face_of(resident) for resident in facts.friends],
        people=[face_of_seat(seat) for seat in facts.people],
        interests=[name_interest(slug) for slug in facts.interests],
        said=facts.said,
        town=name_town(facts.said.get("town", "")),
        groups=[entry_of(place) for place in facts.groups],
        pages=[entry_of(place) for place in facts.pages],
        posts=view_posts(facts.posts, me, clock.now()),
    )


def _kin(resident: ResidentRecord, others: Mapping[str, ResidentRecord]) -> list[KinView]:
    found = [(kind, others[other]) for kind, other in resident.kin if other in others]
    return [KinView(name_kin(kind, resident.sex), _of(other.name), other.id, other.name) for kind, other in found]


def _of(name: str) -> str:
    """What stands before a name: in French it depends on the name's first letter."""
    if language() == "fr" and fold(name[:1]) in "aeiouy":
        return "d’"
    return gettext("of") + " "


def _classmates(facts: PeopleFacts, folded: str) -> list[tuple[object, str]]:
    """Those of the class, each with how one stands with them."""
    states = {friend.seat.id: friend.state for friend in facts.seat_friends}
    faces = [face_of_seat(seat) for seat in facts.classmates]
    faces += [face_of_seat(it.seat) for it in facts.seat_friends if it.seat.id not in {face.id for face in faces}]
    return [(face, states.get(face.id, "none")) for face in faces if folded in fold(face.name)]


def _entries(facts: PeopleFacts, folded: str) -> Sequence[Entry]:
    return find_entries((*facts.groups, *facts.pages), folded) if folded else ()
