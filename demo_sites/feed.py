"""The product feed, as an advertiser uploads it to a network: all that the network ever learns of a catalogue.

`/feed.json` serves it; the composition root hands the same to the network.
"""

from typing import Any

from demo_sites.catalogue import Agency, Destination
from demo_sites.vocabulary import LANGUAGES


def build_feed(agency: Agency) -> dict[str, Any]:
    """Ready for JSON. `link` and `image_link` are paths within the agency's site: where that stands, its host knows."""
    return {
        "version": 1,
        "advertiser": agency.id,
        "name": agency.name,
        "logo_link": "/logo.svg",
        "audience": agency.audience,
        "items": [_item(agency, destination) for destination in agency.destinations],
    }


def _item(agency: Agency, destination: Destination) -> dict[str, Any]:
    words = destination.words
    return {
        "id": destination.id,
        "name": {lang: words[lang].name for lang in LANGUAGES},
        "country": destination.country,
        "country_name": {lang: words[lang].country_name for lang in LANGUAGES},
        "city": destination.city,
        "region": destination.region,
        "themes": list(destination.themes),
        "price": destination.price,
        "currency": agency.currency,
        "nights": destination.nights,
        "dates": [{"start": each.start.isoformat(), "end": each.end.isoformat()} for each in destination.dates],
        "link": f"/destinations/{destination.id}",
        "image_link": f"/pictures/{destination.picture}",
        "description": {lang: words[lang].short for lang in LANGUAGES},
    }
