"""What somebody put right in their file, or objected to: read once when a person is assembled, so that all that reads
the person follows. Pure.

A correction names a line by its key. Removed (no value), the line is gone: an interest has level 0, and the sums of a
removed destination's visits are not read. With a value, that is the line's value from then on; in the place of an
interest stands another, as the person's own word.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from pixel.profile.interests import CORRECTED_POINTS, Assortment, Interest, Profile, Source, SourceKind
from pixel.profile.vocabulary import REGIONS, THEMES
from pixel.store.records import Tally

INTEREST = "interest:"
# Lines that may say something else; guesses and what a browser tells of itself can only be taken out.
CORRECTABLE = ("town", "home_town", "age", "sex", "employer", "school", "job")
LONGEST_KEY, LONGEST_VALUE = 80, 80
_CORRECTED: SourceKind = "corrected"


@dataclass(frozen=True)
class Choices:
    """What a person chose about their file: `corrections` by key (None: removed), and when they objected to profiling
    (None: they did not)."""

    corrections: Mapping[str, str | None] = field(default_factory=dict)
    objected_at: datetime | None = None

    @property
    def has_objected(self) -> bool:
        return self.objected_at is not None

    @property
    def put_right(self) -> Mapping[str, str]:
        """By interest that is gone, the interest that stands in its place."""
        return {
            key.removeprefix(INTEREST): value
            for key, value in self.corrections.items()
            if key.startswith(INTEREST) and value in THEMES | REGIONS
        }

    @property
    def gone(self) -> frozenset[str]:
        """The interests that are gone: removed, or corrected to another."""
        return frozenset(key.removeprefix(INTEREST) for key in self.corrections if key.startswith(INTEREST))

    def may_read(self, key: str) -> bool:
        """Whether the choice of ads may read a line: not one that was removed, none after an objection."""
        return not self.has_objected and self.corrections.get(key, "") is not None

    def without(self, key: str) -> "Choices":
        """The same before that correction was made."""
        return Choices({k: v for k, v in self.corrections.items() if k != key}, self.objected_at)

    def removing(self, key: str) -> "Choices":
        """The same if that line were removed."""
        return Choices({**self.corrections, key: None}, self.objected_at)


def correct_profile(profile: Profile, choices: Choices, assortment: Assortment) -> Profile:
    """Interests as the person put them right, strongest first."""
    if not choices.gone:
        return profile
    kept = {interest.slug: interest for interest in profile.interests if interest.slug not in choices.gone}
    for subject, slug in choices.put_right.items():
        if slug not in choices.gone:
            source = Source(_CORRECTED, _CORRECTED, "", subject, 1, None, CORRECTED_POINTS)
            old = kept.get(slug, Interest(assortment.kind_of(slug), slug, 0.0, ()))
            kept[slug] = Interest(old.kind, slug, old.points + source.points, (*old.sources, source))
    return Profile(tuple(sorted(kept.values(), key=lambda interest: (-interest.points, interest.slug))))


def correct_tallies(tallies: Sequence[Tally], choices: Choices) -> tuple[Tally, ...]:
    """The sums without those of removed contents."""
    gone = choices.gone
    return tuple(tally for tally in tallies if tally.content_id not in gone) if gone else tuple(tallies)


def find_problem(key: str, value: str | None) -> str | None:
    """Why a correction cannot be kept, as a word; None for one that can."""
    if not key or len(key) > LONGEST_KEY or not key.isprintable():
        return "key"
    if value is None:
        return None
    if key.startswith(INTEREST):
        return None if value in THEMES | REGIONS and value != key.removeprefix(INTEREST) else "interest"
    if key not in CORRECTABLE:
        return "only-remove"
    if not 1 <= len(value) <= LONGEST_VALUE or not value.isprintable():
        return "length"
    return "age" if key == "age" and not (value.isascii() and value.isdigit() and 1 <= int(value) <= 120) else None
