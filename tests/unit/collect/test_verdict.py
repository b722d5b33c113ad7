"""What becomes of a hit: each reason with the request that provokes it, and which of several comes first."""

from typing import Any, get_args

import pytest

from pixel.collect.device import read_device
from pixel.collect.request import Headers, Request
from pixel.collect.verdict import REASONS, RECORDED, Reason, Verdict, has_gpc, judge
from pixel.origins import Found, Here, Origins
from pixel.settings import Settings

PIXELS = frozenset({"soleil", "nordet"})
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0"
PAGE = "http://soleil.localhost:8000/destinations/bahamas"
BROWSER = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"}
FROM_SOLEIL = {"referer": "http://soleil.localhost:8000/"}


def at(host: str) -> Here:
    found = Origins(Settings()).find("http", host, "/pixel/tr" if host[0].isdigit() else "/tr")
    assert isinstance(found, Found)
    return found.here


OWN_HOST = at("pixel.reseau.localhost:8000")
ONE_ADDRESS = at("127.0.0.1:8000")


def make(fields: dict[str, str] | None = None, headers: dict[str, str] | None = None, **more: Any) -> Request:
    """A good hit, with some of it changed; a field given as empty is left out."""
    all_fields = {"id": "soleil", "ev": "PageView", "dl": PAGE} | (fields or {})
    values: dict[str, Any] = {
        "method": "GET",
        "fields": {name: text for name, text in all_fields.items() if text},
        "raw": "",
        "headers": Headers({"user-agent": FIREFOX} | (headers or {})),
        "cookies": {},
        "remote": "127.0.0.1",
    }
    return Request(**(values | more))


def reason_for(request: Request, here: Here = OWN_HOST) -> Reason | None:
    return judge(request, here, PIXELS, read_device(request.headers.get("user-agent"))).reason


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        pytest.param(make(), None, id="a good hit"),
        pytest.param(make(method="POST"), None, id="by POST"),
        pytest.param(make({"ev": "Purchase"}), None, id="a standard event"),
        pytest.param(make({"ev": "Devis demandé"}), None, id="a custom event"),
        pytest.param(make({"ev": "x" * 50}), None, id="an event of 50 characters"),
        pytest.param(make({"consent": "granted"}), None, id="consent granted"),
        pytest.param(make({"eid": "x" * 100}), None, id="an event id of 100"),
        pytest.param(make({"ev": ""}), "malformed", id="no event"),
        pytest.param(make({"ev": "x" * 51}), "malformed", id="an event of 51 characters"),
        pytest.param(make({"ev": "a\nb"}), "malformed", id="an event with a line break"),
        pytest.param(make({"id": ""}), "malformed", id="no pixel"),
        pytest.param(make({"id": "x" * 51}), "malformed", id="a pixel id of 51 characters"),
        pytest.param(make({"consent": "maybe"}), "malformed", id="an unknown consent"),
        pytest.param(make({"eid": "x" * 101}), "malformed", id="an event id of 101"),
        *(pytest.param(make(method=m), "malformed", id=m) for m in ("HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "X")),
        pytest.param(make(is_unreadable=True), "malformed", id="an unreadable form"),
        pytest.param(make(is_too_large=True, fields={"id": "", "ev": ""}), "too-large", id="too large"),
        pytest.param(make({"id": "plage"}), "unknown-pixel", id="a pixel that is none"),
        pytest.param(make({"id": "discrete"}), "unknown-pixel", id="the control's, which has no pixel"),
        pytest.param(make({"id": "SOLEIL"}), "unknown-pixel", id="a pixel in capitals"),
        pytest.param(make(headers={"sec-gpc": "1"}), "gpc", id="global privacy control"),
        pytest.param(make({"consent": "denied"}), "no-consent", id="consent denied"),
        pytest.param(make(headers={"user-agent": ""}), "bot", id="no user agent"),
        pytest.param(make(headers={"user-agent": "  "}), "bot", id="a blank user agent"),
        pytest.param(
            make(headers={"user-agent": "Googlebot/2.1 (+http://www.google.com/bot.html)"}), "bot", id="a bot"
        ),
        pytest.param(make(headers={"dnt": "1"}), None, id="DNT is history"),
    ],
)
def test_each_reason_is_given(request_: Request, reason: Reason | None) -> None:
    assert reason_for(request_) == reason


