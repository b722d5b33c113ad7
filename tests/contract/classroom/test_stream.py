"""The live stream in this process, on both stores: what it tells whom, and what it makes of a cursor."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from pixel import clock
from pixel.classroom.stream import live
from pixel.classroom.stream.allowance import FEW
from pixel.classroom.stream.live import Viewer, answer_once, find_beginning
from pixel.classroom.stream.messages import read_cursor
from pixel.store import Store
from pixel.store.queries.classroom.stream import Cursor, read_newest
from pixel.store.queries.collect import keep_hits, keep_refusal
from pixel.store.queries.reset import erase_everything
from pixel.store.records import Refusal
from tests.contract.store.test_store import HIT
from tests.support.app_harness import ON_POSTGRES, AppHarness
from tests.support.hit_load import await_that
from tests.support.in_background import running

TEACHER = Viewer(sees_all=True)
SOMEBODY = Viewer(sees_all=False, visitors=("somebody",))
FUTURE = Cursor(*[10**12] * 4)


@pytest.fixture
def store(harness: AppHarness) -> Store:
    """The store of a server with an open class."""
    harness.open_class()
    return harness.app.store


def read_events(told: bytes) -> list[dict[str, Any]]:
    """Events, each with `name` and `cursor` among its data."""
    found = re.findall(r"^id: (.+)\nevent: (.+)\ndata: (.+)$", told.decode(), re.MULTILINE)
    return [json.loads(data) | {"cursor": cursor, "name": name} for cursor, name, data in found]


def ask(store: Store, viewer: Viewer, after: Cursor | None) -> list[dict[str, Any]]:
    """What is there; last comes the place where one is then."""
    *told, place = read_events(b"".join(answer_once(store, viewer, after)))
    assert place["name"] == "place"
    return told


def place_after(told: bytes) -> Cursor | None:
    """Where one is then."""
    return read_cursor(re.findall(r"^id: (.+)$", told.decode(), re.MULTILINE)[-1])


def keep(store: Store, *event_ids: str, visitor: str = "somebody", seconds_ago: int = 0) -> None:
    """Hits of a visitor."""
    at = clock.now() - timedelta(seconds=seconds_ago)
    store.write(
        keep_hits, [HIT._replace(event_id=event_id, visitor_id=visitor, received_at=at) for event_id in event_ids]
    )


def ignore(store: Store, number: int = 1) -> None:
    for _ in range(number):
        store.write(keep_refusal, Refusal(clock.now(), "soleil", "gpc", ()))


def numbered(number: int, begin: int = 0) -> Iterator[str]:
    return (f"{each:04}" for each in range(begin, begin + number))


def newest(store: Store) -> Cursor:
    return store.read(read_newest)


def test_of_a_flood_the_latest_are_told_and_the_others_counted(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "BURST", FEW + 1)
    begin = newest(store)
    keep(store, *numbered(60))
    ignore(store, 10)
    keep(store, *numbered(5, 60))
    told = ask(store, TEACHER, begin)
    assert [event["name"] for event in told] == ["flood", *["hit"] * FEW]
    assert (told[0]["hits"], told[0]["by_verdict"]) == (75 - FEW, {"recorded": 75 - FEW})
    assert {event["verdict"] for event in told[1:]} == {"recorded", "ignored"}
    assert ask(store, TEACHER, read_cursor(told[0]["until"])) == told[1:]
    assert ask(store, TEACHER, read_cursor(told[-1]["cursor"])) == []


def test_a_flood_is_counted_bit_by_bit(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """However far behind one is: each bit has an id to go on from."""
    monkeypatch.setattr(live, "BURST", 50)
    monkeypatch.setattr(live, "MOST_NUMBERS", 100)
    begin = newest(store)
    keep(store, *numbered(250))
    told = ask(store, TEACHER, begin)
    floods = [event["hits"] for event in told if event["name"] == "flood"]
    assert floods == [100 - FEW] * 2
    assert sum(floods) + len(told) - len(floods) == 250


def test_ones_own_is_never_counted(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "BURST", FEW)
    monkeypatch.setattr(live, "MOST_OWN", 10)
    begin = newest(store)
    for number in range(5):
        keep(store, *numbered(5, 5 * number), visitor="somebody")
        keep(store, *numbered(40, 40 * number), visitor="another")
    told = ask(store, SOMEBODY, begin)
    assert [event["visitor"] for event in told] == ["somebody"] * 25
    assert len({event["id"] for event in told}) == 25
    assert [event["id"] for event in ask(store, SOMEBODY, read_cursor(told[11]["cursor"]))] == [
        event["id"] for event in told[12:]
    ]


@pytest.mark.parametrize("viewer", [TEACHER, SOMEBODY], ids=["all", "own"])
def test_a_cursor_from_the_future_goes_on_from_now(store: Store, viewer: Viewer) -> None:
    keep(store, "before")
    told = b"".join(answer_once(store, viewer, FUTURE))
    assert [event["name"] for event in read_events(told)] == ["place"]
    assert place_after(told) == newest(store)
    keep(store, "after")
    assert len(ask(store, viewer, place_after(told))) == 1


def test_what_was_erased_is_not_told_and_what_comes_then_is(store: Store) -> None:
    keep(store, "one", "two")
    ignore(store)
    begin = newest(store)
    store.erase(erase_everything)
    assert ask(store, TEACHER, begin) == []
    keep(store, "three")
    assert len(ask(store, TEACHER, begin)) == 1


def test_the_past_begins_where_it_is_asked_for(store: Store) -> None:
    keep(store, *numbered(30), seconds_ago=120)
    keep(store, "recent", "and another", seconds_ago=30)
    for seconds, told in ((600, 32), (60, 2), (5, 0)):
        begin = find_beginning(store, clock.now() - timedelta(seconds=seconds))
        hits = [event for event in ask(store, TEACHER, begin) if event["name"] == "hit"]
        assert len(hits) == told


def test_without_a_cursor_a_poll_says_where_to_go_on_from(store: Store) -> None:
    keep(store, "before")
    told = b"".join(answer_once(store, TEACHER, None))
    assert [event["name"] for event in read_events(told)] == ["place"]
    keep(store, "after")
    assert len(ask(store, TEACHER, place_after(told))) == 1


def test_hits_are_told_in_order_of_number_whatever_the_clock_does(store: Store) -> None:
    begin = newest(store)
    for number in range(3):
        keep(store, f"hit-{number}", seconds_ago=60 * number)
        ignore(store)
    told = ask(store, TEACHER, begin)
    for table in "er":
        numbers = [int(event["id"][1:]) for event in told if event["id"][0] == table]
        assert numbers == sorted(numbers)
    for number, event in enumerate(told):
        rest = ask(store, TEACHER, read_cursor(event["cursor"]))
        assert {each["id"] for each in rest} == {each["id"] for each in told[number + 1 :]}


@ON_POSTGRES
def test_who_commits_late_is_waited_for(store: Store, harness: AppHarness) -> None:
    """Another machine has a lower number than ours, and commits after us."""
    begin = newest(store)
    with psycopg.connect(str(harness.settings.database)) as other:
        other.execute(
            "INSERT INTO refusals (at, pixel_id, reason, header_names) VALUES (%s, 'soleil', 'bot', '[]')",
            [clock.to_text(clock.now())],
        )
        ignore(store)
        with running(lambda: ask(store, TEACHER, begin)) as asking:
            await_that(lambda: harness.rows("SELECT count(*) AS n FROM refusals") == [{"n": 1}])
            assert not asking.done()
            other.commit()
        told = asking.result()
    assert [event["reason"] for event in told] == ["bot", "gpc"]
