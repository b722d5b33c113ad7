"""Which ad a conversion is credited to, by last touch. A rule of bookkeeping, not a finding: see `holdout`.

The settings are three of those that Meta documents for its ad sets (*About the attribution setting*, Meta Business Help
Centre; `1d_click`, `7d_click` and `1d_view` of the Marketing API's Ads Action Stats); their default is the third. What
happens at a border they do not say; ours is written down here, and tested:

- A window is closed on both ends: a click at 12:00 is still good for a booking on the next day (or the seventh after)
  at 12:00:00 sharp, and no more a microsecond later. Days are of 24 hours, whatever clocks do.
- A touch at the very moment of the conversion counts; one after it never does.
- A click goes before any view, even a later view. Of touches of one kind the latest has it; of two at one moment, the
  one whose id sorts last.
- Of views those count that a script measured, and those that were served without one (`Touch.is_measured` tells).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Literal

from pixel.ads.measurement.rows import Click, Conversion, Shown

Setting = Literal["1d-click", "7d-click", "7d-click+1d-view"]
Kind = Literal["click", "view"]
Reason = Literal[
    "last-click",
    "last-view",  # no click in its window
    "never-shown",
    "only-afterwards",  # shown and touched, all of it after the conversion
    "window-closed",  # there were touches, too long before
    "views-do-not-count",  # viewed in time, but this setting takes clicks alone
    "not-viewed",  # shown before, never seen, never clicked
]

DAY = timedelta(days=1)
WINDOWS: Mapping[Setting, Mapping[Kind, timedelta]] = {
    "1d-click": {"click": DAY},
    "7d-click": {"click": 7 * DAY},
    "7d-click+1d-view": {"click": 7 * DAY, "view": DAY},
}
LONGEST_VIEW = DAY  # for "views-do-not-count": would another setting have taken it?


@dataclass(frozen=True)
class Touch:
    """What a conversion may be credited to. `id`: of the click, or of the impression that was viewed; `is_measured`: of
    a view, whether a script saw it."""

    kind: Kind
    id: str
    ad: str
    at: datetime
    is_measured: bool = True


@dataclass(frozen=True)
class Credit:
    """`touch`: the one that has the credit; None where none has, and `reason` says why."""

    conversion: Conversion
    touch: Touch | None
    reason: Reason


@dataclass(frozen=True)
class Attribution:
    """What a setting makes of conversions: a credit for each, in their order."""

    setting: Setting
    credits: tuple[Credit, ...]

    @cached_property
    def reasons(self) -> Mapping[Reason, int]:
        """How many conversions each reason decided."""
        return Counter(credit.reason for credit in self.credits)

    @property
    def credited(self) -> int:
        """How many conversions went to an ad."""
        return sum(credit.touch is not None for credit in self.credits)

    @property
    def value_cents(self) -> int:
        """What those were worth."""
        return sum(credit.conversion.value_cents for credit in self.credits if credit.touch)

    @cached_property
    def by_ad(self) -> Mapping[str, int]:
        """Conversions credited to each ad that has any."""
        return Counter(credit.touch.ad for credit in self.credits if credit.touch)


def attribute(
    conversions: Iterable[Conversion], shown: Iterable[Shown], clicks: Iterable[Click], setting: Setting
) -> Attribution:
    """Credit each conversion to at most one touch of the same person. Hand in the ads that compete for the credit (all
    of a company, as a rule), and the conversions that the company asks about: no event is left out here."""
    impressions, touches = _group_by_person(shown, clicks)
    return Attribution(
        setting,
        tuple(
            _credit(conversion, impressions.get(conversion.person, ()), touches.get(conversion.person, ()), setting)
            for conversion in conversions
        ),
    )


def _group_by_person(
    shown: Iterable[Shown], clicks: Iterable[Click]
) -> tuple[Mapping[str, Sequence[datetime]], Mapping[str, Sequence[Touch]]]:
    """When each person was shown ads, and their touches."""
    impressions: dict[str, list[datetime]] = {}
    touches: dict[str, list[Touch]] = {}
    for row in shown:
        impressions.setdefault(row.person, []).append(row.at)
        if row.is_viewed:
            touch = Touch("view", row.id, row.ad, row.at, row.is_view_measured)
            touches.setdefault(row.person, []).append(touch)
    for click in clicks:
        touches.setdefault(click.person, []).append(Touch("click", click.id, click.ad, click.at))
    return impressions, touches


def _credit(
    conversion: Conversion, impressions: Sequence[datetime], touches: Sequence[Touch], setting: Setting
) -> Credit:
    before = [touch for touch in touches if touch.at <= conversion.at]
    for kind, window in WINDOWS[setting].items():
        inside = [touch for touch in before if touch.kind == kind and conversion.at - touch.at <= window]
        if inside:
            last = max(inside, key=lambda touch: (touch.at, touch.id))
            return Credit(conversion, last, "last-click" if kind == "click" else "last-view")
    return Credit(conversion, None, _explain(conversion, impressions, touches, before, setting))


def _explain(
    conversion: Conversion,
    impressions: Sequence[datetime],
    touches: Sequence[Touch],
    before: Sequence[Touch],
    setting: Setting,
) -> Reason:
    """Why no touch has the credit."""
    if before:
        is_viewed_in_time = any(t.kind == "view" and conversion.at - t.at <= LONGEST_VIEW for t in before)
        return "views-do-not-count" if is_viewed_in_time and "view" not in WINDOWS[setting] else "window-closed"
    if any(at <= conversion.at for at in impressions):
        return "not-viewed"
    return "only-afterwards" if touches or impressions else "never-shown"
