"""The facets of an audience as sentences, of somebody ("lives in Rimouski") and to the reader ("You live in Rimouski").

"Why this ad?" says them, and whoever else is handed `describe_facet`: what slugs and ids are called is an argument.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from flask_babel import gettext, ngettext

from pixel.ads.audience.facets import (
    OLDEST,
    AgeFacet,
    BuyersFacet,
    CustomerListFacet,
    EmployerFacet,
    EventFacet,
    Facet,
    GroupFacet,
    InterestFacet,
    LanguageFacet,
    LookalikeFacet,
    RadiusFacet,
    RegionFacet,
    SectorFacet,
    SexFacet,
    TownFacet,
)
from pixel.networks.guesses.words import write_percent
from pixel.networks.profile.line_words import name_slug
from pixel.pages.language import language
from pixel.pages.translations import made_once_a_language
from pixel.profile.inference.places import Place
from pixel.store.records import Product


@dataclass(frozen=True)
class AudienceNames:
    """What the slugs and ids of facets are called: towns by slug, products by advertiser and content, groups by id in
    each language. What is not there is called by its slug."""

    places: Mapping[str, Place] = field(default_factory=dict)
    products: Mapping[tuple[str, str], Product] = field(default_factory=dict)
    groups: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def town(self, slug: str) -> str:
        place = self.places.get(slug)
        return place.name if place else slug

    def group(self, group_id: str) -> str:
        return self.groups[group_id][language()] if group_id in self.groups else group_id

    def site(self, pixel_id: str) -> str:
        named = (product.advertiser_name for product in self.products.values() if product.advertiser == pixel_id)
        return next(named, pixel_id)

    def trip(self, pixel_id: str, content_id: str) -> str:
        product = self.products.get((pixel_id, content_id))
        return product.name[language()] if product else content_id

    def interest(self, slug: str) -> str:
        return name_slug(slug, self.products)


class Sentence(NamedTuple):
    """A facet of somebody, as what may follow "who", and to the reader; no full stop."""

    of_somebody: str
    to_reader: str


def describe_facet(facet: Facet, names: AudienceNames) -> str:
    """What a facet asks of somebody: "lives in Rimouski"."""
    return say_facet(facet, names).of_somebody


def say_facet(facet: Facet, names: AudienceNames) -> Sentence:
    """The same in both forms."""
    match facet:
        case TownFacet() | RegionFacet() | RadiusFacet():
            return _say_home(facet, names)
        case AgeFacet():
            return _say_age(facet)
        case SexFacet() | LanguageFacet():
            return _choices()[facet.sex if isinstance(facet, SexFacet) else facet.language]
        case EmployerFacet() | SectorFacet():
            return _say_work(facet)
        case InterestFacet() | LookalikeFacet():
            return _say_interest(facet, names)
        case EventFacet() | BuyersFacet():
            return _say_visit(facet, names)
        case GroupFacet(group=group):
            name = names.group(group)
            return Sentence(
                gettext("is a member of the group “%(name)s”", name=name),
                gettext("You are a member of the group “%(name)s”", name=name),
            )
        case CustomerListFacet(hashes=hashes):
            return _say_listed(len(hashes))


def _say_home(facet: TownFacet | RegionFacet | RadiusFacet, names: AudienceNames) -> Sentence:
    match facet:
        case TownFacet():
            town = names.town(facet.town)
            return Sentence(gettext("lives in %(town)s", town=town), gettext("You live in %(town)s", town=town))
        case RegionFacet(region=region):
            return Sentence(
                gettext("lives in the region “%(region)s”", region=region),
                gettext("You live in the region “%(region)s”", region=region),
            )
        case RadiusFacet(km=km):
            town = names.town(facet.town)
            return Sentence(
                gettext("lives within %(km)s km of %(town)s", km=km, town=town),
                gettext("You live within %(km)s km of %(town)s", km=km, town=town),
            )


def _say_age(facet: AgeFacet) -> Sentence:
    least, most = facet.least, facet.most
    if (least, most) == (0, OLDEST):
        return Sentence(gettext("has said how old they are"), gettext("You have said how old you are"))
    if most == OLDEST:
        return Sentence(
            gettext("is %(least)s or older", least=least), gettext("You are %(least)s or older", least=least)
        )
    if not least:
        return Sentence(gettext("is %(most)s or younger", most=most), gettext("You are %(most)s or younger", most=most))
    return Sentence(
        gettext("is %(least)s to %(most)s years old", least=least, most=most),
        gettext("You are %(least)s to %(most)s years old", least=least, most=most),
    )


def _say_work(facet: EmployerFacet | SectorFacet) -> Sentence:
    if isinstance(facet, EmployerFacet):
        name = facet.employer
        return Sentence(gettext("works at %(name)s", name=name), gettext("You work at %(name)s", name=name))
    return Sentence(
        gettext("works in the sector “%(name)s”", name=facet.sector),
        gettext("You work in the sector “%(name)s”", name=facet.sector),
    )


def _say_interest(facet: InterestFacet | LookalikeFacet, names: AudienceNames) -> Sentence:
    if isinstance(facet, LookalikeFacet):
        least = write_percent(facet.min_likeness)
        return Sentence(
            gettext("is like the people of “%(name)s”, by %(least)s or more", name=facet.source, least=least),
            gettext("You are like the people of “%(name)s”, by %(least)s or more", name=facet.source, least=least),
        )
    name, least = names.interest(facet.interest), write_percent(facet.min_level)
    if not facet.min_level:
        return Sentence(
            gettext("is interested in “%(name)s”", name=name), gettext("You are interested in “%(name)s”", name=name)
        )
    return Sentence(
        gettext("is interested in “%(name)s”, at a level of %(least)s or more", name=name, least=least),
        gettext("You are interested in “%(name)s”, at a level of %(least)s or more", name=name, least=least),
    )


def _say_visit(facet: EventFacet | BuyersFacet, names: AudienceNames) -> Sentence:
    site = names.site(facet.pixel_id)
    if isinstance(facet, BuyersFacet):
        return Sentence(gettext("has ever booked at %(site)s", site=site), gettext("You booked at %(site)s", site=site))
    trips = ", ".join(names.trip(facet.pixel_id, content_id) for content_id in sorted(facet.contents))
    about = f" ({trips})" if trips else ""
    when = ngettext("within the last %(num)s day", "within the last %(num)s days", facet.days)
    of_somebody, to_reader = (
        gettext("%(doing)s on the site of %(site)s %(when)s", doing=doing + about, site=site, when=when)
        for doing in _say_doing(facet.event)
    )
    return Sentence(of_somebody, to_reader)


def _say_doing(event: str) -> Sentence:
    """A pixel's event; one that a site made up by its name."""
    return _doings().get(event) or Sentence(
        gettext("sent “%(event)s”", event=event), gettext("Your browser sent “%(event)s”", event=event)
    )


