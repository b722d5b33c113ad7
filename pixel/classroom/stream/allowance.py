"""How much of what happens is told one by one: a burst whole, and then so much a second. `hub` asks."""

from time import monotonic

FEW = 40  # that are still told where the others are counted
BURST = 2_000
A_SECOND = 200  # a class of thirty at its quickest; more than that nobody can follow


class Allowance:
    """What may be told now."""

    def __init__(self) -> None:
        self._left, self._at = float(BURST), monotonic()

    def most(self) -> int:
        """How many at once."""
        now = monotonic()
        self._left = min(self._left + (now - self._at) * A_SECOND, BURST)
        self._at = now
        return max(int(self._left), FEW)

    def spend(self, told: int) -> None:
        """So many were told."""
        self._left = max(self._left - told, 0)
