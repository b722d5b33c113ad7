"""Your activity: what was received from which site, what you liked and wrote here; cleared, taken back or disconnected
at the member's word."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, abort, redirect, render_template, request, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from pixel import clock
from pixel.ads.catalogue import read_catalogue
from pixel.collect.verdict import has_gpc
from pixel.networks.network import this_network
from pixel.networks.session import Me, read_as_member, require_member, this_visitor
from pixel.networks.subjects import Subjects, read_subjects
from pixel.networks.wording import describe_signal, name_event
from pixel.pages.language import language
from pixel.pages.site import services
from pixel.pages.times import ago, at_time
from pixel.pages.walk_bar import NOTHING_TO_CLEAR, current_position
from pixel.store import Connection
from pixel.store.queries.backstage import keep_step
from pixel.store.queries.identity import list_visitors
from pixel.store.queries.members import Doings, count_doings
from pixel.store.queries.networks import SignalTable, delete_comment, delete_signal
from pixel.store.queries.posts import delete_post
from pixel.store.queries.profile import (
    clear_activity,
    disconnect,
    list_disconnections,
    list_signals,
    list_site_events,
    list_tallies,
    reconnect,
)
from pixel.store.records import Event, Product, Signal, SignalSource, Tally

ALL_SITES = "*"
EVENTS_A_SITE = 20
SIGNALS_SHOWN = 200  # the latest

blueprint = Blueprint("activity", __name__)


@dataclass(frozen=True)
class ActivityItem:
    """One hit, as its person reads it."""

    when: datetime
    when_text: str
    event: str
    event_label: str
    page_url: str
    content_name: str | None


@dataclass(frozen=True)
class SiteActivity:
    """What one site sent of a person: `events` hits in all, the latest as `items`; first and last as shown."""

    site: str
    name: str
    events: int
    first: str | None
    last: str | None
    is_disconnected: bool
    items: tuple[ActivityItem, ...]


@dataclass(frozen=True)
class SignalView:
    """A like, a comment, a post, a group or a page of one's own; `number`: the row's, of a comment or a post;
    `portrait`: a file, of whoever wrote the post; `text`: the post's, where it is one of the network's own."""

    kind: str
    post_id: str
    number: int | None
    portrait: str
    words: str
    text: str
    ago: str


@dataclass(frozen=True)
class ActivityFacts:
    """What the page reads, on one snapshot."""

    products: Mapping[tuple[str, str], Product]
    tallies: tuple[Tally, ...]
    events: Mapping[str, Sequence[Event]]
    signals: tuple[Signal, ...]
    disconnected: Mapping[str, datetime]
    subjects: Subjects
    doings: Doings


def read_activity(connection: Connection, me: Me) -> ActivityFacts:
    """The sums and the latest hits of each site, likes and comments, and what is disconnected."""
    disconnected = list_disconnections(connection, me.seat.id)
    visitors = [visitor for visitor, _ in list_visitors(connection, me.seat.id)]
    tallies = list_tallies(connection, visitors)
    signals = tuple(list_signals(connection, me.seat.id)[-SIGNALS_SHOWN:])
    sites = sorted({tally.pixel_id for tally in tallies} | (disconnected.keys() - {ALL_SITES}))
    return ActivityFacts(
        products=read_catalogue(connection).products,
        tallies=tuple(tallies),
        events={site: list_site_events(connection, visitors, site, EVENTS_A_SITE) for site in sites},
        signals=signals,
        disconnected=disconnected,
        subjects=read_subjects(connection, me.seat.network, name_signals(signals)),
        doings=count_doings(connection, me.seat.id),
    )


@blueprint.get("/activity")
def show_activity() -> str:
    """All of it, with the buttons."""
    me, facts = read_as_member(read_activity)
    if not facts.tallies and not facts.signals and not any(facts.doings) and current_position():
        services().store.write(keep_step, this_visitor(), NOTHING_TO_CLEAR, clock.now())
    return render_template(
        "networks/activity.html",
        me=me,
        sites=[_sum_up(site, events, facts) for site, events in facts.events.items()],
        signals=view_signals(facts.signals, facts.subjects),
        doings=facts.doings,
        all_disconnected=ALL_SITES in facts.disconnected,
        has_gpc=has_gpc(request.headers.get("Sec-GPC", "")),
        notice=session.pop("notice", None),
    )


@blueprint.post("/activity/clear")
def clear() -> Response:
    """Erases what sites reported, what was liked and written here, and the ads shown."""
    me, store = require_member(), services().store
    store.erase(clear_activity, me.seat.id)
    store.write(keep_step, this_visitor(), "cleared", clock.now())
    return _back(gettext("Erased: the visits, your likes and comments, what followed from them, and the ads shown."))


@blueprint.post("/activity/take-back")
def take_back() -> Response:
    """Erases one like, comment or post, leaves a group, or follows a page no more."""
    me, store = require_member(), services().store
    chosen: tuple[SignalTable, ...] = ("memberships", "follows")
    for table in chosen:
        if table in request.form:
            store.erase(delete_signal, table, me.seat.id, request.form[table])
            return _back(gettext("Taken back, with what followed from it."))
    if "own-post" in request.form:
        store.erase(delete_post, me.seat.id, _number("own-post"))
        return _back(gettext("Erased: your post, what others said and liked there, and what followed from it."))
    if request.form.get("comment"):
        store.erase(delete_comment, me.seat.id, _number("comment"))
        return _back(gettext("Erased: your comment, and what followed from it."))
    store.erase(delete_signal, "likes", me.seat.id, request.form.get("post", ""))
    return _back(gettext("Taken back: your like, and what followed from it."))


@blueprint.post("/activity/disconnect")
def disconnect_site() -> Response:
    """From now on what one site sends is refused."""
    services().store.write(disconnect, require_member().seat.id, _site(), clock.now())
    return _back(gettext("Disconnected: what that site sends from now on is refused."))


@blueprint.post("/activity/disconnect-all")
def disconnect_all() -> Response:
    """From now on what any site sends is refused."""
    services().store.write(disconnect, require_member().seat.id, ALL_SITES, clock.now())
    return _back(gettext("Disconnected: what any site sends from now on is refused."))


@blueprint.post("/activity/reconnect")
def reconnect_site() -> Response:
    """Takes a disconnection back: one site's, or that of all."""
    services().store.write(reconnect, require_member().seat.id, _site() if "site" in request.form else ALL_SITES)
    return _back(gettext("Connected again."))


