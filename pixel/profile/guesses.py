"""What was guessed of an invented member, as lines take it: handed over by whoever infers, none by default."""

from dataclasses import dataclass

from pixel.profile.evidence import Evidence


@dataclass(frozen=True)
class Guess:
    """One guess: a line's `key` (`home_town`, `partner`, `trait:<slug>`), its value (a town's slug, a resident's id, or
    `yes`), confidence from 0 to 1, and the rows that it rests on."""

    key: str
    value: str
    confidence: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Guesses:
    """All that is guessed of one person; empty for a guest."""

    home_town: Guess | None = None
    partner: Guess | None = None
    traits: tuple[Guess, ...] = ()

    @property
    def all(self) -> tuple[Guess, ...]:
        """Each of them, in the order of the file."""
        return tuple(guess for guess in (self.home_town, self.partner) if guess) + self.traits


NO_GUESSES = Guesses()
