"""What the rooms below say in single words, in the reader's language: events, cookie outcomes, sources of an interest,
why an ad lost."""

from collections.abc import Mapping

from flask_babel import gettext

from pixel.ads.auction import Outcome
from pixel.networks.network import this_network
from pixel.pages.language import language
from pixel.profile.interests import Source
from pixel.store.records import CookieOutcome, Product


def name_event(event: str) -> str:
    """What happened, for a pixel's event name; the name itself for one that a site made up."""
    return {
        "PageView": gettext("Opened a page"),
        "Search": gettext("Searched"),
        "ViewContent": gettext("Looked at a trip"),
        "AddToWishlist": gettext("Put it on a wish list"),
        "InitiateCheckout": gettext("Began to book"),
        "Lead": gettext("Asked for information"),
        "Purchase": gettext("Booked"),
    }.get(event, event)


def describe_cookie(outcome: CookieOutcome) -> str:
    """What the browser did with the cookie at one hit."""
    return {
        "sent-back": gettext("The browser sent the cookie back, from another site."),
        "first-seen": gettext("First seen here: the cookie was set with this answer."),
        "refused": gettext("The browser refused the cookie on another site."),
        "own-jar": gettext("The browser sent a cookie that it keeps for this one site only."),
        "first-party": gettext("First-party: page and pixel share one address or one site."),
        "unknown": gettext("Nothing in the request tells what the browser does with the cookie."),
    }[outcome]


def describe_loss(outcome: Outcome) -> str:
    """Why an ad was not shown, in plain words."""
    return {
        "won": gettext("Won"),
        "outbid": gettext("Outbid: its score was lower"),
        "not-in-audience": gettext("You are not in its audience"),
        "window-passed": gettext("Your visit is too long ago for it"),
        "purchased": gettext("You booked that already: buyers are left out"),
        "capped": gettext("You saw it as often as its cap allows"),
        "on-this-page": gettext("It was already on the same page"),
        "no-product": gettext("The advertiser’s feed no longer has that trip"),
        "only-when-nothing-else": gettext("Shown only when nothing else fits"),
        "not-weighed": gettext("Not looked at: no match, or too low a bid to win"),
    }[outcome]


def describe_source(source: Source, products: Mapping[tuple[str, str], Product]) -> str:
    """Where points come from, in words."""
    if source.kind == "declared":
        return gettext("You declared it on your profile")
    if source.kind == "off-network":
        product = products[source.pixel_id, source.subject]
        said = gettext("%(site)s reported: %(event)s", site=product.advertiser_name, event=name_event(source.event))
        return f"{said} ({product.name[language()]}, ×{source.hits})"
    post = this_network().find_post(source.subject)
    author = this_network().content.members[post.author].first_name if post else "?"
    if source.kind == "like":
        return gettext("You liked a post by %(name)s", name=author)
    return gettext("You commented on a post by %(name)s", name=author)


def write_number(value: float, digits: int) -> str:
    """A number with so many decimals, as the reader's language writes it."""
    text = f"{value:.{digits}f}"
    return text.replace(".", ",") if language() == "fr" else text
