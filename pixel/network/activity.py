"""Your activity off the network: what was received from which site, cleared or disconnected at the member's word."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask, abort, redirect, render_template, request, session, url_for
from flask_babel import gettext

from pixel import clock
from pixel.collect.verdict import has_gpc
from pixel.network.catalogue import read_catalogue
from pixel.network.session import Me, this_visitor
from pixel.network.wording import name_event
from pixel.pages import at_time, language
from pixel.store import Store
from pixel.store.backstage import keep_step
from pixel.store.profile import (
    clear_activity,
    disconnect,
    list_disconnections,
    list_events_of_seat,
    list_tallies,
    reconnect,
)
from pixel.store.records import Event, Product, Tally

ALL_SITES = "*"
EVENTS_A_SITE = 20


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


def add_pages(app: Flask, store: Store, key: bytes, needs_member: Callable[..., Callable[..., Any]]) -> None:
    """The page and its buttons."""

    @app.get("/activity")
    @needs_member
    def activity(me: Me) -> str:
        off = store.read(list_disconnections, me.seat.id)
        return render_template(
            "network/activity.html",
            me=me,
            sites=_list_sites(store, me, off),
            all_disconnected=ALL_SITES in off,
            has_gpc=has_gpc(request.headers.get("Sec-GPC", "")),
            notice=session.pop("notice", None),
        )

    @app.post("/activity/clear", endpoint="clear_activity")
    @needs_member
    def clear(me: Me) -> Any:
        store.erase(clear_activity, me.seat.id)
        store.write(keep_step, this_visitor(key), "cleared", clock.now())
        return _back(gettext("Erased: the visits, what followed from them, and the ads that they brought."))

    @app.post("/activity/disconnect", endpoint="disconnect")
    @needs_member
    def disconnect_site(me: Me) -> Any:
        store.write(disconnect, me.seat.id, _site(store), clock.now())
        return _back(gettext("Disconnected: what that site sends from now on is refused."))

    @app.post("/activity/disconnect-all")
    @needs_member
    def disconnect_all(me: Me) -> Any:
        store.write(disconnect, me.seat.id, ALL_SITES, clock.now())
        return _back(gettext("Disconnected: what any site sends from now on is refused."))

    @app.post("/activity/reconnect", endpoint="reconnect")
    @needs_member
    def reconnect_site(me: Me) -> Any:
        store.write(reconnect, me.seat.id, _site(store) if "site" in request.form else ALL_SITES)
        return _back(gettext("Connected again."))


def _list_sites(store: Store, me: Me, disconnections: Mapping[str, datetime]) -> list[SiteActivity]:
    products = store.read(read_catalogue).products
    names = {product.advertiser: product.advertiser_name for product in products.values()}
    tallies = store.read(list_tallies, me.seat.id)
    sites = sorted({tally.pixel_id for tally in tallies} | (disconnections.keys() - {ALL_SITES}))
    return [
        sum_up(
            site,
            names.get(site, site),
            [tally for tally in tallies if tally.pixel_id == site and not tally.content_id],
            [_item(event, products) for event in store.read(list_events_of_seat, me.seat.id, site, EVENTS_A_SITE)],
            is_disconnected=site in disconnections,
        )
        for site in sites
    ]


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


def _site(store: Store) -> str:
    site = request.form.get("site", "")
    if site not in {advertiser for advertiser, _ in store.read(read_catalogue).products}:
        abort(400)
    return site


def _back(notice: str) -> Any:
    session["notice"] = notice
    return redirect(url_for("activity"), 303)
