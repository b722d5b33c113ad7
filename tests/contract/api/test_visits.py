"""Visitors, recorded hits and ignored ones over the API: whose, in which order, page by page while rows arrive."""

import threading
from datetime import timedelta
from typing import Any

import pytest

from pixel import clock
from pixel.identity.visitor_cookie import read_visitor
from pixel.settings import keep_secret_key
from pixel.store import Connection
from pixel.store.queries import api
from pixel.store.queries.collect import keep_hits, keep_refusal
from pixel.store.records import Hit, Refusal
from tests.contract.store.test_store import HIT
from tests.support.api_client import Script, collect, in_browser, stranger, teacher
from tests.support.app_harness import ON_POSTGRES, AppHarness, Browser, one_hit, verdict_of


def keep(harness: AppHarness, *hits: Hit) -> None:
    harness.app.store.write(keep_hits, hits)


def hits_of(visitor: str, number: int, pixel: str = "soleil") -> list[Hit]:
    return [HIT._replace(visitor_id=visitor, pixel_id=pixel, event_id=f"{visitor}-{pixel}-{n}") for n in range(number)]


def visitor_of(harness: AppHarness, browser: Browser) -> str:
    """The visitor that a browser's cookie names."""
    cookie = browser.client.get_cookie("visitor", "reseau.localhost")
    assert cookie
    found = read_visitor(cookie.value, keep_secret_key(harness.settings))
    assert found
    return found


def test_a_hit_is_told_as_its_row_has_it(harness: AppHarness, browser: Browser) -> None:
    fields = one_hit(eid="e1", **{"cd[value]": "1290", "cd[currency]": "CAD"})
    assert verdict_of(browser.hit(fields=fields, sec_gpc="0")) == "recorded"
    [told] = teacher(harness).get("/events")["items"]
    [row] = harness.rows("SELECT * FROM events")
    assert set(told) == set(row) - {"page"}, "what `visits` go by follows from the address"
    assert told["content_ids"] == ["bahamas"]
    assert told["data"]["value"] == "1290"
    assert told["headers"]["sec-gpc"] == "0"
    assert told["is_noscript"] is False
    same = set(row) - {"content_ids", "data", "headers", "is_noscript", "page"}
    assert {name: told[name] for name in same} == {name: row[name] for name in same}


def test_hits_come_in_order_page_by_page(harness: AppHarness) -> None:
    keep(harness, *hits_of("a", 3), *hits_of("b", 4))
    script = teacher(harness)
    first = script.get("/events", limit=3)
    assert len(first["items"]) == 3
    assert first["next"] == first["items"][-1]["id"]
    numbers = [item["id"] for item in collect(script, "/events", limit=3)]
    assert numbers == sorted(numbers)
    assert len(set(numbers)) == 7
    assert script.get("/events", limit=7)["next"] is None
    assert script.get("/events", after=numbers[-1]) == {"items": [], "next": None}


def test_hits_of_one_visitor_and_of_one_site(harness: AppHarness) -> None:
    keep(harness, *hits_of("a", 2), *hits_of("a", 3, "nordet"), *hits_of("b", 4, "nordet"))
    script = teacher(harness)

    def asked(**query: str | int) -> set[tuple[str, str]]:
        return {(item["visitor_id"], item["pixel_id"]) for item in collect(script, "/events", limit=2, **query)}

    assert asked(visitor="a") == {("a", "soleil"), ("a", "nordet")}
    assert asked(pixel="nordet") == {("a", "nordet"), ("b", "nordet")}
    assert asked(visitor="a", pixel="nordet") == {("a", "nordet")}
    assert asked(visitor="nobody") == asked(pixel="none") == set()
    assert len(collect(script, "/events", pixel="nordet", limit=2)) == 7


def test_a_site_among_many_hits_is_looked_for_a_stretch_at_a_time(
    harness: AppHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "LOOKED_AT", 5)
    for hits in (hits_of("a", 12), hits_of("a", 1, "nordet"), hits_of("b", 12), hits_of("b", 2, "nordet")):
        keep(harness, *hits)  # one after the other: those of one batch may change places
    script = teacher(harness)
    first = script.get("/events", pixel="nordet")
    assert first["items"] == []
    assert first["next"] is not None
    assert len(collect(script, "/events", pixel="nordet")) == 3
    assert len(collect(script, "/events", pixel="nordet", visitor="b")) == 2
    assert len(collect(script, "/events", pixel="soleil", limit=2)) == 24


