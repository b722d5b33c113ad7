"""An audience survives being written down; whatever is wrong with one is told with the field that is."""

import json
from math import inf, nan
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pixel.ads.audience.facets import (
    AgeFacet,
    AudienceRule,
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
    hash_email,
    line_of,
)
from pixel.ads.audience.reading import SHAPES, AudienceError, read_rule, write_facet, write_rule

HASH = hash_email("ines@exemple.test")
EVENT = {"facet": "event", "pixel_id": "soleil", "event": "ViewContent", "days": 30}
texts = st.text(min_size=1, max_size=20).filter(lambda text: text.isprintable() and text == text.strip())
shares = st.floats(0, 1)
ages = st.lists(st.integers(0, 120), min_size=2, max_size=2).map(sorted)
INCLUDED: list[st.SearchStrategy[Facet]] = [
    st.builds(TownFacet, texts),
    st.builds(RegionFacet, texts),
    st.builds(RadiusFacet, texts, st.integers(1, 1000)),
    ages.map(lambda pair: AgeFacet(*pair)),
    st.builds(SexFacet, st.sampled_from(["f", "m"])),
    st.builds(LanguageFacet, st.sampled_from(["fr", "en"])),
    st.builds(EmployerFacet, texts),
    st.builds(SectorFacet, texts),
    st.builds(InterestFacet, texts, shares),
    st.builds(GroupFacet, texts),
    st.builds(EventFacet, texts, texts, st.integers(1, 180), st.frozensets(texts, max_size=3)),
    st.frozensets(texts.map(hash_email), min_size=1, max_size=3).map(CustomerListFacet),
    st.builds(LookalikeFacet, texts, shares),
]
FACETS = st.one_of(INCLUDED)
RULES = st.builds(
    AudienceRule,
    st.lists(st.lists(FACETS, min_size=1, max_size=3).map(tuple), max_size=3).map(tuple),
    st.lists(FACETS | st.builds(BuyersFacet, texts), max_size=3).map(tuple),
)


@settings(deadline=None, database=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(rule=RULES)
def test_a_rule_reads_as_it_was_written(rule: AudienceRule) -> None:
    assert read_rule(json.loads(json.dumps(write_rule(rule)))) == rule
    assert all(line_of(facet) for _, facet in rule.placed())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["facet", "days", "x"]), inner),
    max_leaves=6,
)


