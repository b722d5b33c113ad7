"""Fixtures for the tests of the classroom."""

import pytest

from pixel.classroom.attendance import door, teacher
from pixel.classroom.attendance.codes import WrongTries
from tests.support.app_harness import AppHarness


@pytest.fixture(autouse=True)
def _fresh_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "wrong_tries", WrongTries())
    monkeypatch.setattr(teacher, "wrong_tokens", WrongTries())


@pytest.fixture
def classroom(harness: AppHarness) -> AppHarness:
    """A server with an open class."""
    harness.open_class()
    return harness
