"""The pages that take something in: wish list, booking, consent. `app` registers them.

Nothing is stored; cookies of the agency's own carry it on.
"""

from flask import Blueprint, Response, abort, jsonify, make_response, redirect, request, url_for
from flask_babel import gettext

from demo_sites import booking
from demo_sites import wishlist as wishes
from demo_sites.browse import find_or_404, find_similar
from demo_sites.consent import ANSWERED_COOKIE, ANSWERED_SECONDS, CONSENT_COOKIE, CONSENT_SECONDS, read_answer
from demo_sites.shop import consent_state, remember, show, this_agency
from demo_sites.snippet import Event, purchase, travel_data

pages = Blueprint("basket", __name__)


@pages.get("/wishlist")
def wishlist() -> Response:
    wished = wishes.read_wishes(request.cookies.get(wishes.WISHLIST_COOKIE, ""), this_agency())
    return show("wishlist.html", wished=wished)


@pages.post("/wishlist")
def change_wishlist() -> Response:
    """JSON for the agency's own script; without it, back to where the reader was, to a page that says it is saved."""
    destination = find_or_404(request.form.get("destination", ""))
    before = wishes.read_wishes(request.cookies.get(wishes.WISHLIST_COOKIE, ""), this_agency())
    is_added = request.form.get("action") == "add"
    after = wishes.add(before, destination) if is_added else wishes.remove(before, destination)
    by_script = request.accept_mimetypes.best == "application/json"
    answer = jsonify({"saved": is_added, "count": len(after)}) if by_script else _back(url_for(".wishlist"))
    remember(answer, wishes.WISHLIST_COOKIE, wishes.write_wishes(after), wishes.WISHLIST_SECONDS)
    if is_added and destination not in before and not by_script:
        remember(answer, wishes.SAVED_COOKIE, destination.id, wishes.SAVED_SECONDS)
    return answer


@pages.get("/destinations/<destination_id>/book")
def book(destination_id: str) -> Response:
    """With the departure that was chosen on the destination's page; else the next."""
    destination = find_or_404(destination_id)
    chosen = booking.find_departure(request.args.get("departure", ""), destination) or destination.dates[0]
    event = Event("InitiateCheckout", travel_data(this_agency(), destination, chosen))
    given = booking.Given(departure=chosen.start.isoformat())
    return show("booking.html", event=event, destination=destination, given=given, errors={}, limits=booking)


@pages.post("/destinations/<destination_id>/book")
def submit_booking(destination_id: str) -> Response:
    """What was typed is shown again if something is wrong with it; else it ends here, and the order goes on alone."""
    destination = find_or_404(destination_id)
    given = booking.read_given(request.form)
    order = booking.make_order(given, destination, booking.new_number())
    if order is None:
        problems = booking.find_problems(given, destination)
        errors = {field: _complaint(field, problem) for field, problem in problems.items()}
        return show("booking.html", status=422, destination=destination, given=given, errors=errors, limits=booking)
    answer = _redirect(url_for(".thanks", destination_id=destination.id))
    remember(answer, booking.ORDER_COOKIE, booking.write_cookie(order), booking.ORDER_SECONDS)
    return answer


@pages.get("/destinations/<destination_id>/thanks")
def thanks(destination_id: str) -> Response:
    """Reloaded, it sends the same Purchase with the same number: the collector calls that a duplicate."""
    agency, destination = this_agency(), find_or_404(destination_id)
    order = booking.read_cookie(request.cookies.get(booking.ORDER_COOKIE, ""), destination)
    event = purchase(agency, destination, order) if order else None
    similar = find_similar(agency, destination)
    return show("thanks.html", event=event, destination=destination, order=order, similar=similar)


@pages.post("/consent")
def answer_consent() -> Response:
    answer = read_answer(request.form.get("answer", ""))
    if this_agency().consent == "none" or not answer:
        abort(404)
    response = _back(url_for("shop.home"))
    remember(response, CONSENT_COOKIE, answer, CONSENT_SECONDS)
    remember(response, ANSWERED_COOKIE, answer, ANSWERED_SECONDS)
    return response


@pages.get("/consent.json")
def show_consent() -> Response:
    """The answer of this moment, for the pixel's script: no script can read the cookie itself."""
    state = consent_state()
    if not state.asks:
        abort(404)
    answer = jsonify({"consent": state.answer, "may_send": state.may_send_later})
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _back(otherwise: str) -> Response:
    """To the page that the form stood on, if this site's own: nobody else's referrer decides where readers go."""
    came_from = request.referrer or ""
    return _redirect(came_from if came_from.startswith(request.root_url) else otherwise)


def _redirect(address: str) -> Response:
    return make_response(redirect(address, 303))


def _complaint(field: booking.Field, problem: booking.Problem) -> str:
    match problem:
        case "missing" if field == "first_name":
            return gettext("Any first name will do, but one is needed.")
        case "missing":
            return gettext("An address is needed: invent one.")
        case "too-long":
            return gettext("That is too long.")
        case "not-an-address":
            return gettext("That does not look like an address: it needs something before and after an @.")
        case "not-a-number":
            return gettext("From one to six, please.")
        case "not-a-departure":
            return gettext("Choose one of the departures below.")
