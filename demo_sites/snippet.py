"""The snippet that a shop pastes into its pages: what its script tag carries, and the image where scripts are off.

The names (`ViewContent`, `content_ids`, `cd[…]`) are those of the best-known real pixel. Pure; `shop` calls it on each
page, `templates/snippet.html` writes it out.
"""

import json
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote, urlencode

from demo_sites.booking import Order
from demo_sites.catalogue import Agency, Departure, Destination
from demo_sites.consent import ConsentState
from demo_sites.host_services import Addresses
from demo_sites.search import Query

EventName = Literal["Search", "ViewContent", "AddToWishlist", "InitiateCheckout", "Purchase"]
Data = dict[str, str | int | list[str]]

_LONGEST_PAGE = 2000  # bytes of an address that the image repeats: the collector reads 8,000 in all


@dataclass(frozen=True)
class Event:
    """What happened on this page besides its being looked at."""

    name: EventName
    data: Data
    event_id: str = ""  # the same id again is a duplicate: a reloaded thank-you page counts once


@dataclass(frozen=True)
class Snippet:
    script: str
    image: str
    pixel: str
    consent: str  # "granted", "denied" or "": the page did not ask
    consent_url: str  # where the script asks for the answer of the moment; "": the agency does not ask
    event: Event | None


@dataclass(frozen=True)
class Page:
    """Where the reader is, and came from."""

    address: str
    referrer: str = ""


def build_snippet(
    pixel: str,
    consent: ConsentState,
    addresses: Addresses,
    page: Page,
    event: Event | None,
    image_event: Event | None = None,
    consent_url: str = "",
) -> Snippet | None:
    """None where nothing may be sent. `image_event`: what the image tells instead, as no script told it."""
    if not consent.may_send:
        return None
    denied = "?consent=denied" if consent.answer == "denied" else ""
    image = _image(addresses.image, pixel, consent.answer, page, image_event or event)
    asked_at = consent_url if consent.asks else ""
    return Snippet(addresses.script + denied, image, pixel, consent.answer, asked_at, event)


def travel_data(
    agency: Agency, destination: Destination, departure: Departure | None = None, travellers: int = 1
) -> Data:
    """A trip in the pixel's words; without a chosen departure, the next."""
    leaving = departure or destination.dates[0]
    return {
        "content_ids": [destination.id],
        "content_type": "destination",
        "content_name": destination.words["en"].name,
        "city": destination.city,
        "region": destination.region,
        "country": destination.country,
        "travel_start": leaving.start.isoformat(),
        "travel_end": leaving.end.isoformat(),
        "num_adults": travellers,
        "value": destination.price * travellers,
        "currency": agency.currency,
    }


def purchase(agency: Agency, destination: Destination, order: Order) -> Event:
    data = travel_data(agency, destination, order.departure, order.travellers)
    return Event("Purchase", data, order.number)


def search_event(query: Query, found: tuple[Destination, ...]) -> Event | None:
    """A list of everything is no search."""
    if query.is_empty:
        return None
    ids = [destination.id for destination in found[:3]]
    words: Data = {"search_string": query.text} if query.text else {}
    return Event("Search", words | {"content_ids": ids, "content_type": "destination"})


def _image(address: str, pixel: str, consent: str, page: Page, event: Event | None) -> str:
    fields = {"id": pixel, "ev": event.name if event else "PageView", "noscript": "1"}
    fields["dl"] = page.address[:_LONGEST_PAGE]
    if page.referrer:
        fields["rl"] = page.referrer[:_LONGEST_PAGE]
    if consent:
        fields["consent"] = consent
    if event:
        fields |= {"eid": event.event_id} if event.event_id else {}
        fields |= {f"cd[{key}]": _plain(value) for key, value in event.data.items()}
    return f"{address}?{urlencode(fields, quote_via=quote)}"


def _plain(value: str | int | list[str]) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else str(value)
