"""The records of what companies buy: company, campaign, ad set, ad, as in the trade. `queries.advertisers` reads and
writes them, the ad server and the ad manager ask.

Budgets and bids are in cents. What was spent is in thousandths of a cent (`_mc`): a price of so many cents for a
thousand impressions is as many thousandths of a cent for one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Objective = Literal["awareness", "traffic", "purchases"]
AdState = Literal["draft", "refused", "running", "paused", "ended"]
MC = 1_000  # thousandths of a cent in a cent


@dataclass(frozen=True)
class Company:
    """Somebody who buys. `logo`: parts of the kit; `about`: texts by language; `zone`: of its days and hours;
    `granted`: what its purse was given, in cents; `made_by`: `member` or `teacher`."""

    id: str
    name: str
    logo: Mapping[str, str] = field(hash=False)
    about: Mapping[str, str] = field(hash=False)
    zone: str
    granted: int
    spent_mc: int
    made_by: str
    created_at: datetime
    version: int = 1

    @property
    def left_mc(self) -> int:
        return self.granted * MC - self.spent_mc


@dataclass(frozen=True)
class AdCampaign:
    """What is to be reached, once. `category`: what it is about, where a law looks closer (`housing`, `jobs`,
    `credit`), else `other`."""

    id: str
    company_id: str
    name: str
    objective: Objective
    category: str
    created_at: datetime
    version: int = 1


@dataclass(frozen=True)
class AdSet:
    """For whom, where, when and for how much. `definition`: `audience` (a rule of `ads.audience`), `bid` (cents for a
    thousand impressions, a click or a purchase, by the objective), `cap` (a person and ad in 24 hours), `placements`;
    budgets are None where there is none."""

    id: str
    campaign_id: str
    company_id: str
    name: str
    definition: Mapping[str, Any] = field(hash=False)
    starts_at: datetime
    ends_at: datetime
    whole_budget: int | None
    daily_budget: int | None
    spent_mc: int = 0
    day: str = ""
    day_spent_mc: int = 0
    version: int = 1


@dataclass(frozen=True)
class BoughtAd:
    """A creative in an ad set: texts by language (`title`, `text`, `button`), `picture` or `content_id`. `problems`:
    the rules that a review found broken."""

    id: str
    ad_set_id: str
    creative: Mapping[str, Any] = field(hash=False)
    state: AdState
    problems: tuple[Mapping[str, str], ...]
    created_at: datetime
    version: int = 1


@dataclass(frozen=True)
class Charge:
    """What an ad shown costs its company. `day`: the company's, ISO. `pace_interval`: which part of the flight it is
    now; `intervals_left`, this one counted, may each spend their share of what is left."""

    impression_id: str
    ad_set_id: str
    company_id: str
    price_mc: int
    day: str
    pace_interval: int
    intervals_left: int


class StaleError(Exception):
    """Somebody else changed it meanwhile: nothing was written."""
