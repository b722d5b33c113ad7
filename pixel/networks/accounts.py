"""Pages about the account: the picker, logging out, starting afresh, and the same seat in another browser."""

from flask import Blueprint, abort, redirect, render_template, request, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from pixel import clock
from pixel.hosts.qr_code import draw_svg
from pixel.identity.accounts import LINK_LASTS, new_seat, new_seat_link
from pixel.identity.visitor_cookie import forget_visitor
from pixel.networks.network import this_network
from pixel.networks.session import SEAT, Me, as_me, last_here, open_seat, require_member
from pixel.pages.addresses import here, site_url
from pixel.pages.other_devices import addresses_for_others
from pixel.pages.site import services
from pixel.store.queries.identity import find_linked_seat, use_seat_link
from pixel.store.queries.profile import erase_seat
from pixel.store.records import Seat

LONGEST_NAME = 30

blueprint = Blueprint("accounts", __name__)


def show_picker(returning: Me | None, first_name: str = "", error: str = "") -> str:
    """The invented members, a field for a made-up name, and whoever was here before."""
    members = list(this_network().content.members.values())
    return render_template(
        f"{this_network().id}/picker.html",
        me=None,
        members=members,
        returning=returning,
        first_name=first_name,
        error=error,
    )


@blueprint.post("/join")
def join() -> Response | tuple[str, int]:
    """Opens a seat: of a member, of a made-up first name, or of whoever was here before."""
    returning = last_here()
    name = " ".join(request.form.get("first_name", "").split())
    seat = returning.seat if returning and "returning" in request.form else _seat_for(name)
    if seat is None:
        error = gettext("Make up a first name of 1 to %(n)d letters.", n=LONGEST_NAME)
        return show_picker(returning, name[:LONGEST_NAME], error), 422
    open_seat(seat)
    return redirect(url_for("feed.show_feed"), 303)


@blueprint.post("/leave")
def leave() -> Response:
    """Logs out."""
    session.clear()
    return redirect(url_for("feed.show_feed"), 303)


@blueprint.post("/afresh")
def start_afresh() -> Response:
    """Erases the person at this browser, and takes the cookie away."""
    services().store.erase(erase_seat, require_member().seat.id)
    session.clear()
    answer = redirect(url_for("feed.show_feed"), 303)
    answer.headers.add("Set-Cookie", forget_visitor(here()))
    return answer


@blueprint.route("/continue", methods=["GET", "POST"])
def continue_elsewhere() -> str:
    """A private link that opens this seat in another browser."""
    me = require_member()
    token = new_seat_link(services().store, me.seat, clock.now())
    site, path = this_network().site, f"/continue/{token}"
    elsewhere = addresses_for_others(here(), services().settings, site, path)
    return render_template(
        "networks/continue.html",
        me=me,
        link=here().url(site, path),
        elsewhere=elsewhere,
        code=draw_svg(elsewhere[0]) if elsewhere else "",
        minutes=LINK_LASTS.seconds // 60,
    )


@blueprint.get("/continue/<token>")
def show_seat(token: str) -> str:
    """What the private link shows: whose seat it is, and one button."""
    seat = services().store.read(find_linked_seat, token, clock.now())
    return render_template("networks/open_seat.html", me=None, seat=as_me(seat or _refuse_link()), token=token)


@blueprint.post("/continue/<token>")
def open_here(token: str) -> Response:
    """Opens the seat of a private link in this browser."""
    seat = services().store.write(use_seat_link, token, clock.now())
    open_seat(seat or _refuse_link())
    return redirect(site_url(this_network().site), 303)


@blueprint.get("/enter/<token>")
def enter(token: str) -> Response:
    """Opens the seat that the door of a class has just made: the link that it leads on with is good once, and for a
    moment. Whoever comes back to it is where it led."""
    seat = services().store.write(use_seat_link, token, clock.now())
    known = None if seat else last_here()
    if seat:
        open_seat(seat)
    elif known is None:
        _refuse_link()
    elif SEAT not in session:  # the answer that said so never arrived
        open_seat(known.seat)
    answer = redirect(url_for("feed.show_feed"), 303)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _seat_for(first_name: str) -> Seat | None:
    store, network = services().store, this_network()
    member = network.find_member(request.form.get("member"))
    if member:
        return new_seat(store, network.id, clock.now(), member_id=member.id, declared=member.interests)
    if 1 <= len(first_name) <= LONGEST_NAME and first_name.isprintable():
        return new_seat(store, network.id, clock.now(), first_name=first_name)
    return None


def _refuse_link() -> Seat:
    abort(410, gettext("This link is no longer good. Ask for a new one in the browser where you are logged in."))
