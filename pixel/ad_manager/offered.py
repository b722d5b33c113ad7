"""What the ad form lets one choose of: towns of the network's register, interests, the trips of agencies."""

from collections.abc import Sequence
from dataclasses import dataclass

from pixel.ad_manager.audience_form import Offered, Seen
from pixel.ad_manager.market import Market
from pixel.ads.catalogue import Catalogue
from pixel.pages.language import language
from pixel.profile.vocabulary import REGIONS, THEMES

Choice = tuple[str, str]  # what is sent, what is read


@dataclass(frozen=True)
class Agency:
    """An agency whose pixel reports to the network, with its trips."""

    id: str
    name: str
    trips: tuple[Choice, ...]


@dataclass(frozen=True)
class Choices:
    """All of it, as the form shows it."""

    towns: Sequence[Choice]
    themes: Sequence[Choice]
    regions: Sequence[Choice]
    agencies: Sequence[Agency]

    @property
    def offered(self) -> Offered:
        seen = {trip for agency in self.agencies for trip, _ in agency.trips} | {agency.id for agency in self.agencies}
        return Offered({slug for slug, _ in self.towns}, THEMES | REGIONS, seen)


def list_choices(market: Market, catalogue: Catalogue) -> Choices:
    """By name, as the reader's language has it."""
    towns = sorted(((place.slug, place.name) for place in market.places.values()), key=_by_name)
    themes, regions = (
        sorted(((slug, market.name_interest(slug)) for slug in slugs), key=_by_name) for slugs in (THEMES, REGIONS)
    )
    names = {advertiser: product.advertiser_name for (advertiser, _), product in catalogue.products.items()}
    return Choices(
        towns, themes, regions, [Agency(each, name, _trips(each, catalogue)) for each, name in sorted(names.items())]
    )


def _trips(agency: str, catalogue: Catalogue) -> tuple[Choice, ...]:
    own = (product for (advertiser, _), product in catalogue.products.items() if advertiser == agency)
    named = ((str(Seen(agency, product.content_id)), product.name[language()]) for product in own)
    return tuple(sorted(named, key=_by_name))


def _by_name(choice: Choice) -> str:
    return choice[1].casefold()
