"""Audience rules from plain JSON data, and back. Whoever keeps a rule, or takes one from a form or the API, asks.

A facet is an object whose `facet` says which: `{"facet": "age", "least": 25, "most": 40}`. Everything is bounded, and
what is unknown is refused: a misspelt field would else widen an audience in silence.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from string import hexdigits
from typing import Any, Literal, NamedTuple, get_args
from unicodedata import category

from pixel.ads.audience.facets import (
    OLDEST,
    AgeFacet,
    AudienceRule,
    BuyersFacet,
    CustomerListFacet,
    EmployerFacet,
    EventFacet,
    Facet,
    GroupFacet,
    InterestFacet,
    Language,
    LanguageFacet,
    LookalikeFacet,
    RadiusFacet,
    RegionFacet,
    SectorFacet,
    Sex,
    SexFacet,
    TownFacet,
)

MOST_GROUPS, MOST_IN_GROUP, MOST_EXCLUDED = 10, 50, 50
MOST_CONTENTS, MOST_CUSTOMERS = 100, 10_000
LONGEST_TEXT = 100  # characters, as of ids that the collector takes
LONGEST_RADIUS_KM, MOST_DAYS = 1000, 180

ErrorCode = Literal[
    "wrong-type",
    "missing",
    "unknown-field",
    "unknown-facet",
    "unknown-choice",
    "out-of-range",
    "empty",
    "too-long",
    "too-many",
    "control-character",
    "not-a-hash",
    "least-above-most",
    "only-to-exclude",
]


class AudienceError(ValueError):
    """What is wrong (`code`) with which field (`include.0.1.days`; empty: the whole), and the bounds that it broke."""

    def __init__(self, code: ErrorCode, field: str, bounds: tuple[float, float] | None = None) -> None:
        super().__init__(f"{field or 'audience'}: {code}")
        self.code, self.field, self.bounds = code, field, bounds


Reader = Callable[[object, str], Any]


class Shape(NamedTuple):
    """A facet's class, and how each of its fields is read."""

    made: type[Facet]
    readers: Mapping[str, Reader]

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(each.name for each in fields(self.made) if each.default is MISSING)


def read_rule(data: object) -> AudienceRule:
    """The rule; raises AudienceError at the first thing that is wrong."""
    named = _take_object(data, "")
    _refuse_others(named, ("include", "exclude"), "")
    groups = _take_list(named.get("include", []), "include", MOST_GROUPS)
    include = tuple(_read_group(group, f"include.{number}") for number, group in enumerate(groups))
    excluded = _take_list(named.get("exclude", []), "exclude", MOST_EXCLUDED)
    return AudienceRule(include, tuple(read_facet(each, f"exclude.{at}") for at, each in enumerate(excluded)))


def write_rule(rule: AudienceRule) -> dict[str, Any]:
    """Safe for JSON; `read_rule` reads it."""
    return {
        "include": [[write_facet(facet) for facet in group] for group in rule.include],
        "exclude": [write_facet(facet) for facet in rule.exclude],
    }


def read_facet(data: object, where: str = "") -> Facet:
    """One facet; `where` is its place in a rule, for errors. Raises AudienceError."""
    prefix = f"{where}." if where else ""
    named = _take_object(data, where)
    if "facet" not in named:
        raise AudienceError("missing", f"{prefix}facet")
    name = named["facet"]
    shape = SHAPES.get(name) if isinstance(name, str) else None
    if shape is None:
        raise AudienceError("unknown-facet", f"{prefix}facet")
    _refuse_others(named, ("facet", *shape.readers), prefix)
    for key in shape.required:
        if key not in named:
            raise AudienceError("missing", f"{prefix}{key}")
    facet = shape.made(**{key: read(named[key], prefix + key) for key, read in shape.readers.items() if key in named})
    if isinstance(facet, AgeFacet) and facet.least > facet.most:
        raise AudienceError("least-above-most", f"{prefix}least", (0, facet.most))
    return facet


def write_facet(facet: Facet) -> dict[str, Any]:
    """Safe for JSON; `read_facet` reads it."""
    named: dict[str, Any] = {"facet": NAMES[type(facet)]}
    for each in fields(facet):
        value = getattr(facet, each.name)
        named[each.name] = sorted(value) if isinstance(value, frozenset) else value
    return named


