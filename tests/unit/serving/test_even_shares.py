"""Which process of a server takes the next connection."""

import pytest

pytest.importorskip("gevent", reason="Windows serves with waitress")

from pixel.serving.even_shares import PLACES, Shares


def test_a_process_that_has_more_than_another_lets_it_come_first() -> None:
    shares = Shares()
    shares.open(1)
    shares.open(2)
    assert not shares.has_most(1)
    shares.add(1, 1)
    assert shares.has_most(1)
    assert not shares.has_most(2)
    shares.add(1, -1)
    assert not shares.has_most(1)


def test_nobody_waits_for_a_process_that_has_ended() -> None:
    shares = Shares()
    shares.open(1)
    shares.open(2)
    shares.add(1, 5)
    shares.close(2)
    assert not shares.has_most(1)


def test_a_process_started_anew_begins_with_none() -> None:
    shares = Shares()
    shares.open(1)
    shares.add(1, 5)
    shares.close(1)
    shares.open(1 + PLACES)  # at the place of the first
    assert not shares.has_most(1 + PLACES)
    shares.open(2)
    shares.add(2, 1)
    assert shares.has_most(2)