def test_a_browser_asks_about_itself_alone(harness: AppHarness, browser: Browser) -> None:
    browser.join()
    own = visitor_of(harness, browser)
    keep(harness, *hits_of(own, 2), *hits_of("somebody", 3))
    script = in_browser(browser)
    for query in ({}, {"visitor": "me"}, {"visitor": own}):
        assert {item["visitor_id"] for item in collect(script, "/events", **query)} == {own}
    assert script.get("/visitors/me") == script.get(f"/visitors/{own}") == teacher(harness).get(f"/visitors/{own}")
    assert script.get("/visitors/me")["hits"] == 2


OTHERS = ["/events?visitor=somebody", "/visitors/somebody", "/profiles/somebody", "/visitors", "/refusals"]


@pytest.mark.parametrize("path", OTHERS)
def test_other_peoples_need_the_token(harness: AppHarness, browser: Browser, path: str) -> None:
    browser.join()
    keep(harness, *hits_of("somebody", 1))
    assert in_browser(browser).problem("GET", path)["status"] == 401


@pytest.mark.parametrize("path", ["/events", "/visitors/me", "/profiles/me", "/impressions", "/events?visitor=me"])
def test_without_token_and_cookie_nothing_is_told(harness: AppHarness, path: str) -> None:
    assert stranger(harness).problem("GET", path)["status"] == 401


def test_a_forged_cookie_is_nobodys(harness: AppHarness) -> None:
    keep(harness, *hits_of("0" * 20, 1))
    script = Script(stranger(harness).client, {"Cookie": f"visitor={'0' * 20}.{'0' * 32}"})
    assert script.problem("GET", "/events")["status"] == 401


def test_both_browsers_of_a_person_are_their_own(harness: AppHarness, browser: Browser) -> None:
    browser.join()
    other = harness.browser()
    link = browser.get("network", "/continue").text.split("/continue/")[1].split('"')[0].split("<")[0].strip()
    assert other.post("network", f"/continue/{link}").status_code == 303
    first, second = visitor_of(harness, browser), visitor_of(harness, other)
    keep(harness, *hits_of(first, 1), *hits_of(second, 1))
    assert {item["visitor_id"] for item in in_browser(other).get("/events")["items"]} == {first, second}
    assert {item["visitor_id"] for item in in_browser(other).get("/events", visitor="me")["items"]} == {second}


def test_visitors_are_those_who_left_a_hit_or_are_somebody(harness: AppHarness, browser: Browser) -> None:
    browser.join()
    member = visitor_of(harness, browser)
    later = HIT._replace(visitor_id="b", event_id="later", received_at=HIT.received_at + timedelta(hours=1))
    keep(harness, *hits_of("a", 1), *hits_of("b", 2), later)
    told = {item["visitor_id"]: item for item in collect(teacher(harness), "/visitors", limit=1)}
    assert sorted(told) == sorted([member, "a", "b"])
    [seat] = harness.rows("SELECT id FROM seats")
    assert told[member] == {
        "visitor_id": member,
        "seat_id": seat["id"],
        "first_at": None,
        "last_at": None,
        "hits": 0,
    }
    assert told["b"] == {
        "visitor_id": "b",
        "seat_id": None,
        "first_at": clock.to_text(HIT.received_at),
        "last_at": clock.to_text(later.received_at),
        "hits": 3,
    }


def test_a_visitor_that_is_none_is_not_found(harness: AppHarness) -> None:
    for path in ("/visitors/nobody", "/profiles/nobody"):
        assert teacher(harness).problem("GET", path)["status"] == 404


def test_refusals_are_told_without_whom(harness: AppHarness, browser: Browser) -> None:
    for number in range(3):
        harness.app.store.write(keep_refusal, Refusal(clock.now(), "soleil", "gpc", ("sec-gpc", f"x-{number}")))
    told = collect(teacher(harness), "/refusals", limit=2)
    assert [item["header_names"][1] for item in told] == ["x-0", "x-1", "x-2"]
    assert set(told[0]) == {"id", "at", "pixel_id", "reason", "header_names"}
    assert told[0]["reason"] == "gpc"


def test_whoever_follows_hits_sees_what_comes_after_all_have_gone(harness: AppHarness) -> None:
    keep(harness, *hits_of("a", 3))
    last = teacher(harness).get("/events")["items"][-1]["id"]
    teacher(harness).post("/reset")
    keep(harness, *hits_of("b", 1))
    assert [item["visitor_id"] for item in teacher(harness).get("/events", after=last)["items"]] == ["b"]


