"""The clock: real, moved, or standing; and that nobody else reads the time of day."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from pixel import clock
from tests.support.server import ROOT

MONDAY = datetime(2026, 1, 5, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def put_back() -> Iterator[None]:
    yield
    clock.set_offset(timedelta(0))


def test_it_is_real_at_first() -> None:
    assert clock.offset() == timedelta(0)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(minutes=1)


def test_it_is_moved_and_runs_on() -> None:
    clock.set_offset(timedelta(days=3))
    assert clock.offset() == timedelta(days=3)
    assert abs(clock.now() - datetime.now(UTC) - timedelta(days=3)) < timedelta(minutes=1)


def test_it_stands_where_it_is_put_and_moves_from_there() -> None:
    clock.set_offset(timedelta(0), MONDAY)
    assert clock.now() == clock.now() == MONDAY
    clock.set_offset(timedelta(seconds=90), MONDAY)
    assert clock.now() == MONDAY + timedelta(seconds=90)


def test_moments_as_text_sort_as_time_does_and_come_back() -> None:
    moments = [MONDAY + timedelta(milliseconds=number) for number in (0, 1, 999, 1000)]
    texts = [clock.to_text(moment) for moment in moments]
    assert texts == sorted(texts)
    assert texts[0] == "2026-01-05T09:00:00.000Z"
    assert [clock.from_text(text) for text in texts] == moments


def test_nothing_but_the_clock_reads_the_time_of_day() -> None:
    reads = re.compile(
        r"datetime\.now|utcnow|\btoday\(|\btime\.time\(|import time\b|from time import (?!monotonic\b|sleep\b)"
    )
    files = [path for room in ("pixel", "demo_sites") for path in (ROOT / room).rglob("*.py")]
    assert {str(path.relative_to(ROOT)) for path in files if reads.search(path.read_text(encoding="utf-8"))} == {
        "pixel/clock.py"
    }
