"""How much of what happens is told one by one: a burst whole, and then so much a second. `hub` asks."""

from time import monotonic

FEW = 20  # that are still told where the others are counted
BURST, A_SECOND = 2_000, 200  # to read and to write; a class of thirty at its quickest sends less
SENT_BURST, SENT_A_SECOND = 40_000, 5_000  # to send: as often as there are viewers


class Allowance:
    """What may be told now."""

    def __init__(self) -> None:
        self._to_write = _Bucket(BURST, A_SECOND)
        self._to_send = _Bucket(SENT_BURST, SENT_A_SECOND)

    def most(self, viewers: int) -> int:
        """How many at once, to so many viewers."""
        return max(int(min(self._to_write.left(), self._to_send.left() / max(viewers, 1))), FEW)

    def spend(self, told: int, viewers: int) -> None:
        """So many were told."""
        self._to_write.take(told)
        self._to_send.take(told * viewers)


class _Bucket:
    def __init__(self, most: int, a_second: int) -> None:
        self._most, self._a_second = most, a_second
        self._left, self._at = float(most), monotonic()

    def left(self) -> float:
        now = monotonic()
        self._left = min(self._left + (now - self._at) * self._a_second, self._most)
        self._at = now
        return self._left

    def take(self, number: int) -> None:
        self._left = max(self._left - number, 0)
