"""The simulated clock: one for all workers and machines, moved over the API; with the real one, nothing of it."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from pixel import clock
from pixel.app import create_app
from pixel.store.queries.clock import advance_clock, read_clock, stand_clock
from pixel.store.shared_clock import SharedClock
from tests.support.api_client import stranger, teacher
from tests.support.app_harness import AppHarness, one_hit, verdict_of
from tests.support.server import TEACHER, Server, running_server

MONDAY = "2026-01-05T09:00:00.000Z"
DAY = 86_400


@pytest.fixture(autouse=True)
def put_back() -> Iterator[None]:
    yield
    clock.set_offset(timedelta(0))


@pytest.fixture
def simulated(harness: AppHarness) -> Iterator[AppHarness]:
    """A server on the same database, started with a simulated clock."""
    settings = replace(harness.settings, has_simulated_clock=True)
    built = AppHarness(create_app(settings), settings)
    yield built
    built.app.store.close()


def is_about(text: str, moment: datetime) -> bool:
    return abs(clock.from_text(text) - moment) < timedelta(minutes=1)


def test_with_the_real_clock_it_is_what_it_is(harness: AppHarness) -> None:
    told = stranger(harness).get("/clock")
    assert is_about(told.pop("now"), datetime.now(UTC))
    assert told == {"offset_seconds": 0, "simulated": False, "stands_at": None}
    problem = teacher(harness).problem("POST", "/clock", {"advance_seconds": DAY})
    assert problem["status"] == 409
    assert problem["type"].endswith("/api/problems/clock-fixed")
    assert is_about(stranger(harness).get("/clock")["now"], datetime.now(UTC))


def test_the_real_clock_does_not_ask_how_another_was_moved(harness: AppHarness) -> None:
    harness.app.store.write(advance_clock, DAY)
    assert is_about(stranger(harness).get("/clock")["now"], datetime.now(UTC))


def test_it_is_moved_on_and_set(simulated: AppHarness) -> None:
    script = teacher(simulated)
    assert script.get("/clock")["simulated"]
    for seconds in (DAY, 2 * DAY):
        script.post("/clock", {"advance_seconds": seconds})
    told = script.get("/clock")
    assert told["offset_seconds"] == 3 * DAY
    assert is_about(told["now"], datetime.now(UTC) + timedelta(days=3))
    assert script.post("/clock", {"offset_seconds": -60})["offset_seconds"] == -60


def test_it_stands_and_runs_again(simulated: AppHarness) -> None:
    script = teacher(simulated)
    script.post("/clock", {"offset_seconds": DAY})
    assert script.post("/clock", {"stands_at": "2026-01-05T04:00:00-05:00"}) == {
        "now": MONDAY,
        "offset_seconds": 0,
        "simulated": True,
        "stands_at": MONDAY,
    }
    assert script.post("/clock", {"advance_seconds": 90})["now"] == "2026-01-05T09:01:30.000Z"
    assert script.get("/clock")["now"] == "2026-01-05T09:01:30.000Z"
    assert is_about(script.post("/clock", {"stands_at": None})["now"], datetime.now(UTC))


def test_hits_are_kept_at_its_time(simulated: AppHarness) -> None:
    browser = simulated.browser()
    teacher(simulated).post("/clock", {"stands_at": MONDAY})
    assert browser.look() == "recorded"
    teacher(simulated).post("/clock", {"advance_seconds": 3 * DAY})
    assert browser.look("cuba") == "recorded"
    times = [row["received_at"] for row in simulated.rows("SELECT received_at FROM events ORDER BY id")]
    assert times == [MONDAY, "2026-01-08T09:00:00.000Z"]


def test_what_is_too_old_goes_as_the_clock_is_moved(simulated: AppHarness) -> None:
    browser = simulated.browser()
    browser.join()
    browser.look()
    browser.ads()
    assert verdict_of(browser.hit(sec_gpc="1")) == "ignored; reason=gpc"
    teacher(simulated).post("/clock", {"advance_seconds": 2 * 3600})
    assert (simulated.count("refusals"), simulated.count("events")) == (0, 1)
    teacher(simulated).post("/clock", {"advance_seconds": 181 * DAY})
    assert (simulated.count("events"), simulated.count("tallies"), simulated.count("impressions")) == (0, 0, 0)


def test_starting_over_lets_it_run_with_the_real_time_again(simulated: AppHarness) -> None:
    script = teacher(simulated)
    script.post("/clock", {"stands_at": MONDAY})
    script.post("/reset")
    told = script.get("/clock")
    assert (told["offset_seconds"], told["stands_at"]) == (0, None)
    assert is_about(told["now"], datetime.now(UTC))


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        pytest.param({}, "", id="nothing"),
        pytest.param({"advance": 1}, "", id="another name"),
        pytest.param([], "", id="a list"),
        pytest.param({"advance_seconds": -1}, "/advance_seconds", id="back"),
        pytest.param({"advance_seconds": 1.5}, "/advance_seconds", id="half a second"),
        pytest.param({"advance_seconds": "1"}, "/advance_seconds", id="a text"),
        pytest.param({"advance_seconds": True}, "/advance_seconds", id="a yes"),
        pytest.param({"advance_seconds": 10**12}, "/advance_seconds", id="30,000 years"),
        pytest.param({"advance_seconds": 1, "offset_seconds": 1}, "/offset_seconds", id="two ways"),
        pytest.param({"offset_seconds": -(10**10)}, "/offset_seconds", id="300 years back"),
        pytest.param({"stands_at": "Monday"}, "/stands_at", id="a day's name"),
        pytest.param({"stands_at": "2026-01-05T09:00:00"}, "/stands_at", id="no time zone"),
        pytest.param({"stands_at": "1815-06-18T12:00:00Z"}, "/stands_at", id="long ago"),
        pytest.param({"stands_at": 0}, "/stands_at", id="a number"),
    ],
)
def test_a_slip_is_named(simulated: AppHarness, body: Any, pointer: str) -> None:
    problem = teacher(simulated).problem("POST", "/clock", body)
    assert problem["status"] == 422
    assert [slip["pointer"] for slip in problem["errors"]] == [pointer]
    assert simulated.app.store.read(read_clock).shift == clock.REAL


def test_it_cannot_be_moved_beyond_the_calendar_step_by_step(simulated: AppHarness) -> None:
    script = teacher(simulated)
    script.post("/clock", {"stands_at": "2099-12-31T23:59:59Z"})
    for _ in range(2):
        script.post("/clock", {"advance_seconds": 50 * 366 * DAY})
    assert script.problem("POST", "/clock", {"advance_seconds": 1})["status"] == 409
    assert simulated.browser().look() == "recorded"


def test_moves_made_together_all_count(simulated: AppHarness) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: teacher(simulated).post("/clock", {"advance_seconds": 10}), range(16)))
    assert teacher(simulated).get("/clock")["offset_seconds"] == 160


def test_an_answer_that_comes_late_moves_nothing_back(harness: AppHarness) -> None:
    ours = SharedClock(harness.app.store)
    early = harness.app.store.read(read_clock)
    ours.take(harness.app.store.write(advance_clock, DAY))
    ours.take(early)
    assert clock.offset() == timedelta(days=1)


def test_a_database_made_anew_begins_anew(harness: AppHarness) -> None:
    ours = SharedClock(harness.app.store)
    ours.take(harness.app.store.write(stand_clock, clock.from_text(MONDAY)))
    made_later = replace(harness.app.store.read(read_clock), shift=clock.REAL)
    ours.take(replace(made_later, moves=int(datetime.now(UTC).timestamp() * 1000)))
    assert clock.offset() == timedelta(0)
    assert clock.now() > clock.from_text(MONDAY) + timedelta(days=1)


@pytest.fixture(scope="module")
def workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A real server with two workers."""
    with running_server(tmp_path_factory.mktemp("clock"), flags=("--simulated-clock",)) as running:
        yield running


