"""How long something may still take, in words. What takes minutes in a benchmark says so as it goes."""

import time


def time_left(began: float, share: float) -> str:
    """From when it began (`time.monotonic`) and the share that is done: rough, and said roughly."""
    seconds = (time.monotonic() - began) * (1 / max(share, 0.001) - 1)
    if seconds < 90:
        return f"about {max(round(seconds, -1), 10):.0f} s to go"
    return f"about {seconds / 60:.0f} min to go"
