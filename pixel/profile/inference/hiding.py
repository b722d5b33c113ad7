"""How many friends must hide their towns before a home town is no longer found. Pure; the walk asks.

Greedy: at each step the friend hides whose town speaks most for the guess against its nearest rival. That is quick
(friends × towns) and usually shortest, not always: the number is one that suffices.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pixel.profile.inference.home_town import AT_LEAST, Candidate, FriendTown, log_odds, rank_places, score_place
from pixel.profile.inference.places import Place, distance_km

FOUND_WITHIN_KM = 25.0
Ending = Literal["never found", "found elsewhere", "too few located"]
"""Why the guess fails in the end: it did before anybody hid; it names a place too far off; too few friends are left."""


@dataclass(frozen=True)
class HidingStep:
    """After one more friend has hidden `place`: the guess, its confidence (0 to 1) and its error in kilometres; all
    three are None where too few friends are `located` for a guess."""

    friend: str
    place: Place
    located: int
    guess: Place | None
    confidence: float | None
    error_km: float | None


@dataclass(frozen=True)
class HidingResult:
    """The friends in the order in which they hide, up to the one who makes the guess fail."""

    steps: tuple[HidingStep, ...]
    ending: Ending

    @property
    def number(self) -> int:
        """How many friends have to hide; 0 where the guess fails as things are."""
        return len(self.steps)


def friends_who_must_hide(
    friends: Sequence[FriendTown],
    truth: Place,
    everybody: Mapping[Place, int] | None = None,
    at_least: int = AT_LEAST,
    within_km: float = FOUND_WITHIN_KM,
) -> HidingResult:
    """Let friends hide, the most telling first, until the guess is farther than `within_km` from the truth, or fewer
    than `at_least` show a town, which is a failure too: so it always ends. Arguments as for `guess_home_town`."""
    shown = [(friend.friend, friend.place) for friend in friends if friend.place]
    board = _Board(shown, everybody or {}, max(at_least, 1))
    steps: list[HidingStep] = []
    while True:
        ranked = board.rank()
        if not ranked or distance_km(ranked[0].place, truth) > within_km:
            break
        steps.append(_hide_one(board, ranked, truth))
    ending: Ending = "too few located" if not ranked else "found elsewhere"
    return HidingResult(tuple(steps), ending if steps else "never found")


def _hide_one(board: "_Board", ranked: tuple[Candidate, ...], truth: Place) -> HidingStep:
    friend, place = board.hide_most_telling(ranked)
    left = board.rank()
    best = left[0] if left else None
    error = distance_km(best.place, truth) if best else None
    return HidingStep(friend, place, board.located, best.place if best else None, best.share if best else None, error)


class _Board:
    """Who still shows which town, and each town's score, kept up step by step instead of added up anew."""

    def __init__(self, shown: Sequence[tuple[str, Place]], everybody: Mapping[Place, int], at_least: int) -> None:
        self._at_least = at_least
        self._friends: dict[Place, list[str]] = {}
        for friend, place in reversed(shown):
            self._friends.setdefault(place, []).append(friend)  # so that pop() takes the first
        towns = Counter(place for _, place in shown)
        self._scores = {place: score_place(place, towns, everybody) for place in towns}
        self.located = len(shown)

    def rank(self) -> tuple[Candidate, ...]:
        """The candidates, best first; none where too few friends are located."""
        return rank_places(self._scores) if self.located >= self._at_least else ()

    def hide_most_telling(self, ranked: tuple[Candidate, ...]) -> tuple[str, Place]:
        """Take away the friend who speaks most for the first of `ranked` against the second; who, and from where."""
        best = ranked[0].place
        rival = ranked[1].place if len(ranked) > 1 else None
        speaks = {place: log_odds(best, place) - (log_odds(rival, place) if rival else 0) for place in self._friends}
        place = min(speaks, key=lambda town: (-speaks[town], town.slug))
        friend = self._friends[place].pop()
        if not self._friends[place]:
            del self._friends[place], self._scores[place]
        for town in self._scores:
            self._scores[town] -= log_odds(town, place)
        self.located -= 1
        return friend, place
