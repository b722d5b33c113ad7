"""The file on a member beside what they told: each line with its kind, what it rests on, who may use it and what it
brings; then how interests add up, and what other sites reported."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, render_template, session

from pixel import clock
from pixel.ads.person_lines import read_lines
from pixel.ads.serving import AdContext, gather_ad_context
from pixel.networks.activity import name_signals, view_signals
from pixel.networks.network import this_network
from pixel.networks.profile.line_words import (
    LineNames,
    LineView,
    explain_kind,
    name_key,
    name_kind,
    name_slug,
    name_value,
    order_kinds,
    referred_to,
    view_line,
)
from pixel.networks.session import Me, read_as_member, this_visitor
from pixel.networks.subjects import Subjects, read_subjects
from pixel.networks.wording import describe_source, name_interest, write_number
from pixel.pages.site import services
from pixel.pages.walk_bar import OWN_LINE
from pixel.profile.corrections import INTEREST
from pixel.profile.inference.places import Place
from pixel.profile.interests import Interest, Source
from pixel.profile.invented import is_invented
from pixel.profile.line import KINDS, Line, LineKind
from pixel.store import Connection
from pixel.store.queries.backstage import keep_step
from pixel.store.queries.town.subjects import name_residents
from pixel.store.records import Product, Signal

REASONS_SHOWN = 4
DOINGS_SHOWN = 20  # the latest

blueprint = Blueprint("profile", __name__)


@dataclass(frozen=True)
class InterestView:
    """An interest as shown: `level` in percent, `weight` its points, `reasons` in words."""

    kind: str
    slug: str
    label: str
    level: int
    weight: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class FileFacts:
    """What the page reads, on one snapshot: the person, their lines, and what both refer to by name."""

    context: AdContext
    lines: list[Line]
    residents: Mapping[str, str]
    subjects: Subjects

    def names(self, me: Me) -> LineNames:
        """What lines refer to."""
        job = vars(me.member.job) if me.member else {}
        return LineNames(self.context.catalogue.products, self.residents, job)


def read_file(connection: Connection, me: Me, places: Mapping[str, Place], now: datetime) -> FileFacts:
    """All of it."""
    context = gather_ad_context(connection, me.seat, now)
    person, network = context.person, me.seat.network
    lines = read_lines(connection, person, context.catalogue, places, now)
    shown = [source for interest in person.profile.interests for source in _weightiest(interest)]
    asked = [(source.kind, source.subject) for source in shown]
    subjects = read_subjects(connection, network, [*asked, *name_signals(_latest(person.signals))])
    return FileFacts(context, lines, name_residents(connection, network, referred_to(lines)), subjects)


@blueprint.get("/profile")
def show_profile() -> str:
    """The member's own profile."""
    now, places = clock.now(), this_network().places
    me, facts = read_as_member(lambda connection, me: read_file(connection, me, places, now))
    known, products, names = facts.context.person, facts.context.catalogue.products, facts.names(me)
    lines = [view_line(line, names) for line in facts.lines]
    if any(line.kind == "observed" and line.key.startswith(INTEREST) for line in facts.lines):
        services().store.write(keep_step, this_visitor(), OWN_LINE, now)
    return render_template(
        "profile/file.html",
        me=me,
        notice=session.pop("notice", None),
        is_invented=is_invented(me.seat),
        groups=[(kind, name_kind(kind), explain_kind(kind), found) for kind, found in order_kinds(lines)],
        counts=[(kind, name_kind(kind), number) for kind, number in _count(lines)],
        total=len(lines),
        has_objected=known.choices.has_objected,
        corrections=[
            (key, name_key(key), _name_corrected(key, names), None if to is None else name_value(key, to, names))
            for key, to in known.choices.corrections.items()
        ],
        inferred=[view_interest(interest, products, facts.subjects) for interest in known.profile.interests],
        name_interest=name_interest,
        likes=view_signals(_latest(known.signals), facts.subjects),
        doings=len(known.signals),
        visits=sum(tally.hits for tally in known.received if not tally.content_id),
        browsers=len(known.visitors),
    )


def view_interest(interest: Interest, products: Mapping[tuple[str, str], Product], subjects: Subjects) -> InterestView:
    """An interest with its reasons, the weightiest first."""
    return InterestView(
        kind=interest.kind,
        slug=interest.slug,
        label=name_slug(interest.slug, products) if interest.kind == "destination" else name_interest(interest.slug),
        level=round(interest.level * 100),
        weight=write_number(interest.points, 1),
        reasons=tuple(describe_source(source, products, subjects) for source in _weightiest(interest)),
    )


def _weightiest(interest: Interest) -> list[Source]:
    return sorted(interest.sources, key=lambda source: -source.points)[:REASONS_SHOWN]


def _latest(signals: Sequence[Signal]) -> Sequence[Signal]:
    """Those that the page lists: some accounts like ten thousand things."""
    return signals[-DOINGS_SHOWN:]


def _count(lines: list[LineView]) -> list[tuple[LineKind, int]]:
    counted = Counter(line.kind for line in lines)
    return [(kind, counted[kind]) for kind in KINDS]


def _name_corrected(key: str, names: LineNames) -> str:
    """Of an interest that was put right, which."""
    slug = key.partition(":")[2]
    return name_slug(slug, names.products) if slug else ""