def name_signals(signals: Sequence[Signal]) -> Iterator[tuple[SignalSource, str]]:
    """What `read_subjects` is asked for, the latest first."""
    return ((signal.source, signal.post_id) for signal in reversed(signals))


def view_signals(signals: Sequence[Signal], subjects: Subjects) -> list[SignalView]:
    """What somebody did on the network as it is shown, the latest first."""
    return [_view_signal(signal, subjects) for signal in reversed(signals)]


def _view_signal(signal: Signal, subjects: Subjects) -> SignalView:
    post = this_network().find_post(signal.post_id) if signal.source in ("like", "comment") else None
    return SignalView(
        kind=signal.source,
        post_id=signal.post_id,
        number=signal.number,
        portrait=this_network().content.members[post.author].portrait if post else "guest.svg",
        words=describe_signal(signal.source, signal.post_id, subjects),
        text=post.text.in_language(language()) if post else "",
        ago=ago(signal.at),
    )


def _sum_up(site: str, events: Sequence[Event], facts: ActivityFacts) -> SiteActivity:
    names = {product.advertiser: product.advertiser_name for product in facts.products.values()}
    return sum_up(
        site,
        names.get(site, site),
        [tally for tally in facts.tallies if tally.pixel_id == site and not tally.content_id],
        [_item(event, facts.products) for event in events],
        is_disconnected=site in facts.disconnected,
    )


def sum_up(
    site: str, name: str, tallies: Sequence[Tally], items: Sequence[ActivityItem], *, is_disconnected: bool
) -> SiteActivity:
    """One site's line, from the sums that count each hit once."""
    return SiteActivity(
        site=site,
        name=name,
        events=sum(tally.hits for tally in tallies),
        first=at_time(min(tally.first_at for tally in tallies)) if tallies else None,
        last=at_time(max(tally.last_at for tally in tallies)) if tallies else None,
        is_disconnected=is_disconnected,
        items=tuple(items),
    )


def _item(event: Event, products: Mapping[tuple[str, str], Product]) -> ActivityItem:
    hit = event.hit
    found = [products[hit.pixel_id, content] for content in hit.content_ids if (hit.pixel_id, content) in products]
    name = ", ".join(product.name[language()] for product in found) or None
    return ActivityItem(hit.received_at, at_time(hit.received_at), hit.event, name_event(hit.event), hit.page_url, name)


def _number(name: str) -> int:
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else abort(400)


def _site() -> str:
    site = request.form.get("site", "")
    if site not in {advertiser for advertiser, _ in services().store.read(read_catalogue).products}:
        abort(400)
    return site


def _back(notice: str) -> Response:
    session["notice"] = notice
    return redirect(url_for("activity.show_activity"), 303)
