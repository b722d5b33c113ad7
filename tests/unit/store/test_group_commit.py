"""What hits are told by a store that is gone, and by one that is only slow. No hit here may wait for a clock to end."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from pixel.store.concurrency.group_commit import GroupCommit
from pixel.store.records import Kept, Refusal
from pixel.store.unavailable import StoreGone, StoreUnavailable

AN_HOUR = 3600.0
ENTRY = Refusal(datetime(2026, 3, 14, tzinfo=UTC), "soleil", "gpc", ("user-agent",))
Outcome = Callable[[], None]


class Disk:
    """Where batches go: `outcome` is what becomes of the next ones, `attempts` how many there were."""

    def __init__(self) -> None:
        self.attempts = 0
        self.outcome: Outcome = lambda: None
        self.is_asked = threading.Event()

    def commit(self, drain: Callable[[], Sequence[Refusal]]) -> Sequence[Kept]:
        self.attempts += 1
        self.is_asked.set()
        self.outcome()
        return ["recorded" for _ in drain()]


def gone() -> None:
    raise StoreGone("the file is gone")


def locked() -> None:
    raise StoreUnavailable("somebody else writes")


@contextmanager
def held_attempt(disk: Disk, hits: GroupCommit[Refusal, Kept], outcome: Outcome) -> Iterator[None]:
    """One hit's batch has begun, and does not end before this does."""
    end = threading.Event()

    def wait_then_end() -> None:
        end.wait()
        outcome()

    disk.outcome = wait_then_end
    disk.is_asked.clear()
    with ThreadPoolExecutor(1) as pool:
        trying = pool.submit(hits.keep, ENTRY)
        disk.is_asked.wait()
        yield
        end.set()
        trying.exception()
    disk.outcome = lambda: None


def test_while_one_hit_tries_whether_the_store_is_back_all_others_are_told_at_once() -> None:
    disk = Disk()
    hits = GroupCommit(disk.commit, AN_HOUR)
    disk.outcome = gone
    with pytest.raises(StoreGone, match="the file is gone"):
        hits.keep(ENTRY)
    with held_attempt(disk, hits, gone):
        for _ in range(50):
            with pytest.raises(StoreGone, match="the file is gone"):
                hits.keep(ENTRY)
    assert disk.attempts == 2


@pytest.mark.parametrize("last", [gone, locked], ids=["gone", "locked"])
def test_the_next_hit_finds_out_that_the_store_is_back(last: Outcome) -> None:
    disk = Disk()
    hits = GroupCommit(disk.commit, AN_HOUR)
    disk.outcome = last
    for _ in range(3):
        with pytest.raises(StoreUnavailable):
            hits.keep(ENTRY)
    disk.outcome = lambda: None
    assert [hits.keep(ENTRY) for _ in range(3)] == ["recorded"] * 3
    assert disk.attempts == 6


def test_once_the_hit_that_tried_is_kept_nobody_is_turned_away_any_more() -> None:
    disk = Disk()
    hits = GroupCommit(disk.commit, AN_HOUR)
    disk.outcome = gone
    with pytest.raises(StoreGone):
        hits.keep(ENTRY)
    with held_attempt(disk, hits, lambda: None), pytest.raises(StoreGone):
        hits.keep(ENTRY)
    with ThreadPoolExecutor(20) as pool:
        assert set(pool.map(lambda _: hits.keep(ENTRY), range(20))) == {"recorded"}


def test_a_store_that_was_only_locked_is_waited_for() -> None:
    disk = Disk()
    hits = GroupCommit(disk.commit, AN_HOUR)
    disk.outcome = locked
    with pytest.raises(StoreUnavailable):
        hits.keep(ENTRY)
    with ThreadPoolExecutor(1) as pool:
        with held_attempt(disk, hits, lambda: None):
            waiting = pool.submit(hits.keep, ENTRY)
        assert waiting.result() == "recorded"
