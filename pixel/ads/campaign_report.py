"""A campaign's report: rows of the store, counted as `measurement` counts them. The ad manager's page and the API ask.

There is no script yet that watches whether an ad is seen: each ad shown counts as viewed because it was served.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import get_args

from pixel.ads.measurement.attribution import Attribution, Setting, attribute
from pixel.ads.measurement.figures import Figures, count
from pixel.ads.measurement.funnel import FunnelStage, find_funnel
from pixel.ads.measurement.rows import Click, Conversion, Shown
from pixel.ads.measurement.timeline import Step, draw_timeline
from pixel.store import Connection
from pixel.store.advertising import MC, AdSet
from pixel.store.queries.advertisers.report_rows import (
    BoughtCampaign,
    CampaignRows,
    ClickRow,
    EventRow,
    ShownRow,
    read_campaign_rows,
)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SHORT_FLIGHT = timedelta(days=2)  # up to here a report goes by the hour, then by the day
CREDITED = ("Purchase", "Lead")  # the events whose credit is asked about
AMOUNT = re.compile(r"(\d{1,9})(?:\.(\d{1,2})0*)?", re.ASCII)


@dataclass(frozen=True)
class Report:
    """What became of a campaign up to a moment. `steps`: those of its flight that have begun; `pace_mc`: what should be
    spent at the end of each, thousandths of a cent (none where nothing bounds the spend); `outside`: ads shown out of
    the flight; `charged_mc`: what its ad sets paid, also for rows that were erased since; `is_cut`: whether there is
    more than a report reads."""

    bought: BoughtCampaign
    figures: Figures
    steps: tuple[Step, ...]
    pace_mc: tuple[int, ...]
    outside: int
    funnel: tuple[FunnelStage, ...]
    attributions: tuple[Attribution, ...]
    charged_mc: int
    is_cut: bool

    @property
    def step(self) -> timedelta:
        """How long each of the steps is, but for the last."""
        return _find_flight(self.bought.ad_sets)[2]

    @property
    def steps_in_all(self) -> int:
        """How many the whole flight has, begun or not."""
        start, end, step = _find_flight(self.bought.ad_sets)
        return -((start - end) // step)

    @property
    def conversions(self) -> int:
        """Bookings and requests of those who saw the ads, whoever has the credit."""
        return len(self.attributions[0].credits)


def read_report(connection: Connection, bought: BoughtCampaign, now: datetime) -> Report:
    """The report of a campaign, counted anew from its rows."""
    return make_report(bought, read_campaign_rows(connection, tuple(each.id for each in bought.ad_sets)), now)


def make_report(bought: BoughtCampaign, rows: CampaignRows, now: datetime) -> Report:
    """The same of rows that are handed in. Pure."""
    shown, clicks = [as_shown(row) for row in rows.shown], [as_click(row) for row in rows.clicks]
    conversions = [as_conversion(row) for row in rows.events]
    credited = [each for each in conversions if each.event in CREDITED]
    timeline = draw_timeline(shown, *_find_flight(bought.ad_sets))
    begun = tuple(step for step in timeline.steps if step.starts_at <= now)
    return Report(
        bought,
        count(shown, clicks),
        begun,
        tuple(find_pace(bought.ad_sets, step.ends_at) for step in begun) if _is_paced(bought.ad_sets) else (),
        timeline.outside,
        find_funnel(shown, clicks, conversions),
        tuple(attribute(credited, shown, clicks, setting) for setting in get_args(Setting)),
        sum(each.spent_mc for each in bought.ad_sets),
        rows.has_more,
    )


def find_pace(ad_sets: Sequence[AdSet], at: datetime) -> int:
    """What should be spent by a moment, in thousandths of a cent: of a whole budget the share of the flight that has
    gone, of a daily one as much of it as days have gone."""
    return sum(_find_pace_of(each, min(max(at, each.starts_at), each.ends_at)) for each in ad_sets)


def _find_pace_of(ad_set: AdSet, at: datetime) -> int:
    gone, whole = (at - ad_set.starts_at) // _TICK, (ad_set.ends_at - ad_set.starts_at) // _TICK
    by_day = None if ad_set.daily_budget is None else ad_set.daily_budget * MC * gone // (DAY // _TICK)
    of_all = None if ad_set.whole_budget is None else ad_set.whole_budget * MC * gone // whole
    return min((each for each in (by_day, of_all) if each is not None), default=0)


_TICK = timedelta(microseconds=1)


def _is_paced(ad_sets: Sequence[AdSet]) -> bool:
    return all(each.daily_budget is not None or each.whole_budget is not None for each in ad_sets)


def _find_flight(ad_sets: Sequence[AdSet]) -> tuple[datetime, datetime, timedelta]:
    start, end = min(each.starts_at for each in ad_sets), max(each.ends_at for each in ad_sets)
    return start, end, HOUR if end - start <= SHORT_FLIGHT else DAY


def as_shown(row: ShownRow) -> Shown:
    """An ad shown, as reports count it."""
    return Shown(row.id, row.seat_id, row.ad_id, row.ad_set_id, row.at, row.price, True, False)


def as_click(row: ClickRow) -> Click:
    """A click, as reports count it."""
    return Click(row.id, row.impression_id, row.seat_id, row.ad_id, row.at)


def as_conversion(row: EventRow) -> Conversion:
    """What a pixel reported, with its value; anybody can send anything there, so what is no amount is worth nothing."""
    return Conversion(str(row.id), row.seat_id, row.event, read_value(row.value), row.at)


def read_value(text: str) -> int:
    """An event's `value`, dollars as a program writes them ("1490", "89.5"), in cents; 0 for anything else."""
    amount = AMOUNT.fullmatch(text)
    return int(amount[1]) * 100 + int((amount[2] or "").ljust(2, "0")) if amount else 0
