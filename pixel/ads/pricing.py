"""What an ad shown costs: second price with a reserve. Pure.

The winner pays what it took to win: the score of whoever came second, for scores are bids that relevance weighs. Never
less than the reserve, as long as its own score reaches that, and never more than its own score.
"""

from math import ceil, floor
from typing import Literal

from pixel.ads.candidates import Candidate

# What a price is: the score of whoever came second, the reserve, or the winner's own score, which is the most.
PriceGround = Literal["runner-up", "reserve", "own-score"]

RESERVE = 20  # cents per thousand impressions, as much as thousandths of a cent for one


def find_price(winner: Candidate, runner_up: Candidate | None) -> int:
    """In thousandths of a cent for one impression."""
    second = ceil(runner_up.score) if runner_up else 0
    return min(max(second, RESERVE), max(floor(winner.score), 0))


def find_ground(price: int, runner_up_score: float | None) -> PriceGround:
    """What a price that was paid was, by the score (as it was kept) of whoever came second."""
    second = runner_up_score or 0.0
    if price < RESERVE or price < second:
        return "own-score"
    return "reserve" if price == RESERVE and second <= RESERVE else "runner-up"
