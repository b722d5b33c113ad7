"""An audience and a review in words: each facet with the line of a profile that it reads, each broken rule with why."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext, ngettext

from pixel.ad_manager.market import Market
from pixel.ads.audience.facets import (
    OLDEST,
    AgeFacet,
    AudienceRule,
    BuyersFacet,
    EventFacet,
    Facet,
    InterestFacet,
    LanguageFacet,
    TownFacet,
)
from pixel.pages.language import language
from pixel.store.records import Product


@dataclass(frozen=True)
class AudienceLine:
    """One condition: what it asks, and what that is read from."""

    words: str
    reads: str
    is_excluding: bool = False


@dataclass(frozen=True)
class AudienceNames:
    """What the slugs of a rule are called."""

    market: Market
    products: Mapping[tuple[str, str], Product]

    def town(self, slug: str) -> str:
        place = self.market.places.get(slug)
        return place.name if place else slug

    def agency(self, pixel_id: str) -> str:
        named = (product.advertiser_name for (owner, _), product in self.products.items() if owner == pixel_id)
        return next(named, pixel_id)

    def trip(self, pixel_id: str, content_id: str) -> str:
        product = self.products.get((pixel_id, content_id))
        return product.name[language()] if product else content_id


def describe_audience(rule: AudienceRule, names: AudienceNames) -> list[AudienceLine]:
    """Each condition of a rule, those that leave somebody out last; none: everybody."""
    lines = [AudienceLine(_describe_group(group, names), _describe_source(group[0])) for group in rule.include]
    return lines + [
        AudienceLine(_describe_exclusion(each, names), _describe_source(each), True) for each in rule.exclude
    ]


def _describe_group(group: tuple[Facet, ...], names: AudienceNames) -> str:
    return gettext(" or ").join(_describe_facet(facet, names) for facet in group)


def _describe_facet(facet: Facet, names: AudienceNames) -> str:
    match facet:
        case TownFacet(town=town):
            return gettext("lives in %(town)s", town=names.town(town))
        case AgeFacet(least=least, most=most) if most == OLDEST:
            return gettext("is %(least)d or older", least=least)
        case AgeFacet(least=least, most=most):
            return gettext("is %(least)d to %(most)d years old", least=least, most=most)
        case LanguageFacet(language="fr"):
            return gettext("reads in French")
        case LanguageFacet():
            return gettext("reads in English")
        case InterestFacet(interest=slug):
            return gettext("is interested in “%(interest)s”", interest=names.market.name_interest(slug))
        case EventFacet():
            return _describe_event(facet, names)
        case _:
            return type(facet).__name__


def _describe_event(facet: EventFacet, names: AudienceNames) -> str:
    when = ngettext("in the last %(num)d day", "in the last %(num)d days", facet.days)
    site = names.agency(facet.pixel_id)
    trips = ", ".join(names.trip(facet.pixel_id, each) for each in sorted(facet.contents))
    if trips:
        return gettext("looked at “%(trip)s” on the site of %(site)s %(when)s", trip=trips, site=site, when=when)
    return gettext("looked at a trip on the site of %(site)s %(when)s", site=site, when=when)


def _describe_exclusion(facet: Facet, names: AudienceNames) -> str:
    if isinstance(facet, BuyersFacet):
        return gettext("Left out: whoever booked at %(site)s", site=names.agency(facet.pixel_id))
    return gettext("Left out: whoever %(condition)s", condition=_describe_facet(facet, names))


def _describe_source(facet: Facet) -> str:
    match facet:
        case TownFacet() | AgeFacet():
            return gettext("read from what people declare on their profile, or from what was guessed of it")
        case LanguageFacet():
            return gettext("read from what the browser asks for")
        case InterestFacet():
            return gettext("read from what people declare, like, write and visit")
        case _:
            return gettext("read from what the agency’s pixel reported")


def describe_problem(problem: Mapping[str, str], topics: Mapping[str, str]) -> str:
    """A rule that an ad breaks, and why there is such a rule; `problem`: rule, where and topic, as the ad has them."""
    topic = topics.get(problem.get("topic", ""), "")
    match problem["rule"]:
        case "sensitive-topic":
            return gettext(
                "No audience by sensitive traits: choosing people by %(topic)s would tell of each of them what they"
                " may never have said.",
                topic=topic,
            )
        case "special-age":
            return gettext("Homes, jobs and credit are for every adult: such an ad may leave nobody out for their age.")
        case "too-small":
            return gettext("Fewer than 20 people would be left: who can describe one person could talk to them alone.")
        case "text-sensitive":
            return gettext("A text may not claim to know something of its reader: here %(topic)s.", topic=topic)
        case "text-unreadable":
            return gettext("A text has signs in it that nobody can read.")
        case rule:
            return gettext("Against the rule “%(rule)s”.", rule=rule)


def name_topics() -> dict[str, str]:
    """What is sensitive, by the policy's word for it."""
    return {
        "health": gettext("health"),
        "love": gettext("love life"),
        "religion": gettext("religion"),
        "politics": gettext("politics"),
        "origin": gettext("origin"),
    }