@pytest.mark.parametrize(
    ("headers", "page", "is_taken"),
    [
        pytest.param(BROWSER | FROM_SOLEIL, PAGE, True, id="browser, referrer cut to the origin"),
        pytest.param(BROWSER | {"referer": PAGE}, PAGE, True, id="browser, whole referrer"),
        pytest.param(BROWSER | {"origin": "http://soleil.localhost:8000"}, PAGE, True, id="browser, origin"),
        pytest.param(BROWSER | FROM_SOLEIL, "", True, id="browser, no page said"),
        pytest.param(BROWSER, PAGE, False, id="browser, says not where from"),
        pytest.param({"sec-fetch-dest": "image"}, PAGE, False, id="any one Sec-Fetch header makes a browser"),
        pytest.param(BROWSER | {"origin": "null"}, PAGE, False, id="browser, origin null"),
        pytest.param(BROWSER | {"referer": "http://nordet.localhost:8000/"}, PAGE, False, id="browser, another agency"),
        pytest.param(BROWSER | {"referer": "https://evil.example/"}, PAGE, False, id="browser, a foreign site"),
        pytest.param(
            BROWSER | {"origin": "https://evil.example"} | FROM_SOLEIL, PAGE, False, id="browser, origin differs"
        ),
        pytest.param(
            BROWSER | {"origin": "http://soleil.localhost:8000", "referer": "http://nordet.localhost:8000/"},
            PAGE,
            False,
            id="browser, referrer differs",
        ),
        pytest.param(BROWSER | FROM_SOLEIL, "http://nordet.localhost:8000/", False, id="browser, another's page"),
        pytest.param(BROWSER | FROM_SOLEIL, "about:blank", False, id="browser, a page of nobody"),
        pytest.param(BROWSER | {"referer": "http://soleil.localhost:9000/"}, PAGE, False, id="browser, another port"),
        pytest.param(BROWSER | {"referer": "http://["}, PAGE, False, id="browser, no address"),
        pytest.param({}, PAGE, True, id="program, says only the page"),
        pytest.param({}, "", True, id="program, says nothing"),
        pytest.param(FROM_SOLEIL, PAGE, True, id="program, fitting referrer"),
        pytest.param({"origin": "http://SOLEIL.localhost:8000"}, PAGE, True, id="program, origin in capitals"),
        pytest.param({}, "http://nordet.localhost:8000/", False, id="program, another's page"),
        pytest.param({"referer": "http://nordet.localhost:8000/"}, PAGE, False, id="program, another's referrer"),
        pytest.param({"origin": "https://evil.example"}, PAGE, False, id="program, a foreign origin"),
    ],
)
def test_a_hit_must_come_from_its_pixels_own_site(headers: dict[str, str], page: str, is_taken: bool) -> None:
    assert reason_for(make({"dl": page}, headers)) == (None if is_taken else "wrong-origin")


ORIGIN = {"origin": "http://127.0.0.1:8000"}


@pytest.mark.parametrize(
    ("headers", "page", "is_taken"),
    [
        pytest.param({"referer": "http://127.0.0.1:8000/soleil/"}, "/soleil/x", True, id="whole referrer"),
        pytest.param({"referer": "http://127.0.0.1:8000/"}, "/soleil/x", True, id="referrer cut to the origin"),
        pytest.param(ORIGIN, "/soleil/x", True, id="origin"),
        pytest.param({"referer": "http://127.0.0.1:8000/nordet/"}, "/soleil/x", False, id="another agency's referrer"),
        pytest.param(ORIGIN, "/nordet/x", False, id="another agency's page"),
        pytest.param(ORIGIN, "/", False, id="the start page"),
        pytest.param({"referer": "http://127.0.0.1:9000/soleil/"}, "/soleil/x", False, id="another port"),
        pytest.param({"referer": "http://soleil.localhost:8000/"}, "/soleil/x", False, id="an own host's referrer"),
        pytest.param({"referer": "http://["}, "/soleil/x", False, id="no address"),
    ],
)
def test_at_one_address_the_segment_tells_the_site(headers: dict[str, str], page: str, is_taken: bool) -> None:
    request = make({"dl": f"http://127.0.0.1:8000{page}"}, headers | BROWSER)
    assert reason_for(request, ONE_ADDRESS) == (None if is_taken else "wrong-origin")


@pytest.mark.parametrize(
    ("header", "holds"),
    [
        pytest.param("1", True, id="one"),
        pytest.param(" 1 ", True, id="one between blanks"),
        *(pytest.param(text, False, id=repr(text)) for text in ("", "0", "true", "01", "1, 1", "?1", "１")),
    ],
)
def test_of_gpc_only_the_value_1_counts(header: str, holds: bool) -> None:
    assert has_gpc(header) is holds


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        pytest.param(make({"id": "plage"}, {"sec-gpc": "1"}), "unknown-pixel", id="no pixel of ours, and gpc"),
        pytest.param(make({"ev": ""}, {"sec-gpc": "1"}), "malformed", id="unreadable, and gpc"),
        pytest.param(make({"consent": "denied"}, {"sec-gpc": "1"}), "gpc", id="gpc, and no consent"),
        pytest.param(
            make({"consent": "denied"}, {"user-agent": "curl/8"}), "no-consent", id="no consent, and a program"
        ),
        pytest.param(make({"dl": "http://x.example"}, {"sec-gpc": "1"}), "gpc", id="gpc, and a wrong origin"),
        pytest.param(
            make({"dl": "http://x.example"}, {"user-agent": ""}), "wrong-origin", id="wrong origin, and a bot"
        ),
    ],
)
def test_of_several_reasons_the_readers_order_decides(request_: Request, reason: Reason) -> None:
    assert reason_for(request_) == reason


def test_the_header_says_it_as_the_contract_does() -> None:
    assert str(RECORDED) == "recorded"
    assert str(Verdict("no-consent")) == "ignored; reason=no-consent"
    assert set(get_args(Reason)) == set(REASONS)
    assert set(REASONS) == {
        "gpc",
        "no-consent",
        "bot",
        "unknown-pixel",
        "wrong-origin",
        "malformed",
        "duplicate",
        "too-large",
        "rate-limited",
        "frozen",
        "opted-out",
        "store-unavailable",
    }
