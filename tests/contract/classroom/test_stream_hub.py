"""Many who watch in one process, on both stores: one reader for all, each told all of it once, and nothing held."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from pixel import clock
from pixel.classroom.stream import hub as hubs
from pixel.classroom.stream.allowance import Allowance
from pixel.classroom.stream.hub import Hub
from pixel.classroom.stream.live import Viewer, follow
from pixel.classroom.stream.messages import RETRY_LATER_MS, read_cursor
from pixel.store import Store
from pixel.store.queries.classroom.classes import add_student, append_log, end_class, find_open_class, set_names_shown
from pixel.store.queries.classroom.stream import Cursor
from pixel.store.queries.identity import keep_seat, link_visitor
from pixel.store.queries.reset import erase_everything
from pixel.store.records import Seat
from tests.contract.classroom.test_stream import SOMEBODY, TEACHER, ignore, keep, newest, numbered, read_events
from tests.support.app_harness import ON_SQLITE, AppHarness, listen
from tests.support.hit_load import await_that


@pytest.fixture
def store(harness: AppHarness) -> Store:
    """The store of a server with an open class."""
    harness.open_class()
    return harness.app.store


@pytest.fixture
def hub(store: Store) -> Iterator[Hub]:
    """What follows it."""
    hub = Hub(store)
    yield hub
    hub.stop()
    await_that(lambda: not hub.is_following)


class Watching:
    """A stream that is read as far as a test needs."""

    def __init__(self, store: Store, hub: Hub, viewer: Viewer, after: Cursor | None = None) -> None:
        self._parts = follow(store, hub, viewer, after, 60)
        self.told: list[dict[str, object]] = []

    def read_until(self, number: int, name: str = "hit") -> list[str]:
        """The ids of so many."""
        while len(self.ids(name)) < number:
            part = next(self._parts)
            self.told += read_events(part)
        return self.ids(name)

    def ids(self, name: str = "hit") -> list[str]:
        return [str(event.get("id")) for event in self.told if event["name"] == name]

    def begin(self) -> "Watching":
        """Until it is told what happens from now on."""
        while not any(event["name"] == "place" for event in self.told):
            part = next(self._parts)
            self.told += read_events(part)
        return self

    def close(self) -> None:
        self._parts.close()


@contextmanager
def watching(store: Store, hub: Hub, *viewers: Viewer, after: Cursor | None = None) -> Iterator[list[Watching]]:
    """Who watches, each told what happens from now on."""
    all_of_them = [Watching(store, hub, viewer, after).begin() for viewer in viewers]
    yield all_of_them
    for each in all_of_them:
        each.close()


def test_all_are_told_the_same_bytes_and_each_their_own(store: Store, hub: Hub) -> None:
    with watching(store, hub, TEACHER, TEACHER, SOMEBODY) as (stage, projector, own):
        keep(store, "one", "two")
        keep(store, "three", visitor="another")
        ignore(store)
        assert len(stage.read_until(4)) == 4
        assert projector.read_until(4) == stage.ids()
        assert own.read_until(2) == [each["id"] for each in stage.told if each.get("visitor") == "somebody"]
        assert {each["visitor"] for each in own.told if each["name"] == "hit"} == {"somebody"}


def test_whoever_comes_as_the_last_one_leaves_is_told_all_of_it_once(store: Store, hub: Hub) -> None:
    """Two readers would tell everything twice."""
    for number in range(3):
        with watching(store, hub, TEACHER) as (stage,):
            keep(store, f"hit-{number}")
            assert len(stage.read_until(1)) == 1
    with watching(store, hub, TEACHER) as (stage,):
        keep(store, "last", "but one")
        ignore(store)
        stage.read_until(3)
        keep(store, "after")
        assert len(set(stage.read_until(4))) == len(stage.ids()) == 4


def test_whoever_has_seen_more_elsewhere_is_told_nothing_twice(
    store: Store, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process read on before this one did."""
    monkeypatch.setattr(hubs, "EVERY_SECONDS", 0.7)
    with watching(store, hub, TEACHER):
        keep(store, "one", "two", "three")
        with watching(store, hub, TEACHER, after=newest(store)) as (late,):
            keep(store, "four")
            assert late.read_until(1) == [f"e{newest(store).events}"]


def test_a_cursor_from_the_future_goes_on_from_now(store: Store, hub: Hub) -> None:
    keep(store, "before")
    with watching(store, hub, TEACHER, after=Cursor(*[10**12] * 4)) as (stage,):
        keep(store, "after")
        assert stage.read_until(1) == [f"e{newest(store).events}"]


def test_in_a_flood_ones_own_is_told_and_the_others_counted(
    store: Store, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Allowance, "most", lambda *_: 5)
    monkeypatch.setattr(hubs, "FEW", 5)
    monkeypatch.setattr(hubs, "EVERY_SECONDS", 0.5)
    with watching(store, hub, TEACHER, SOMEBODY, Viewer(sees_all=False, visitors=("nobody",))) as (stage, own, other):
        for number in range(4):
            keep(store, *numbered(20, 20 * number), visitor="another")
            keep(store, *numbered(5, 5 * number))
        assert len(own.read_until(20)) == len(set(own.ids())) == 20
        counted, listed = 0, 0
        while counted + listed < 100:
            stage.read_until(len(stage.ids()) + 1)
            counted = sum(int(str(each["hits"])) for each in stage.told if each["name"] == "flood")
            listed = len(stage.ids())
        assert (counted + listed, counted > 0) == (100, True)
        assert other.ids() == []


