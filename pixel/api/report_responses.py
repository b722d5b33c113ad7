"""What the API gives of a campaign's report. Amounts are whole: each field says whether in cents or thousandths."""

from pydantic import Field

from pixel.ads.measurement.attribution import Reason, Setting
from pixel.ads.measurement.funnel import Stage
from pixel.api.responses import Given, Moment

THOUSANDTHS = "In thousandths of a cent"


class Frequency(Given):
    """How many people were shown the ads exactly so many times."""

    times: int
    people: int


class ReportStep(Given):
    """An hour or a day of the flight."""

    starts_at: Moment
    ends_at: Moment
    impressions: int = Field(description="Of this step.")
    spent: int = Field(description=f"{THOUSANDTHS}, from the beginning to the end of this step.")
    pace: int | None = Field(description=f"{THOUSANDTHS}: what should be spent by then; null: no budget bounds it.")
    new_people: int = Field(description="People who were not reached in an earlier step.")
    reach: int = Field(description="People reached from the beginning to the end of this step.")


class FunnelStage(Given):
    """How many people came so far by way of the stages before."""

    stage: Stage
    people: int
    aside: int = Field(description="People who did the same, but not after the stage before.")


class Attribution(Given):
    """What one setting credits to the campaign. Bookkeeping: it does not say what the ads brought about."""

    setting: Setting
    credited: int
    value_cents: int = Field(description="What those were worth, in cents.")
    reasons: dict[Reason, int] = Field(description="How many conversions each reason decided.")


class Report(Given):
    """A campaign's figures, counted from its rows when asked. Small counts are told as they are."""

    campaign: str
    company: str
    impressions: int
    reach: int = Field(description="People who were shown its ads.")
    frequency: float | None = Field(description="Impressions a person; null: nobody was reached.")
    frequencies: list[Frequency]
    views_measured: int = Field(description="Ads that a script saw stand in the window.")
    views_served: int = Field(description="Ads that count as viewed because they were served: no script watched.")
    clicks: int
    unique_clicks: int = Field(description="People who clicked.")
    click_rate: float | None = Field(description="Clicks an impression, from 0.")
    spend: int = Field(description=f"{THOUSANDTHS}: the sum of the prices of its impressions.")
    spend_cents: int = Field(description="The same to the nearest cent.")
    charged: int = Field(
        description=f"{THOUSANDTHS}: what its ad sets paid; more than `spend` where people who saw it were erased."
    )
    cost_per_thousand: int | None = Field(description=f"{THOUSANDTHS}, of a thousand impressions.")
    cost_per_click: int | None = Field(description=f"{THOUSANDTHS}.")
    cost_per_person: int | None = Field(description=f"{THOUSANDTHS}, of a person reached.")
    steps: list[ReportStep] = Field(description="Of its flight, those that have begun.")
    outside_the_flight: int = Field(description="Impressions before or after it: in no step.")
    funnel: list[FunnelStage]
    conversions: int = Field(description="Purchase and Lead of people who saw it, whoever has the credit.")
    attributions: list[Attribution] = Field(description="Under each of three settings.")
    is_cut: bool = Field(description="Whether there are more rows than a report reads; it is then of the first.")