@settings(deadline=None, database=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(name=st.sampled_from([*SHAPES]), field=st.integers(0, 3), value=JSON)
def test_whatever_stands_in_a_field_is_read_or_refused_by_name(name: str, field: int, value: Any) -> None:
    fields = [*SHAPES[name].readers]
    data = {"facet": name, **dict.fromkeys(fields, "x"), fields[field % len(fields)]: value}
    place = ""
    try:
        read_rule({"exclude": [data]})
    except AudienceError as error:
        place = error.field
    assert not place or place.startswith("exclude.0.")


def test_what_is_left_out_has_a_plain_meaning() -> None:
    rule = read_rule({"include": [[EVENT, {"facet": "age", "least": 25}, {"facet": "interest", "interest": "beach"}]]})
    assert rule == AudienceRule(((EventFacet("soleil", "ViewContent", 30), AgeFacet(25), InterestFacet("beach")),))
    assert read_rule({}) == AudienceRule()


def test_texts_lose_the_spaces_around_them_and_hashes_their_capitals() -> None:
    data = {"exclude": [{"facet": "town", "town": " gaspe "}, {"facet": "customers", "hashes": [HASH.upper()]}]}
    assert read_rule(data).exclude == (TownFacet("gaspe"), CustomerListFacet(frozenset([HASH])))


def test_an_address_hashes_the_same_however_it_was_typed() -> None:
    assert hash_email("  Ines@Exemple.TEST ") == HASH
    assert len(hash_email("\ud800")) == 64


@pytest.mark.parametrize(
    ("data", "code", "field"),
    [
        pytest.param([], "wrong-type", "", id="no object"),
        pytest.param(None, "wrong-type", "", id="nothing"),
        pytest.param({"includes": []}, "unknown-field", "includes", id="misspelt"),
        pytest.param({"include": {}}, "wrong-type", "include", id="groups that are none"),
        pytest.param({"include": [EVENT]}, "wrong-type", "include.0", id="a facet without a group"),
        pytest.param({"include": [[]]}, "empty", "include.0", id="a group that nobody matches"),
        pytest.param({"include": [[EVENT]] * 11}, "too-many", "include", id="too many groups"),
        pytest.param({"include": [[EVENT] * 51]}, "too-many", "include.0", id="too many in a group"),
        pytest.param({"exclude": [EVENT] * 51}, "too-many", "exclude", id="too many excluded"),
        pytest.param({"exclude": ["town"]}, "wrong-type", "exclude.0", id="a facet that is a word"),
        pytest.param({"exclude": [{"town": "gaspe"}]}, "missing", "exclude.0.facet", id="a facet of no kind"),
        pytest.param({"exclude": [{"facet": "trait"}]}, "unknown-facet", "exclude.0.facet", id="a kind there is not"),
        pytest.param({"exclude": [{"facet": ["age"]}]}, "unknown-facet", "exclude.0.facet", id="a kind that is a list"),
        pytest.param(
            {"include": [[{"facet": "buyers", "pixel_id": "soleil"}]]},
            "only-to-exclude",
            "include.0.0.facet",
            id="buyers to seek",
        ),
    ],
)
def test_a_rule_of_the_wrong_shape_is_refused(data: object, code: str, field: str) -> None:
    with pytest.raises(AudienceError) as caught:
        read_rule(data)
    assert (caught.value.code, caught.value.field) == (code, field)


@pytest.mark.parametrize(
    ("facet", "code", "field"),
    [
        pytest.param({**EVENT, "days": 0}, "out-of-range", "days", id="no day"),
        pytest.param({**EVENT, "days": 181}, "out-of-range", "days", id="too long ago"),
        pytest.param({**EVENT, "days": 10**400}, "out-of-range", "days", id="huge"),
        pytest.param({**EVENT, "days": 30.0}, "wrong-type", "days", id="a fraction"),
        pytest.param({**EVENT, "days": True}, "wrong-type", "days", id="yes"),
        pytest.param({**EVENT, "days": "30"}, "wrong-type", "days", id="a number in quotes"),
        pytest.param({**EVENT, "contents": "bahamas"}, "wrong-type", "contents", id="one trip for a list"),
        pytest.param({**EVENT, "contents": ["x"] * 101}, "too-many", "contents", id="too many trips"),
        pytest.param({**EVENT, "contents": ["x", 1]}, "wrong-type", "contents.1", id="a trip that is a number"),
        pytest.param({**EVENT, "within": 3}, "unknown-field", "within", id="a field there is not"),
        pytest.param({"facet": "event", "days": 3}, "missing", "pixel_id", id="no pixel"),
        pytest.param({"facet": "age", "least": -1}, "out-of-range", "least", id="before birth"),
        pytest.param({"facet": "age", "least": 40, "most": 30}, "least-above-most", "least", id="ages the wrong way"),
        pytest.param({"facet": "radius", "town": "gaspe", "km": 1001}, "out-of-range", "km", id="half a continent"),
        pytest.param({"facet": "interest", "interest": "ski", "min_level": nan}, "out-of-range", "min_level", id="NaN"),
        pytest.param({"facet": "interest", "interest": "ski", "min_level": inf}, "out-of-range", "min_level", id="∞"),
        pytest.param({"facet": "interest", "interest": "ski", "min_level": "1"}, "wrong-type", "min_level", id="text"),
        pytest.param({"facet": "language", "language": "de"}, "unknown-choice", "language", id="another language"),
        pytest.param({"facet": "sex", "sex": 1}, "wrong-type", "sex", id="a sex that is a number"),
        pytest.param({"facet": "town", "town": " "}, "empty", "town", id="no name"),
        pytest.param({"facet": "town", "town": "x" * 101}, "too-long", "town", id="a long name"),
        pytest.param({"facet": "town", "town": "a\0b"}, "control-character", "town", id="NUL"),
        pytest.param({"facet": "town", "town": "\ud800"}, "control-character", "town", id="half a character"),
        pytest.param({"facet": "customers", "hashes": []}, "empty", "hashes", id="nobody on the list"),
        pytest.param({"facet": "customers", "hashes": [HASH, "a@b.c"]}, "not-a-hash", "hashes.1", id="an address"),
        pytest.param({"facet": "customers", "hashes": ["g" * 64]}, "not-a-hash", "hashes.0", id="not hexadecimal"),
        pytest.param({"facet": "customers", "hashes": [HASH] * 10_001}, "too-many", "hashes", id="a whole country"),
    ],
)
def test_a_wrong_field_is_named(facet: dict[str, object], code: str, field: str) -> None:
    with pytest.raises(AudienceError) as caught:
        read_rule({"exclude": [TOWN, facet]})
    assert (caught.value.code, caught.value.field) == (code, f"exclude.1.{field}")
    assert str(caught.value) == f"exclude.1.{field}: {code}"


TOWN = write_facet(TownFacet("gaspe"))


def test_an_error_tells_the_bounds_that_were_broken() -> None:
    with pytest.raises(AudienceError) as caught:
        read_rule({"exclude": [{**EVENT, "days": 900}]})
    assert caught.value.bounds == (1, 180)