def ask(server: Server, method: str, path: str, body: Any = None, site: str = "coulisses.reseau") -> tuple[int, bytes]:
    """One request on a connection of its own: whichever worker takes it."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=10)
    headers = {
        "Host": f"{site}.localhost:{server.port}",
        "Authorization": f"Bearer {TEACHER}",
        "Content-Type": "application/json",
        "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0",
    }
    connection.request(method, path, json.dumps(body) if body is not None else None, headers)
    answer = connection.getresponse()
    found = answer.status, answer.read()
    connection.close()
    return found


def test_all_workers_share_it_from_the_next_request_on(workers: Server) -> None:
    status, _ = ask(workers, "POST", "/api/clock", {"stands_at": MONDAY})
    assert status == 200
    for day in range(1, 11):
        assert ask(workers, "POST", "/api/clock", {"advance_seconds": DAY})[0] == 200
        with ThreadPoolExecutor(4) as pool:
            told = list(pool.map(lambda _: json.loads(ask(workers, "GET", "/api/clock")[1]), range(4)))
        assert {each["now"] for each in told} == {f"2026-01-{5 + day:02}T09:00:00.000Z"}


def test_a_real_servers_hits_are_kept_at_its_time(workers: Server) -> None:
    assert ask(workers, "POST", "/api/clock", {"stands_at": "2027-03-01T12:00:00Z"})[0] == 200
    fields = one_hit(dl=workers.url("soleil", "/destinations/bahamas"), eid="at-its-time")
    query = "&".join(f"{name}={text}" for name, text in fields.items()).replace('"', "%22")
    assert ask(workers, "GET", f"/tr?{query}", site="pixel.reseau")[0] == 200
    [row] = workers.rows("SELECT received_at FROM events WHERE event_id = 'at-its-time'")
    assert row["received_at"] == "2027-03-01T12:00:00.000Z"


def test_the_greeting_says_so(workers: Server) -> None:
    assert "clock is simulated" in Path(workers.log).read_text()