def test_whoever_follows_refusals_sees_what_comes_after_all_have_gone(harness: AppHarness) -> None:
    def refuse(name: str) -> None:
        harness.app.store.write(keep_refusal, Refusal(clock.now(), "soleil", "gpc", (name,)))

    for name in ("a", "b"):
        refuse(name)
    last = teacher(harness).get("/refusals")["items"][-1]["id"]
    teacher(harness).post("/reset")
    refuse("c")
    assert [item["header_names"] for item in teacher(harness).get("/refusals", after=last)["items"]] == [["c"]]


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        pytest.param("limit=0", "?limit", id="no rows"),
        pytest.param("limit=1001", "?limit", id="too many"),
        pytest.param("limit=1_0", "?limit", id="Python's way to write ten"),
        pytest.param("limit=+5", "?limit", id="a sign"),
        pytest.param("after=-1", "?after", id="below the first"),
        pytest.param("after=%D9%A1", "?after", id="other digits"),
        pytest.param("after=99999999999999999999", "?after", id="beyond all"),
        pytest.param("settled=maybe", "?settled", id="maybe"),
        pytest.param("visitors=a", "?visitors", id="a typo"),
        pytest.param("visitor=", "?visitor", id="nobody"),
        pytest.param("limit=1&limit=2", "?limit", id="twice"),
    ],
)
def test_a_slip_in_the_address_is_named(harness: AppHarness, query: str, pointer: str) -> None:
    problem = teacher(harness).problem("GET", f"/events?{query}")
    assert problem["status"] == 422
    assert [slip["pointer"] for slip in problem["errors"]] == [pointer]


def follow(script: Script, path: str, stop: threading.Event) -> list[int]:
    """Whoever goes on from the last number it saw, until nothing can come any more."""
    seen: list[int] = []
    while True:
        is_last = stop.is_set()
        items = script.get(path, after=seen[-1] if seen else 0, limit=50)["items"]
        seen += [item["id"] for item in items]
        if is_last and not items:
            return seen


@pytest.mark.long
def test_whoever_follows_misses_nothing_while_many_write(harness: AppHarness) -> None:
    stop = threading.Event()
    seen: list[list[int]] = []
    reader = threading.Thread(target=lambda: seen.append(follow(teacher(harness), "/events", stop)))
    reader.start()

    def write(name: int) -> None:
        for number in range(40):
            keep(harness, HIT._replace(visitor_id=f"v{name}", event_id=str(number)))

    writers = [threading.Thread(target=write, args=(name,)) for name in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    stop.set()
    reader.join()
    assert seen[0] == sorted(row["id"] for row in harness.rows("SELECT id FROM events"))


class Held:
    """A hit that has its number, and is committed only when told."""

    def __init__(self, harness: AppHarness, hit: Hit) -> None:
        self._numbered, self._go = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=harness.app.store.write, args=(self._keep, hit))

    def __enter__(self) -> "Held":
        self._thread.start()
        assert self._numbered.wait(10)
        return self

    def __exit__(self, *_: Any) -> None:
        self.commit()

    def commit(self) -> None:
        self._go.set()
        self._thread.join()

    def _keep(self, connection: Connection, hit: Hit) -> None:
        keep_hits(connection, [hit])
        self._numbered.set()
        self._go.wait(10)


@ON_POSTGRES
def test_a_page_waits_for_a_lower_number_that_is_not_committed_yet(harness: AppHarness) -> None:
    script, told = teacher(harness), list[Any]()
    with Held(harness, HIT._replace(visitor_id="early", event_id="1")) as early:
        keep(harness, HIT._replace(visitor_id="late", event_id="2"))
        unsettled = script.get("/events", settled="false")
        assert [item["visitor_id"] for item in unsettled["items"]] == ["late"]
        page = threading.Thread(target=lambda: told.append(script.get("/events")))
        page.start()
        page.join(0.2)
        assert page.is_alive(), "the page did not wait"
        early.commit()
        page.join()
    assert [item["visitor_id"] for item in told[0]["items"]] == ["early", "late"]


@ON_POSTGRES
def test_a_writer_that_never_ends_is_a_problem_and_not_a_gap(
    harness: AppHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pixel.store.database.PAGE_WAIT", 0.1)
    with Held(harness, HIT._replace(visitor_id="early", event_id="1")):
        assert teacher(harness).problem("GET", "/events")["status"] == 503
        assert teacher(harness).get("/events", settled="false")["items"] == []