def test_names_are_told_when_they_are_shown_and_ones_own_always(store: Store, hub: Hub) -> None:
    opened = store.read(find_open_class)
    assert opened
    now = clock.now()
    for seat, visitor, name in (("s1", "somebody", "Loutre"), ("s2", "another", "Comète")):
        store.write(keep_seat, Seat(seat, None, name, now))
        store.write(link_visitor, visitor, seat, now)
        assert store.write(add_student, opened.id, seat, name, now)
    student = Viewer(sees_all=False, student_id="s1", visitors=("somebody",))
    with watching(store, hub, TEACHER, student) as (stage, own):
        keep(store, "hidden")
        keep(store, "hidden too", visitor="another")
        stage.read_until(2)
        store.write(append_log, opened.id, "s2", "answered", "why", "my secret", now)
        store.write(set_names_shown, opened.id, now, is_shown=True)
        stage.read_until(2, "step")
        keep(store, "shown")
        keep(store, "shown too", visitor="another")
        stage.read_until(4)
        own.read_until(2)
    hits = [each["student_name"] for each in stage.told if each["name"] == "hit"]
    assert hits == [None, None, "Loutre", "Comète"]
    assert [each["student_name"] for each in own.told if each["name"] == "hit"] == ["Loutre", "Loutre"]
    assert {each["student"] for each in own.told if each["name"] != "place"} == {"s1", None}
    assert "my secret" not in str(stage.told) + str(own.told)


def test_what_is_erased_leaves_the_stream_open(store: Store, hub: Hub) -> None:
    with watching(store, hub, TEACHER) as (stage,):
        keep(store, "one")
        stage.read_until(1)
        store.erase(erase_everything)
        keep(store, "two")
        assert len(set(stage.read_until(2))) == 2


@ON_SQLITE
def test_a_database_that_is_gone_for_a_while_ends_no_stream(harness: AppHarness, store: Store, hub: Hub) -> None:
    elsewhere = harness.path.with_name("elsewhere.db")
    with watching(store, hub, TEACHER) as (stage,), listen() as said:
        keep(store, "one")
        stage.read_until(1)
        harness.path.rename(elsewhere)
        await_that(lambda: any("the stream waits" in record.getMessage() for record in said))
        elsewhere.rename(harness.path)
        keep(store, "two")
        assert len(set(stage.read_until(2))) == 2


@ON_SQLITE
def test_a_stream_that_cannot_begin_ends_and_comes_again(
    harness: AppHarness, store: Store, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubs, "PATIENCE", 0.3)
    elsewhere = harness.path.with_name("elsewhere.db")
    harness.path.rename(elsewhere)
    with listen():
        assert b"".join(follow(store, hub, TEACHER, None, 60)).startswith(b"retry: ")
    elsewhere.rename(harness.path)


@ON_SQLITE
def test_nothing_is_held_beyond_a_bound_and_who_is_behind_comes_again(
    store: Store, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stage left open overnight; beside it a viewer that reads nothing of its own."""
    monkeypatch.setattr(hubs, "MOST_BYTES", 2_000)
    monkeypatch.setattr(hubs, "EVERY_SECONDS", 0.01)
    with watching(store, hub, TEACHER, TEACHER) as (stage, asleep):
        for number in range(20):
            keep(store, f"hit-{number}")
            stage.read_until(number + 1)
            assert hub.held_bytes <= 2_000
        with pytest.raises(StopIteration):
            asleep.read_until(20)
        place = str(asleep.told[-1]["cursor"])
        with watching(store, hub, TEACHER, after=read_cursor(place)) as (awake,):
            assert sorted(asleep.ids() + awake.ids()) == sorted(stage.ids())
    await_that(lambda: not hub.is_following)
    assert hub.held_bytes == 0


@ON_SQLITE
def test_where_too_many_watch_one_is_answered_and_comes_again(
    store: Store, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubs, "MOST_STUDENTS", 2)
    begin = newest(store)
    keep(store, "one")
    with watching(store, hub, SOMEBODY, SOMEBODY):
        told = b"".join(follow(store, hub, SOMEBODY, begin, 60))
        assert [each["name"] for each in read_events(told)] == ["hit", "place"]
        assert f"retry: {RETRY_LATER_MS}".encode() in told
        with watching(store, hub, TEACHER) as (stage,):
            keep(store, "two")
            stage.read_until(1)


@ON_SQLITE
def test_a_silent_stream_says_where_one_is(store: Store, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    """So whoever comes again after a long sleep need not go through what was others'."""
    monkeypatch.setattr("pixel.classroom.stream.live.KEEP_ALIVE_SECONDS", 0.1)
    with watching(store, hub, SOMEBODY) as (own,):
        keep(store, "theirs", visitor="another")
        end = newest(store)
        while own.told[-1]["cursor"] != f"e{end.events}.r{end.refusals}.i{end.impressions}.s{end.class_log}":
            own.read_until(len(own.ids("place")) + 1, "place")
        assert own.ids() == []


def test_whoever_watches_is_told_that_their_class_has_ended(store: Store, hub: Hub) -> None:
    opened = store.read(find_open_class)
    assert opened
    with watching(store, hub, TEACHER, SOMEBODY) as streams:
        assert [each.told[-1]["class"] for each in streams] == [opened.id, opened.id]
        store.erase(end_class, opened)
        for each in streams:
            each.read_until(2, "place")
            assert each.told[-1]["class"] is None
