"""From the ad form's fields to an audience rule. Pure; the rule goes into the ad set as JSON (`write_rule`)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from pixel.ad_manager.field_errors import FieldError, read_whole
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
from pixel.ads.audience.reading import MOST_DAYS

LOOKED = "ViewContent"  # the pixel's name for a look at a trip
USUAL_DAYS = 30
ANY = ""


class Seen(NamedTuple):
    """What was looked at: an agency's pixel and one of its trips, or any of them (empty)."""

    pixel_id: str
    content_id: str = ANY

    def __str__(self) -> str:
        return f"{self.pixel_id}/{self.content_id}" if self.content_id else self.pixel_id


@dataclass(frozen=True)
class Offered:
    """What a form lets one choose of; whatever else is sent was not chosen here."""

    towns: Collection[str]
    interests: Collection[str]
    seen: Collection[str]


def read_audience(
    texts: Mapping[str, str], lists: Mapping[str, tuple[str, ...]], offered: Offered
) -> tuple[AudienceRule, dict[str, FieldError]]:
    """The rule, and what is wrong by field; what is wrong is left out of the rule."""
    errors: dict[str, FieldError] = {}
    groups: list[tuple[Facet, ...]] = [
        tuple(TownFacet(town) for town in _chosen("towns", lists, offered.towns, errors)),
        _read_age(texts, errors),
        _read_language(texts, errors),
        tuple(InterestFacet(slug) for slug in _chosen("interests", lists, offered.interests, errors)),
    ]
    exclude: tuple[Facet, ...] = ()
    typed = texts.get("seen", "")
    if typed and typed not in offered.seen:
        errors["seen"] = FieldError("not-offered")
    elif typed:
        seen = Seen(*typed.split("/", 1))
        days = read_whole(texts.get("seen_days", ""), 1, MOST_DAYS, USUAL_DAYS)
        if isinstance(days, FieldError):
            errors["seen_days"], days = days, USUAL_DAYS
        contents = frozenset({seen.content_id} - {ANY})
        groups.append((EventFacet(seen.pixel_id, LOOKED, days, contents),))
        if texts.get("not_booked"):
            exclude = (BuyersFacet(seen.pixel_id),)
    return AudienceRule(tuple(group for group in groups if group), exclude), errors


def _chosen(
    field: str, lists: Mapping[str, tuple[str, ...]], offered: Collection[str], errors: dict[str, FieldError]
) -> tuple[str, ...]:
    given = tuple(dict.fromkeys(lists.get(field, ())))
    if not set(given) <= set(offered):
        errors[field] = FieldError("not-offered")
    return tuple(each for each in given if each in offered)


def _read_age(texts: Mapping[str, str], errors: dict[str, FieldError]) -> tuple[Facet, ...]:
    read = {}
    for field, usual in (("age_least", 0), ("age_most", OLDEST)):
        number = read_whole(texts.get(field, ""), 0, OLDEST, usual)
        if isinstance(number, FieldError):
            errors[field], number = number, usual
        read[field] = number
    least, most = read["age_least"], read["age_most"]
    if least > most:
        errors["age_least"] = FieldError("least-above-most", 0, most)
        return ()
    return (AgeFacet(least, most),) if (least, most) != (0, OLDEST) else ()


def _read_language(texts: Mapping[str, str], errors: dict[str, FieldError]) -> tuple[Facet, ...]:
    match texts.get("language", ""):
        case "":
            return ()
        case "fr" | "en" as language:
            return (LanguageFacet(language),)
    errors["language"] = FieldError("not-offered")
    return ()
