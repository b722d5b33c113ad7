"""Who sends too much is refused, who browses is not, and a flood leaves memory as it was. Time is an argument."""

from itertools import count

import pytest

from pixel.collect.rate_limit import ADDRESS_FACTOR, BURST_SECONDS, MOST_KNOWN, RateLimiter, network_of

HOME = "192.0.2.7"


def count_taken(limiter: RateLimiter, hits: int, address: str, visitor: str | None, at: float = 0.0) -> int:
    return sum(not limiter.refuses(address, visitor, at) for _ in range(hits))


def test_a_visitor_may_send_so_many_at_once_and_then_so_many_a_second() -> None:
    limiter = RateLimiter(5)
    assert count_taken(limiter, 100, HOME, "anna", 0.0) == 5 * BURST_SECONDS
    assert count_taken(limiter, 100, HOME, "anna", 1.0) == 5
    assert count_taken(limiter, 100, HOME, "anna", 1.1) == 0
    assert count_taken(limiter, 100, HOME, "anna", 1000.0) == 5 * BURST_SECONDS


def test_who_floods_does_not_silence_the_others_behind_the_same_address() -> None:
    limiter = RateLimiter(1)
    assert count_taken(limiter, 100_000, HOME, "loud") == BURST_SECONDS
    assert count_taken(limiter, 2, HOME, "quiet") == 2


def test_without_a_cookie_or_with_ever_new_ones_the_address_counts() -> None:
    limiter = RateLimiter(1)
    most = ADDRESS_FACTOR * BURST_SECONDS
    assert count_taken(limiter, 1000, HOME, None) == most
    names = count()
    assert sum(not limiter.refuses("192.0.2.8", f"v{next(names)}", 0.0) for _ in range(1000)) == most
    assert count_taken(limiter, 1, "192.0.2.9", None) == 1


@pytest.mark.parametrize("rate", [1, 10])
def test_a_class_of_thirty_behind_one_address_is_never_hit(rate: int) -> None:
    """Each opens a page every three seconds, all at the same word, and a page sends two hits together; for an hour."""
    limiter = RateLimiter(rate)
    for page in range(1200):
        for student in range(30):
            for _ in range(2):
                assert not limiter.refuses(HOME, f"student-{student}", 3.0 * page)


def test_no_more_than_so_many_are_known_and_the_latest_are_among_them() -> None:
    limiter = RateLimiter(1)
    for number in range(2 * MOST_KNOWN):
        limiter.refuses(HOME, f"v{number}", number / 100)
    assert len(limiter._buckets) == MOST_KNOWN
    assert HOME in limiter._buckets


def test_of_a_flood_one_a_second_is_noted() -> None:
    limiter = RateLimiter(1)
    assert [limiter.may_note(at) for at in (0.0, 0.0, 0.5, 0.99, 1.0, 1.5, 2.5)] == [
        True,
        False,
        False,
        False,
        True,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        pytest.param("192.0.2.7", "192.0.2.8", False, id="two IPv4 addresses"),
        pytest.param("::ffff:192.0.2.7", "192.0.2.7", True, id="IPv4 written as IPv6"),
        pytest.param("2001:db8::1", "2001:db8::ffff:1", True, id="one IPv6 network"),
        pytest.param("2001:db8::1", "2001:db8:0:1::1", False, id="two IPv6 networks"),
        pytest.param("", "nonsense", True, id="what is no address"),
    ],
)
def test_what_counts_as_one_address(one: str, other: str, is_same: bool) -> None:
    assert (network_of(one) == network_of(other)) is is_same
