"""Who are you? The picker, logging out, starting afresh, and the same seat in another browser."""

from collections.abc import Callable
from typing import Any

from flask import Flask, abort, redirect, render_template, request, session, url_for
from flask_babel import gettext

from pixel import clock
from pixel.collect.visitor import forget_visitor
from pixel.network.content import load_content
from pixel.network.session import Me, as_me, last_here, open_seat
from pixel.pages import here, site_url
from pixel.profile.identity import LINK_LASTS, new_seat, new_seat_link
from pixel.store import Store
from pixel.store.profile import erase_seat, find_linked_seat, use_seat_link
from pixel.store.records import Seat

LONGEST_NAME = 30


def show_picker(returning: Me | None, first_name: str = "", error: str = "") -> str:
    """The invented members, a field for a made-up name, and whoever was here before."""
    members = list(load_content().members.values())
    return render_template(
        "network/picker.html", me=None, members=members, returning=returning, first_name=first_name, error=error
    )


def add_pages(app: Flask, store: Store, key: bytes, needs_member: Callable[..., Callable[..., Any]]) -> None:
    """Pages and buttons about the seat itself."""

    @app.post("/join")
    def join() -> Any:
        returning = last_here(store, key)
        name = " ".join(request.form.get("first_name", "").split())
        seat = returning.seat if returning and "returning" in request.form else _seat_for(store, name)
        if seat is None:
            error = gettext("Make up a first name of 1 to %(n)d letters.", n=LONGEST_NAME)
            return show_picker(returning, name[:LONGEST_NAME], error), 422
        open_seat(store, key, seat)
        return redirect(url_for("feed"), 303)

    @app.post("/leave")
    def leave() -> Any:
        session.clear()
        return redirect(url_for("feed"), 303)

    @app.post("/afresh")
    @needs_member
    def start_afresh(me: Me) -> Any:
        store.erase(erase_seat, me.seat.id)
        session.clear()
        answer = redirect(url_for("feed"), 303)
        answer.headers.add("Set-Cookie", forget_visitor(here()))
        return answer

    @app.route("/continue", methods=["GET", "POST"])
    @needs_member
    def continue_elsewhere(me: Me) -> str:
        token = new_seat_link(store, me.seat, clock.now())
        link = here().url("network", f"/continue/{token}")
        return render_template("network/continue.html", me=me, link=link, minutes=LINK_LASTS.seconds // 60)

    @app.get("/continue/<token>")
    def show_seat(token: str) -> str:
        seat = store.read(find_linked_seat, token, clock.now())
        return render_template("network/open_seat.html", me=None, seat=as_me(seat or _gone()), token=token)

    @app.post("/continue/<token>", endpoint="open_seat")
    def open_here(token: str) -> Any:
        seat = store.write(use_seat_link, token, clock.now())
        open_seat(store, key, seat or _gone())
        return redirect(site_url("network"), 303)


def _seat_for(store: Store, first_name: str) -> Seat | None:
    member_id = request.form.get("member")
    if member_id in load_content().members:
        return new_seat(store, member_id, None, clock.now())
    if 1 <= len(first_name) <= LONGEST_NAME and first_name.isprintable():
        return new_seat(store, None, first_name, clock.now())
    return None


def _gone() -> Seat:
    abort(410, gettext("This link is no longer good. Ask for a new one in the browser where you are logged in."))
