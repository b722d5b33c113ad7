"""The figures of a report: how often, to whom, at what price. Each can be recounted from the rows it was made of."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from pixel.ads.measurement.rows import Click, Shown


@dataclass(frozen=True)
class Frequency:
    """`people`: how many were shown the ads exactly `times` times."""

    times: int
    people: int


@dataclass(frozen=True)
class Figures:
    """What rows amount to. Amounts are in thousandths of a cent (`_mc`) or cents, whole, rounded half up; what has
    nothing to be divided by is None.

    `measured`: impressions where a script watched; `measured_views`: those of them that were seen; `served_views`: the
    ones without a script, which count as seen because they were served. `reach`: distinct people shown an ad;
    `frequencies`: how many of them how often, without the numbers that nobody has. `unique_clicks`: distinct people who
    clicked.
    """

    impressions: int
    measured: int
    measured_views: int
    served_views: int
    reach: int
    frequencies: tuple[Frequency, ...]
    clicks: int
    unique_clicks: int
    spend_mc: int

    @property
    def views(self) -> int:
        """Measured and served together."""
        return self.measured_views + self.served_views

    @property
    def view_rate(self) -> float | None:
        """Of the impressions that a script watched, the share that was seen. Served ones would only flatter it."""
        return self.measured_views / self.measured if self.measured else None

    @property
    def frequency(self) -> float | None:
        """Impressions a person, on average."""
        return self.impressions / self.reach if self.reach else None

    @property
    def click_rate(self) -> float | None:
        """Clicks an impression."""
        return self.clicks / self.impressions if self.impressions else None

    @property
    def spend_cents(self) -> int:
        """The spend, to the nearest cent."""
        return to_cents(self.spend_mc)

    @property
    def cost_per_thousand_mc(self) -> int | None:
        """Of a thousand impressions. Its thousandth is the average price of one."""
        return _divide(self.spend_mc * 1000, self.impressions)

    @property
    def cost_per_click_mc(self) -> int | None:
        """Of a click, whatever the ads were bought by."""
        return _divide(self.spend_mc, self.clicks)

    @property
    def cost_per_person_mc(self) -> int | None:
        """Of a person reached, however often."""
        return _divide(self.spend_mc, self.reach)


def to_cents(thousandths: int) -> int:
    """Thousandths of a cent to the nearest cent, halves up."""
    return (thousandths + 500) // 1000


def count(shown: Iterable[Shown], clicks: Iterable[Click] = ()) -> Figures:
    """The figures of rows. Counts and spend of a part and of the rest add up to those of the whole; reach and unique
    clicks do so only where parts share no person. A click counts though the impression that it was upon is not among
    the rows."""
    shown, clicks = list(shown), list(clicks)
    times = Counter(row.person for row in shown)
    return Figures(
        impressions=len(shown),
        measured=sum(row.is_view_measured for row in shown),
        measured_views=sum(row.is_view_measured and row.is_viewed for row in shown),
        served_views=sum(row.is_viewed and not row.is_view_measured for row in shown),
        reach=len(times),
        frequencies=tuple(Frequency(*found) for found in sorted(Counter(times.values()).items())),
        clicks=len(clicks),
        unique_clicks=len({click.person for click in clicks}),
        spend_mc=sum(row.price for row in shown),
    )


def _divide(amount: int, by: int) -> int | None:
    return (2 * amount + by) // (2 * by) if by else None
