"""A bought ad's explanation in words: who pays, whom they seek, which lines of the reader's file that read, what the ad
cost. `why_page` shows it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext, ngettext

from pixel.ads.audience import facets
from pixel.ads.audience.facets import (
    AgeFacet,
    BuyersFacet,
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
from pixel.ads.audience.match import USUAL_BASES
from pixel.ads.audience.person import AudiencePerson, LineBasis
from pixel.ads.audience.reading import NAMES
from pixel.ads.explanation import FacetReading, is_in_audience
from pixel.ads.offers import line_of
from pixel.networks.audience_words import AudienceNames, say_facet
from pixel.networks.guesses.words import write_percent
from pixel.networks.price_words import say_cost, say_ground
from pixel.networks.profile.line_words import LineNames, name_key, name_kind, name_value
from pixel.networks.why_bought import BoughtBehind
from pixel.store.advertising import AdState
from pixel.store.queries.advertisers.buying import Offer
from pixel.store.records import Impression


@dataclass(frozen=True)
class WhyFacet:
    """One facet: what it asks, which line of the file it read, what stands there (empty: nothing) and how that came
    about, and whether it fits."""

    where: str
    kind: str
    asks: str
    line: str
    value: str
    basis: LineBasis | None
    basis_text: str
    is_met: bool
    verdict: str
    line_url: str | None


@dataclass(frozen=True)
class WhyBought:
    """`groups`: of each of them one facet is enough; `note`: what became of the ad since; `stands`: as of when facets
    were held against the file."""

    company: str
    campaign: str
    ad_set: str
    cap: str
    note: str
    cost: str
    cost_ground: str
    groups: tuple[tuple[WhyFacet, ...], ...]
    excluded: tuple[WhyFacet, ...]
    stands: str

    @property
    def is_for_everybody(self) -> bool:
        return not self.groups and not self.excluded


def describe_bought(behind: BoughtBehind, impression: Impression, names: AudienceNames, now: datetime) -> WhyBought:
    """All of it, in the reader's language."""
    offer = behind.offer
    found = [(reading.group, _describe_facet(reading, behind.person, names)) for reading in behind.readings]
    numbers = sorted({group for group, _ in found if group is not None})
    return WhyBought(
        company=offer.company.name,
        campaign=offer.campaign.name,
        ad_set=offer.ad_set.name,
        cap=ngettext("%(num)s time in 24 hours", "%(num)s times in 24 hours", line_of(offer).frequency_cap),
        note=_note(offer, now),
        cost=say_cost(impression.price),
        cost_ground=say_ground(impression),
        groups=tuple(tuple(facet for group, facet in found if group == number) for number in numbers),
        excluded=tuple(facet for group, facet in found if group is None),
        stands=_stands(behind.readings),
    )


def _describe_facet(reading: FacetReading, person: AudiencePerson, names: AudienceNames) -> WhyFacet:
    facet, lines = reading.facet, reading.lines
    sentence, value = say_facet(facet, names), _find_value(reading, person, names)
    basis = lines.basis if lines else _find_basis(facet, person) if value else None
    return WhyFacet(
        where=reading.where,
        kind=NAMES[type(facet)],
        asks=sentence.of_somebody,
        line=_name_line(facet),
        value=value,
        basis=basis,
        basis_text=name_kind("guessed" if basis == "inferred" else basis) if basis else "",
        is_met=lines is not None,
        verdict=_judge(reading, sentence.to_reader),
        line_url=url_for("lines.show_line", key=facets.line_of(facet)) if value and _has_page(facet) else None,
    )


def _judge(reading: FacetReading, to_reader: str) -> str:
    if reading.group is None:
        if reading.lines:
            return gettext("%(sentence)s: today you would be left out.", sentence=to_reader)
        return gettext("That is not you: you were not left out.")
    if reading.lines:
        return gettext("%(sentence)s.", sentence=to_reader)
    return gettext("That does not fit you.")


def _name_line(facet: Facet) -> str:
    match facet:
        case LanguageFacet():
            return gettext("Language of your pages")
        case GroupFacet():
            return gettext("Groups")
        case EventFacet() | BuyersFacet():
            return gettext("Activity off the network")
        case InterestFacet() | LookalikeFacet():
            return gettext("Interests")
        case _:
            key = facets.line_of(facet)
            return gettext("E-mail address") if key == "email" else name_key(key)


def _find_value(reading: FacetReading, person: AudiencePerson, names: AudienceNames) -> str:
    """What the line says of the person, as the file stands; empty where it says nothing."""
    match reading.facet:
        case TownFacet() | RadiusFacet():
            return names.town(person.town)
        case RegionFacet():
            return person.region
        case AgeFacet():
            return "" if person.age is None else str(person.age)
        case SexFacet():
            return name_value("sex", person.sex, LineNames({}))
        case LanguageFacet():
            return {"fr": gettext("French"), "en": gettext("English")}.get(person.language, "")
        case EmployerFacet():
            return person.employer
        case SectorFacet():
            return person.sector
        case InterestFacet(interest=slug):
            found = person.interests.get(slug)
            return f"{names.interest(slug)} ({write_percent(found.level)})" if found and found.level else ""
        case GroupFacet(group=group):
            return names.group(group) if group in person.groups else ""
        case _:
            return _name_keys(reading, names)


def _name_keys(reading: FacetReading, names: AudienceNames) -> str:
    """The lines that an event, a purchase or a likeness was read from."""
    named = []
    for key in reading.lines.keys if reading.lines else ():
        kind, _, rest = key.partition(":")
        if kind == "hit":
            pixel_id, _, content_id = rest.partition(":")
            named.append(names.trip(pixel_id, content_id) if content_id else names.site(pixel_id))
        elif kind == "interest":
            named.append(names.interest(rest))
    return ", ".join(named)


def _find_basis(facet: Facet, person: AudiencePerson) -> LineBasis:
    """How the line came about where its facet did not fit."""
    if isinstance(facet, InterestFacet) and facet.interest in person.interests:
        return person.interests[facet.interest].basis
    return person.bases.get(facets.line_of(facet)) or USUAL_BASES.get(type(facet), "declared")


def _has_page(facet: Facet) -> bool:
    """Whether the line has a page of its own."""
    return isinstance(facet, TownFacet | RadiusFacet | AgeFacet | SexFacet | EmployerFacet | InterestFacet)


def _stands(readings: Sequence[FacetReading]) -> str:
    """As of when the facets were held against the file."""
    if not readings:
        return ""
    told = [
        gettext("Shown as the company’s rule and your file stand today: what was read when you saw the ad is not kept.")
    ]
    if any(isinstance(reading.facet, EventFacet | BuyersFacet) for reading in readings):
        told.append(gettext("Visits to other sites are those from before you saw the ad."))
    if not is_in_audience(readings):
        told.append(gettext("By now you are not in this audience any more: your file or the rule has changed since."))
    return " ".join(told)


def _note(offer: Offer, now: datetime) -> str:
    """What became of the ad since; empty for one that runs."""
    notes: Mapping[AdState, str] = {
        "running": gettext("Its dates are over.") if now >= offer.ad_set.ends_at else "",
        "paused": gettext("The company has paused this ad since."),
        "ended": gettext("The company has ended this ad since."),
    }
    return notes.get(offer.ad.state, gettext("This ad does not run any more."))
