"""`/tr`: the GIF to everything, a verdict for each reason, and what is kept for each: never more than was promised."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.support.app_harness import (
    BAHAMAS,
    CHROMIUM,
    FIREFOX,
    GIF,
    AppHarness,
    Browser,
    build_harness,
    call,
    cookie_of,
    listen,
    one_hit,
    verdict_of,
)

METHODS = ("GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "X")
FROM_SOLEIL = {"referer": "http://soleil.localhost:8000/"}
CROSS_SITE = {"sec_fetch_site": "cross-site", "sec_fetch_mode": "no-cors", "sec_fetch_dest": "image"}
PERSONAL = "MARK-3f81"


# The answer


@pytest.mark.parametrize("path", ["/tr", "/pixel/tr"], ids=["own host", "one address"])
@pytest.mark.parametrize("method", METHODS)
def test_every_method_gets_the_gif(harness: AppHarness, method: str, path: str) -> None:
    host = "127.0.0.1:8000" if path.startswith("/pixel") else "pixel.reseau.localhost:8000"
    answer = call(harness, path, method=method, host=host)
    assert answer.status == "200 OK"
    assert answer.headers["Content-Type"] == "image/gif"
    assert answer.headers["Content-Length"] == str(len(GIF))
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Pixel-Verdict"] == "ignored; reason=malformed"
    assert answer.body == (b"" if method == "HEAD" else GIF)


def test_the_gif_is_one_transparent_pixel() -> None:
    assert GIF[:6] == b"GIF89a"
    assert GIF[6:10] == b"\x01\x00\x01\x00"
    assert GIF[-1:] == b";"
    assert b"\x21\xf9\x04\x01" in GIF


def test_other_sites_may_load_it(browser: Browser) -> None:
    assert browser.hit().headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_an_address_of_exactly_8000_bytes_gets_the_gif(harness: AppHarness) -> None:
    query = "id=soleil&ev=PageView&x="
    query += "x" * (8000 - len("/tr?") - len(query))
    assert len("/tr?" + query) == 8000
    answer = call(harness, query=query)
    assert (answer.status, answer.body) == ("200 OK", GIF)
    assert answer.headers["X-Pixel-Verdict"] == "ignored; reason=too-large"


# What is recorded


def test_a_hit_is_kept_with_all_that_came_with_it(harness: AppHarness, browser: Browser) -> None:
    before = datetime.now(UTC)
    fields = one_hit(eid="e-1", rl="http://soleil.localhost:8000/", sw="1280", sh="720", consent="granted") | {
        "cd[content_type]": "destination",
        "cd[search_string]": "île",
    }
    headers = CROSS_SITE | FROM_SOLEIL | {"accept_language": "fr-CA,fr;q=0.9", "dnt": "1"}
    assert verdict_of(browser.hit("GET", fields, **headers)) == "recorded"
    (row,) = harness.rows("SELECT * FROM events")
    data = json.loads(row["data"])
    assert (row["event_id"], row["pixel_id"], row["event"], row["page_url"]) == (
        "e-1",
        "soleil",
        "ViewContent",
        BAHAMAS,
    )
    assert (row["referrer"], json.loads(row["content_ids"])) == ("http://soleil.localhost:8000/", ["bahamas"])
    assert data == {"content_ids": '["bahamas"]', "content_type": "destination", "search_string": "île"}
    assert (row["user_agent"], row["browser"], row["system"], row["device"]) == (
        FIREFOX,
        "Firefox 153",
        "Linux",
        "computer",
    )
    assert (row["language"], row["screen"], row["consent"], row["is_noscript"]) == (
        "fr-CA,fr;q=0.9",
        "1280×720",
        "granted",
        0,
    )
    assert row["ip"] == "127.0.0.0"
    assert before - timedelta(seconds=1) <= datetime.fromisoformat(row["received_at"]) <= datetime.now(UTC)
    assert row["received_at"].endswith("Z")
    kept = json.loads(row["headers"])
    assert (kept["sec-fetch-site"], kept["referer"], kept["dnt"]) == (
        "cross-site",
        "http://soleil.localhost:8000/",
        "1",
    )


def test_a_form_is_kept_as_a_query_is(harness: AppHarness, browser: Browser) -> None:
    fields = one_hit(**{"cd[search_string]": "île & soleil"})
    assert [verdict_of(browser.hit(method, fields)) for method in ("GET", "POST")] == ["recorded", "recorded"]
    by_query, by_form = harness.rows("SELECT * FROM events ORDER BY id")
    for own in ("id", "received_at", "request", "visitor_id", "cookie", "cookie_evidence", "headers"):
        by_query.pop(own), by_form.pop(own)
    assert by_form == by_query


def test_views_are_summed_up_in_visits(harness: AppHarness, browser: Browser) -> None:
    for event in ("PageView", "ViewContent", "PageView"):
        browser.hit("GET", one_hit(ev=event))
    (visit,) = harness.rows("SELECT * FROM visits")
    first, *_, last = harness.rows("SELECT received_at FROM events ORDER BY id")
    assert (visit["pixel_id"], visit["page_url"], visit["views"]) == ("soleil", BAHAMAS, 2)
    assert (visit["first_at"], visit["last_at"]) == (first["received_at"], last["received_at"])


def test_the_image_for_browsers_without_scripts_is_marked(harness: AppHarness, browser: Browser) -> None:
    browser.hit("GET", one_hit(noscript="1"))
    assert harness.rows("SELECT is_noscript FROM events") == [{"is_noscript": 1}]


def test_without_a_page_said_the_referrer_is_the_page(harness: AppHarness, browser: Browser) -> None:
    browser.hit("GET", one_hit(dl=""), referer=BAHAMAS)
    assert harness.rows("SELECT page_url FROM events") == [{"page_url": BAHAMAS}]


# Who is ignored, why, and what is kept of it

IGNORED = [
    pytest.param("GET", one_hit(), {"sec_gpc": "1"}, "gpc", id="gpc"),
    pytest.param("GET", one_hit(consent="denied"), {}, "no-consent", id="no-consent"),
    pytest.param("GET", one_hit(), {"user_agent": f"Googlebot/2.1 {PERSONAL}"}, "bot", id="bot"),
    pytest.param("GET", one_hit(), {"user_agent": ""}, "bot", id="no user agent"),
    pytest.param("GET", one_hit(id="plage"), {}, "unknown-pixel", id="unknown-pixel"),
    pytest.param("GET", one_hit(id="discrete"), {}, "unknown-pixel", id="the control's pixel"),
    pytest.param("GET", one_hit(), CROSS_SITE, "wrong-origin", id="a browser that says not where from"),
    pytest.param("GET", one_hit(), {"origin": "https://evil.example"}, "wrong-origin", id="a foreign origin"),
    pytest.param("GET", one_hit(dl="https://evil.example/"), {}, "wrong-origin", id="a foreign page"),
    pytest.param("GET", one_hit(ev=""), {}, "malformed", id="malformed"),
    pytest.param("PUT", one_hit(), {}, "malformed", id="another method"),
    pytest.param("GET", one_hit(x="x" * 6001), {}, "too-large", id="too-large"),
    pytest.param("POST", one_hit(x="x" * 60_000), {}, "too-large", id="too-large form"),
]


@pytest.mark.parametrize(("method", "fields", "headers", "reason"), IGNORED)
def test_what_is_ignored_is_noted_without_saying_who(
    harness: AppHarness, browser: Browser, method: str, fields: dict[str, str], headers: dict[str, str], reason: str
) -> None:
    told = headers | {"accept_language": PERSONAL, "x_own": PERSONAL}
    response = browser.hit(method, fields | {"cd[search_string]": PERSONAL}, **told)
    assert (response.status_code, response.mimetype) == (200, "image/gif")
    assert verdict_of(response) == f"ignored; reason={reason}"
    assert "Set-Cookie" not in response.headers
    assert (harness.count("events"), harness.count("tallies"), harness.count("identities")) == (0, 0, 0)
    (row,) = harness.rows("SELECT * FROM refusals")
    assert row["reason"] == reason
    assert set(row) == {"id", "at", "pixel_id", "reason", "header_names"}
    assert "x-own" in json.loads(row["header_names"])
    assert PERSONAL.encode() not in b"".join(harness.files().values())


def known_browser(harness: AppHarness) -> tuple[Browser, str]:
    """A browser that is known, and its visitor."""
    browser = harness.browser()
    assert browser.look() == "recorded"
    (row,) = harness.rows("SELECT visitor_id FROM events")
    return browser, row["visitor_id"]


@pytest.mark.parametrize(
    ("fields", "headers", "reason"),
    [
        pytest.param(one_hit(), {"sec_gpc": "1"}, "gpc", id="gpc"),
        pytest.param(one_hit(consent="denied"), {}, "no-consent", id="no-consent"),
        pytest.param(one_hit(), {}, "opted-out", id="opted-out"),
    ],
)
def test_who_said_no_leaves_no_trace_though_known(
    harness: AppHarness, fields: dict[str, str], headers: dict[str, str], reason: str
) -> None:
    browser, visitor = known_browser(harness)
    browser.join()
    browser.post("network", "/activity/disconnect", {"site": "soleil"})
    response = browser.hit("GET", fields, **headers)
    assert verdict_of(response) == f"ignored; reason={reason}"
    assert "Set-Cookie" not in response.headers
    assert harness.count("events") == 1
    (row,) = harness.rows("SELECT * FROM refusals")
    assert visitor not in json.dumps(row)
    assert row["reason"] == reason


def test_the_script_introduces_nobody_who_said_no(harness: AppHarness) -> None:
    def value(path: str = "/pixel.js", **headers: str) -> str | None:
        return cookie_of(harness.browser().get("collector", path, **headers))

    page = {"referer": "http://soleil.localhost:8000/"}
    assert value(**page)
    assert value(**page, sec_gpc="1") is None
    assert value("/pixel.js?consent=denied", **page) is None
    assert value(**page, user_agent="Googlebot/2.1") is None
    assert value(referer="https://evil.example/") is None


def test_the_script_mints_the_one_visitor_of_a_first_visit(harness: AppHarness, browser: Browser) -> None:
    script = browser.get("collector", "/pixel.js", **FROM_SOLEIL)
    assert script.mimetype == "text/javascript"
    assert script.headers["Cache-Control"] == "no-store"
    assert cookie_of(script)
    for event in ("PageView", "ViewContent"):
        assert cookie_of(browser.hit("GET", one_hit(ev=event))) is None
    assert len(harness.rows("SELECT DISTINCT visitor_id FROM events")) == 1


def test_the_script_is_the_same_for_everybody(harness: AppHarness) -> None:
    asked: list[dict[str, str]] = [
        {},
        {"sec_gpc": "1"},
        {"dnt": "1"},
        {"accept_language": "en"},
        {"user_agent": CHROMIUM},
    ]
    bodies = {harness.browser().get("collector", "/pixel.js", **headers).data for headers in asked}
    assert len(bodies) == 1


# Duplicates


@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [
        pytest.param({"eid": "e1"}, {"eid": "e1"}, "ignored; reason=duplicate", id="the same event id"),
        pytest.param({"eid": "e1"}, {"eid": "e2"}, "recorded", id="another event id"),
        pytest.param({"eid": ""}, {"eid": ""}, "recorded", id="no event id"),
        pytest.param({"eid": "e1"}, {"eid": "e1", "ev": "PageView"}, "recorded", id="another event"),
        pytest.param(
            {"eid": "e1"},
            {"eid": "e1", "id": "nordet", "dl": "http://nordet.localhost:8000/"},
            "recorded",
            id="another pixel",
        ),
    ],
)
def test_the_same_event_of_one_visitor_counts_once(
    browser: Browser, first: dict[str, str], second: dict[str, str], verdict: str
) -> None:
    assert verdict_of(browser.hit("GET", one_hit(**first))) == "recorded"
    assert verdict_of(browser.hit("GET", one_hit(**second))) == verdict


def test_without_a_cookie_nothing_is_a_duplicate(harness: AppHarness) -> None:
    for _ in range(2):
        assert verdict_of(harness.browser().hit("GET", one_hit(eid="e1"))) == "recorded"
    assert len(harness.rows("SELECT DISTINCT visitor_id FROM events")) == 2


def test_a_duplicate_counts_for_nothing(harness: AppHarness, browser: Browser) -> None:
    for _ in range(3):
        browser.hit("GET", one_hit(eid="e1"))
    assert harness.rows("SELECT hits FROM tallies WHERE content_id = 'bahamas'") == [{"hits": 1}]


# The address, and what passes with time


@pytest.mark.parametrize(
    ("trusted", "forwarded", "remote", "kept"),
    [
        pytest.param((), "203.0.113.9", "127.0.0.1", "127.0.0.0", id="nobody is believed by default"),
        pytest.param(("127.0.0.1",), "203.0.113.9", "127.0.0.1", "203.0.113.0", id="a trusted proxy is"),
        pytest.param(("127.0.0.1",), "203.0.113.9", "10.0.0.7", "10.0.0.0", id="another sender is not"),
        pytest.param(
            ("127.0.0.1",), "1.2.3.4, 203.0.113.9", "127.0.0.1", "203.0.113.0", id="what a client claims is not"
        ),
        pytest.param(("127.0.0.0/8",), "203.0.113.9, 127.0.0.2", "127.0.0.1", "203.0.113.0", id="two trusted hops"),
        pytest.param(("127.0.0.1",), "2001:db8:1:2:3:4:5:6", "127.0.0.1", "2001:db8:1::", id="IPv6"),
        pytest.param(("127.0.0.1",), "<b>", "127.0.0.1", "", id="no address"),
        pytest.param(("127.0.0.1",), "", "127.0.0.1", "127.0.0.0", id="nothing forwarded"),
    ],
)
def test_the_address_is_shortened_and_a_proxy_believed_only_as_told(
    tmp_path: Path, trusted: tuple[str, ...], forwarded: str, remote: str, kept: str
) -> None:
    harness = build_harness(tmp_path, trusted_proxies=trusted)
    browser = harness.browser()
    browser.client.get(
        "/tr",
        base_url="http://pixel.reseau.localhost:8000",
        query_string=one_hit(),
        headers={"User-Agent": FIREFOX, "X-Forwarded-For": forwarded},
        environ_overrides={"REMOTE_ADDR": remote},
    )
    assert harness.rows("SELECT ip FROM events") == [{"ip": kept}]
    harness.app.store.close()


def test_nothing_good_or_bad_is_logged(harness: AppHarness, browser: Browser) -> None:
    with listen() as records:
        for param in IGNORED:
            method, fields, headers, _ = param.values
            browser.hit(method, fields, **headers)  # type: ignore[arg-type]
        browser.hit()
    assert [record.getMessage() for record in records] == []
