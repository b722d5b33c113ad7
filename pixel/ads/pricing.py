"""What an ad shown costs: second price with a reserve. Pure.

The winner pays what it took to win: the score of whoever came second, for scores are bids that relevance weighs. Never
less than the reserve, as long as its own score reaches that, and never more than its own score.
"""

from math import ceil, floor

from pixel.ads.candidates import Candidate

RESERVE = 20  # cents per thousand impressions, as much as thousandths of a cent for one


def find_price(winner: Candidate, runner_up: Candidate | None) -> int:
    """In thousandths of a cent for one impression."""
    second = ceil(runner_up.score) if runner_up else 0
    return min(max(second, RESERVE), max(floor(winner.score), 0))
