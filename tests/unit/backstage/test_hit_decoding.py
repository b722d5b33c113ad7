"""A raw request taken apart."""

import pytest

from pixel.backstage.hit_decoding import MOST_PARAMETERS, Parameter, decode_request, end_of, spell_headers


@pytest.mark.parametrize(
    ("raw", "parameters"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param("id=soleil", [Parameter("id=soleil", "id", "soleil")], id="plain"),
        pytest.param(
            "cd%5Bcity%5D=Sainte-Anne+%C3%A0+c%C3%B4t%C3%A9",
            [Parameter("cd%5Bcity%5D=Sainte-Anne+%C3%A0+c%C3%B4t%C3%A9", "cd[city]", "Sainte-Anne à côté")],
            id="percent-encoded",
        ),
        pytest.param("a=1&&b=2", [Parameter("a=1", "a", "1"), Parameter("b=2", "b", "2")], id="an empty piece"),
        pytest.param("a&b=", [Parameter("a", "a", ""), Parameter("b=", "b", "")], id="no value"),
        pytest.param("q=1=2", [Parameter("q=1=2", "q", "1=2")], id="a second equals sign"),
        pytest.param(
            "x=1\nid=a&ev=b",
            [Parameter("x=1", "x", "1"), Parameter("id=a", "id", "a"), Parameter("ev=b", "ev", "b")],
            id="query and form",
        ),
        pytest.param("n=%FF%zz", [Parameter("n=%FF%zz", "n", "�%zz")], id="bytes that are no text"),
    ],
)
def test_pieces(raw: str, parameters: list[Parameter]) -> None:
    assert decode_request(raw) == parameters


def test_a_flood_is_cut_off() -> None:
    assert len(decode_request("a=1&" * 1000)) == MOST_PARAMETERS


def test_headers_are_spelt_as_people_know_them() -> None:
    spelt = spell_headers({"sec-gpc": "1", "dnt": "1", "sec-fetch-site": "cross-site", "cookie": "visitor=…"})
    assert [name for name, _ in spelt] == ["Sec-GPC", "DNT", "Sec-Fetch-Site", "Cookie"]


def test_the_end_tells_two_visitors_apart() -> None:
    assert end_of("0123456789abcdefghjk") == "ghjk"