def _say_listed(count: int) -> Sentence:
    return Sentence(
        ngettext("is on a list of %(num)s customer", "is on a list of %(num)s customers", count),
        ngettext("You are on a list of %(num)s customer", "You are on a list of %(num)s customers", count),
    )


@made_once_a_language
def _choices() -> dict[str, Sentence]:
    return {
        "f": Sentence(gettext("is a woman"), gettext("You are a woman")),
        "m": Sentence(gettext("is a man"), gettext("You are a man")),
        "fr": Sentence(gettext("reads in French"), gettext("You read in French")),
        "en": Sentence(gettext("reads in English"), gettext("You read in English")),
    }


@made_once_a_language
def _doings() -> dict[str, Sentence]:
    return {
        "PageView": Sentence(gettext("opened a page"), gettext("You opened a page")),
        "Search": Sentence(gettext("searched for a trip"), gettext("You searched for a trip")),
        "ViewContent": Sentence(gettext("looked at a trip"), gettext("You looked at a trip")),
        "AddToWishlist": Sentence(gettext("kept a trip on a wish list"), gettext("You kept a trip on a wish list")),
        "InitiateCheckout": Sentence(gettext("began to book"), gettext("You began to book")),
        "Lead": Sentence(gettext("asked for information"), gettext("You asked for information")),
        "Purchase": Sentence(gettext("booked"), gettext("You booked")),
    }
