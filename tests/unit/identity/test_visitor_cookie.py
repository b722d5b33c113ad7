"""The visitor cookie: minted in order, signed, believed only as we wrote it, set as each mode allows."""

from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pixel.identity.visitor_cookie import (
    forget_visitor,
    mint_visitor,
    read_visitor,
    recognise_visitor,
    sign_visitor,
    visitor_cookie,
)
from pixel.origins import Found, Here, Origins
from pixel.settings import Settings

KEY = b"a key for tests, long enough"
NOW = datetime(2026, 3, 14, 15, 9, 26, tzinfo=UTC)
VISITOR = mint_visitor(NOW)
VALUE = sign_visitor(VISITOR, KEY)


def at(host: str, scheme: str = "http", **origins: str) -> Here:
    found = Origins(Settings(site_origins=origins)).find(scheme, host, "/")
    assert isinstance(found, Found)
    return found.here


def test_ids_are_unlike_and_in_the_order_of_time() -> None:
    minted = [mint_visitor(NOW + timedelta(milliseconds=n)) for n in range(100)]
    assert minted == sorted(minted)
    assert len({mint_visitor(NOW) for _ in range(1000)}) == 1000


def test_what_we_signed_is_believed() -> None:
    assert read_visitor(VALUE, KEY) == VISITOR


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("", id="empty"),
        pytest.param(VISITOR, id="no signature"),
        pytest.param(VISITOR + ".", id="an empty signature"),
        pytest.param(VALUE[:-1], id="truncated by one"),
        pytest.param(VALUE[:30], id="truncated by half"),
        pytest.param(VALUE + "0", id="lengthened"),
        pytest.param(" " + VALUE, id="a blank before"),
        pytest.param(VALUE + "\n", id="a line break after"),
        pytest.param(VALUE.upper(), id="in capitals"),
        pytest.param(mint_visitor(NOW) + VALUE[20:], id="another visitor, this signature"),
        pytest.param(sign_visitor(VISITOR, b"another key"), id="another server's key"),
        pytest.param(f"{VISITOR}.{'é' * 32}", id="letters that are not ours"),
        pytest.param(f"{VISITOR}.{'0' * 32}", id="a made-up signature"),
    ],
)
def test_anything_else_is_not(value: str) -> None:
    assert read_visitor(value, KEY) is None


def test_each_single_letter_counts() -> None:
    for place, letter in enumerate(VALUE):
        altered = VALUE[:place] + ("0" if letter != "0" else "1") + VALUE[place + 1 :]
        assert read_visitor(altered, KEY) is None


@settings(deadline=None, database=None)
@given(st.text(max_size=60))
def test_no_text_is_believed(value: str) -> None:
    assert read_visitor(value, KEY) is None


def test_among_several_cookies_the_first_that_is_ours_counts() -> None:
    other = mint_visitor(NOW)
    cookies = {"visitor": ["forged", VALUE, sign_visitor(other, KEY)]}
    assert recognise_visitor(cookies, KEY) == VISITOR
    assert recognise_visitor({"visitor": ["forged"]}, KEY) is None
    assert recognise_visitor({"Visitor": [VALUE]}, KEY) is None


@pytest.mark.parametrize(
    ("here", "domain", "samesite", "is_secure"),
    [
        pytest.param(at("pixel.reseau.localhost:8000"), "reseau.localhost", "None", True, id="own hosts"),
        pytest.param(at("127.0.0.1:8000"), "", "Lax", False, id="one address"),
        pytest.param(at("prof.local", "https"), "", "Lax", True, id="one address behind TLS"),
        pytest.param(
            at(
                "pixel.example",
                "https",
                network="https://example",
                collector="https://pixel.example",
                backstage="https://back.example",
                regie="https://ads.example",
            ),
            "example",
            "None",
            True,
            id="origins of their own",
        ),
    ],
)
def test_the_cookie_is_set_as_the_mode_allows(here: Here, domain: str, samesite: str, is_secure: bool) -> None:
    header = visitor_cookie(VISITOR, KEY, here)
    cookie = SimpleCookie(header)["visitor"]
    assert read_visitor(cookie.value, KEY) == VISITOR
    assert (cookie["domain"], cookie["samesite"], bool(cookie["secure"])) == (domain, samesite, is_secure)
    assert cookie["httponly"]
    assert cookie["path"] == "/"
    assert 0 < int(cookie["max-age"]) <= 400 * 24 * 3600
    assert "Partitioned" not in header


@pytest.mark.parametrize("host", ["reseau.localhost:8000", "127.0.0.1:8000"], ids=["own hosts", "one address"])
def test_the_cookie_goes_by_the_terms_it_was_set_by(host: str) -> None:
    given_cookie = SimpleCookie(visitor_cookie(VISITOR, KEY, at(host)))["visitor"]
    taken = SimpleCookie(forget_visitor(at(host)))["visitor"]
    assert (taken.value, taken["max-age"]) == ("", "0")
    for term in ("domain", "path", "samesite", "secure"):
        assert taken[term] == given_cookie[term]
