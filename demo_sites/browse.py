"""The pages that only show: home, a destination, search, blog, legal notice, product feed. `app` registers them."""

from dataclasses import dataclass

from flask import Blueprint, Response, abort, jsonify, request
from flask_babel import gettext

from demo_sites.booking import ORDER_COOKIE
from demo_sites.catalogue import Agency, Destination
from demo_sites.consent import ANSWERED_COOKIE, CONSENT_COOKIE
from demo_sites.feed import build_feed
from demo_sites.search import Note, read_query, search
from demo_sites.shop import show, this_agency
from demo_sites.snippet import Event, search_event, travel_data
from demo_sites.wishlist import SAVED_COOKIE, WISHLIST_COOKIE

pages = Blueprint("shop", __name__)


@dataclass(frozen=True)
class CookieLine:
    """A row of the legal page's table."""

    name: str
    purpose: str
    lifetime: str


@pages.get("/")
def home() -> Response:
    return show("home.html")


@pages.get("/destinations/<destination_id>")
def destination(destination_id: str) -> Response:
    agency, found = this_agency(), find_or_404(destination_id)
    return show(
        "destination.html",
        event=Event("ViewContent", travel_data(agency, found)),
        destination=found,
        similar=find_similar(agency, found),
        articles=[article for article in agency.articles if found.id in article.destinations],
    )


@pages.get("/search")
def search_page() -> Response:
    query = read_query(request.args)
    found = search(this_agency().destinations, query)
    notes = [_note(note) for note in found.notes]
    event = search_event(query, found.destinations)
    return show("search.html", event=event, query=query, found=found.destinations, notes=notes)


@pages.get("/blog")
def blog() -> Response:
    return show("blog.html")


@pages.get("/blog/<slug>")
def article(slug: str) -> Response:
    agency = this_agency()
    found = next((each for each in agency.articles if each.slug == slug), None) or abort(404)
    return show("article.html", article=found, mentioned=[agency.find(wanted) for wanted in found.destinations])


@pages.get("/legal")
def legal() -> Response:
    return show("legal.html", cookies=_cookie_lines(this_agency()))


@pages.get("/feed.json")
def feed() -> Response:
    return jsonify(build_feed(this_agency()))


def find_or_404(destination_id: str) -> Destination:
    return this_agency().find(destination_id) or abort(404)


def find_similar(agency: Agency, liked: Destination) -> list[Destination]:
    """Three others, those first that share most with it."""

    def shared(other: Destination) -> int:
        return len(set(other.themes) & set(liked.themes)) + (other.region == liked.region)

    others = [each for each in agency.destinations if each != liked]
    return sorted(others, key=shared, reverse=True)[:3]


def _note(note: Note) -> str:
    match note:
        case "bad-month":
            return gettext("We could not read the month, so we left it out.")
        case "bad-budget":
            return gettext("We could not read the budget, so we left it out.")
        case "some-words":
            return gettext("No trip has all of these words; these come closest.")


def _cookie_lines(agency: Agency) -> list[CookieLine]:
    saved = gettext("where scripts are off: says on the next page that a wish was saved")
    order = gettext("the make-believe order for the thank-you page: trip, number, travellers, date")
    lines = [
        CookieLine("lang", gettext("your language, once you have chosen one"), gettext("a year")),
        CookieLine(WISHLIST_COOKIE, gettext("the trips on your wish list"), gettext("30 days")),
        CookieLine(SAVED_COOKIE, saved, gettext("one page, at most a minute")),
        CookieLine(ORDER_COOKIE, order, gettext("15 minutes")),
    ]
    if agency.consent != "none":
        answer = gettext("your answer about the advertising pixel")
        lines.append(CookieLine(CONSENT_COOKIE, answer, gettext("180 days")))
        answered = gettext("says on the next page what follows from your answer")
        lines.append(CookieLine(ANSWERED_COOKIE, answered, gettext("one page, at most a minute")))
    return lines
