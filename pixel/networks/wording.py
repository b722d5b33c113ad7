"""What the rooms below say in single words, in the reader's language: events, interests and their sources, cookie
outcomes, why an ad lost."""

from collections.abc import Mapping

from flask_babel import gettext

from pixel.ads.candidates import Outcome
from pixel.networks.network import this_network
from pixel.networks.subjects import Subjects
from pixel.pages.language import language
from pixel.pages.translations import made_once_a_language
from pixel.profile.interests import Source
from pixel.store.records import CookieOutcome, Product, SignalSource

NO_SUBJECTS = Subjects()


def name_event(event: str) -> str:
    """What happened, for a pixel's event name; the name itself for one that a site made up."""
    return _event_names().get(event, event)


def name_interest(slug: str) -> str:
    """A theme or a region; the slug itself for one that is neither."""
    return _interest_names().get(slug, slug)


def describe_cookie(outcome: CookieOutcome) -> str:
    """What the browser did with the cookie at one hit."""
    return _cookie_outcomes()[outcome]


def describe_loss(outcome: Outcome) -> str:
    """Why an ad was not shown, in plain words."""
    return _losses()[outcome]


def describe_source(
    source: Source, products: Mapping[tuple[str, str], Product], subjects: Subjects = NO_SUBJECTS
) -> str:
    """Where points come from, in words; `subjects`: what groups, pages and the town's authors are called."""
    if source.kind == "declared":
        return gettext("You declared it on your profile")
    if source.kind == "corrected":
        return gettext("You put it in the place of another interest")
    if source.kind == "off-network":
        product = products[source.pixel_id, source.subject]
        said = gettext("%(site)s reported: %(event)s", site=product.advertiser_name, event=name_event(source.event))
        return f"{said} ({product.name[language()]}, ×{source.hits})"
    return describe_signal(source.kind, source.subject, subjects)


def describe_signal(kind: SignalSource, subject: str, subjects: Subjects) -> str:
    """What somebody did on the network, in words."""
    if kind == "post":
        return gettext("You wrote a post")
    if kind == "group":
        return gettext("You joined the group “%(name)s”", name=_in_language(subjects.groups, subject))
    if kind == "page":
        return gettext("You follow the page “%(name)s”", name=_in_language(subjects.pages, subject))
    author = _name_author(subject, subjects)
    if author is None:
        return gettext("You liked a post") if kind == "like" else gettext("You commented on a post")
    if kind == "like":
        return gettext("You liked a post by %(name)s", name=author)
    return gettext("You commented on a post by %(name)s", name=author)


def _name_author(post_id: str, subjects: Subjects) -> str | None:
    """Of one of the network's own posts, or of the town's; None for one that is no more, or somebody's own."""
    post = this_network().find_post(post_id)
    return this_network().content.members[post.author].first_name if post else subjects.authors.get(post_id)


def _in_language(names: Mapping[str, Mapping[str, str]], subject: str) -> str:
    return names[subject][language()] if subject in names else subject


def write_number(value: float, digits: int) -> str:
    """A number with so many decimals, as the reader's language writes it."""
    text = f"{value:.{digits}f}"
    return text.replace(".", ",") if language() == "fr" else text


@made_once_a_language
def _event_names() -> dict[str, str]:
    return {
        "PageView": gettext("Opened a page"),
        "Search": gettext("Searched"),
        "ViewContent": gettext("Looked at a trip"),
        "AddToWishlist": gettext("Put it on a wish list"),
        "InitiateCheckout": gettext("Began to book"),
        "Lead": gettext("Asked for information"),
        "Purchase": gettext("Booked"),
    }


@made_once_a_language
def _interest_names() -> dict[str, str]:
    return {
        "beach": gettext("Beach"),
        "family": gettext("Family"),
        "diving": gettext("Diving"),
        "cruise": gettext("Cruises"),
        "romance": gettext("Romance"),
        "islands": gettext("Islands"),
        "fishing": gettext("Fishing"),
        "ski": gettext("Skiing"),
        "snow": gettext("Snow"),
        "hiking": gettext("Hiking"),
        "aurora": gettext("Northern lights"),
        "nature": gettext("Nature"),
        "city": gettext("Cities"),
        "culture": gettext("Culture"),
        "food": gettext("Food"),
        "museums": gettext("Museums"),
        "music": gettext("Music"),
        "architecture": gettext("Architecture"),
        "business": gettext("Business"),
        "congress": gettext("Conferences"),
        "team-building": gettext("Team building"),
        "trade-fair": gettext("Trade fairs"),
        "wellness": gettext("Wellness"),
        "adventure": gettext("Adventure"),
        "caribbean": gettext("The Caribbean"),
        "mediterranean": gettext("The Mediterranean"),
        "north-atlantic": gettext("The North Atlantic"),
        "canada": gettext("Canada"),
        "europe": gettext("Europe"),
        "asia": gettext("Asia"),
        "north-africa": gettext("North Africa"),
        "middle-east": gettext("The Middle East"),
        "north-america": gettext("North America"),
        "latin-america": gettext("Latin America"),
        "oceania": gettext("Oceania"),
    }


@made_once_a_language
def _cookie_outcomes() -> dict[CookieOutcome, str]:
    return {
        "sent-back": gettext("The browser sent the cookie back, from another site."),
        "first-seen": gettext("First seen here: the cookie was set with this answer."),
        "refused": gettext("The browser refused the cookie on another site."),
        "own-jar": gettext("The browser sent a cookie that it keeps for this one site only."),
        "first-party": gettext("First-party: page and pixel share one address or one site."),
        "unknown": gettext("Nothing in the request tells what the browser does with the cookie."),
    }


@made_once_a_language
def _losses() -> dict[Outcome, str]:
    return {
        "won": gettext("Won"),
        "outbid": gettext("Outbid: its score was lower"),
        "not-in-audience": gettext("You are not in its audience"),
        "window-passed": gettext("Your visit is too long ago for it"),
        "purchased": gettext("You booked that already: buyers are left out"),
        "capped": gettext("You saw it as often as its cap allows"),
        "on-this-page": gettext("It was already on the same page"),
        "no-product": gettext("The advertiser’s feed no longer has that trip"),
        "not-scheduled": gettext("Its dates have not come yet, or are over"),
        "unpaid": gettext("Its purse, its budget or its pace did not allow it"),
        "only-when-nothing-else": gettext("Shown only when nothing else fits"),
        "not-weighed": gettext("Not looked at: no match, or too low a bid to win"),
    }