def _read_group(data: object, where: str) -> tuple[Facet, ...]:
    group = _take_list(data, where, MOST_IN_GROUP)
    if not group:
        raise AudienceError("empty", where)  # nobody would match
    read = tuple(read_facet(each, f"{where}.{at}") for at, each in enumerate(group))
    for at, facet in enumerate(read):
        if isinstance(facet, BuyersFacet):
            raise AudienceError("only-to-exclude", f"{where}.{at}.facet")
    return read


def _take_object(data: object, where: str) -> Mapping[str, object]:
    if not isinstance(data, Mapping):
        raise AudienceError("wrong-type", where)
    return data


def _refuse_others(named: Mapping[str, object], known: tuple[str, ...], prefix: str) -> None:
    for key in named:
        if key not in known:
            raise AudienceError("unknown-field", f"{prefix}{str(key)[:LONGEST_TEXT]}")


def _take_list(data: object, where: str, most: int) -> list[object] | tuple[object, ...]:
    if not isinstance(data, list | tuple):
        raise AudienceError("wrong-type", where)
    if len(data) > most:
        raise AudienceError("too-many", where, (0, most))
    return data


def _text(value: object, where: str) -> str:
    if not isinstance(value, str):
        raise AudienceError("wrong-type", where)
    if len(value) > LONGEST_TEXT:
        raise AudienceError("too-long", where, (1, LONGEST_TEXT))
    if any(category(character) in ("Cc", "Cs") for character in value):  # no database takes them all
        raise AudienceError("control-character", where)
    if not (text := value.strip()):
        raise AudienceError("empty", where)
    return text


def _whole(least: int, most: int) -> Reader:
    def read(value: object, where: str) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise AudienceError("wrong-type", where)
        if not least <= value <= most:
            raise AudienceError("out-of-range", where, (least, most))
        return value

    return read


def _share(value: object, where: str) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise AudienceError("wrong-type", where)
    if not 0 <= value <= 1:  # neither is NaN
        raise AudienceError("out-of-range", where, (0, 1))
    return float(value)


def _one_of(*choices: str) -> Reader:
    def read(value: object, where: str) -> str:
        if not isinstance(value, str):
            raise AudienceError("wrong-type", where)
        if value not in choices:
            raise AudienceError("unknown-choice", where)
        return value

    return read


def _contents(value: object, where: str) -> frozenset[str]:
    contents = _take_list(value, where, MOST_CONTENTS)
    return frozenset(_text(each, f"{where}.{at}") for at, each in enumerate(contents))


def _hashes(value: object, where: str) -> frozenset[str]:
    hashes = _take_list(value, where, MOST_CUSTOMERS)
    if not hashes:
        raise AudienceError("empty", where)
    return frozenset(_hash(each, f"{where}.{at}") for at, each in enumerate(hashes))


def _hash(value: object, where: str) -> str:
    if not isinstance(value, str) or len(value) != 64 or not HEX.issuperset(value):
        raise AudienceError("not-a-hash", where)
    return value.lower()


HEX = frozenset(hexdigits)
_AGE = _whole(0, OLDEST)
SHAPES: Mapping[str, Shape] = {
    "town": Shape(TownFacet, {"town": _text}),
    "region": Shape(RegionFacet, {"region": _text}),
    "radius": Shape(RadiusFacet, {"town": _text, "km": _whole(1, LONGEST_RADIUS_KM)}),
    "age": Shape(AgeFacet, {"least": _AGE, "most": _AGE}),
    "sex": Shape(SexFacet, {"sex": _one_of(*get_args(Sex))}),
    "language": Shape(LanguageFacet, {"language": _one_of(*get_args(Language))}),
    "employer": Shape(EmployerFacet, {"employer": _text}),
    "sector": Shape(SectorFacet, {"sector": _text}),
    "interest": Shape(InterestFacet, {"interest": _text, "min_level": _share}),
    "group": Shape(GroupFacet, {"group": _text}),
    "event": Shape(
        EventFacet, {"pixel_id": _text, "event": _text, "contents": _contents, "days": _whole(1, MOST_DAYS)}
    ),
    "customers": Shape(CustomerListFacet, {"hashes": _hashes}),
    "lookalike": Shape(LookalikeFacet, {"source": _text, "min_likeness": _share}),
    "buyers": Shape(BuyersFacet, {"pixel_id": _text}),
}
NAMES: Mapping[type[Facet], str] = {shape.made: name for name, shape in SHAPES.items()}
