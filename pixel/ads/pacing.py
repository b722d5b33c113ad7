"""How fast a budget may go. Pure.

A flight has INTERVALS equal parts. In each part may be spent what is left of the budget, divided by the parts that are
left: what the time left should carry. Who lags behind so catches up little by little, and nobody is done by noon.
"""

from datetime import datetime

INTERVALS = 100


def find_interval(starts_at: datetime, ends_at: datetime, now: datetime) -> tuple[int, int]:
    """Which part of a flight it is (from 0), and how many are left, this one counted."""
    share = (now - starts_at) / (ends_at - starts_at)
    interval = min(max(int(share * INTERVALS), 0), INTERVALS - 1)
    return interval, INTERVALS - interval
