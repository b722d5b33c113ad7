"""Answers about what companies' campaigns did: to the teacher, and to whoever acts for the company."""

from pixel import clock
from pixel.ads.campaign_report import Report, read_report
from pixel.ads.measurement.attribution import Attribution
from pixel.api import report_responses as given
from pixel.api.caller import Caller
from pixel.api.context import ApiContext
from pixel.api.problems import Problem
from pixel.api.requests import ReportQuery
from pixel.store import Connection
from pixel.store.queries.advertisers.report_rows import find_bought_campaign, find_own_campaign


def show_report(context: ApiContext, caller: Caller, query: ReportQuery) -> given.Report:
    """What a campaign's ads did, counted from its rows; without the token, of a company that one acts for."""
    seats = () if caller.is_teacher else tuple(seat.id for seat in caller.require_person().seats)
    report = context.store.read(_read, query.campaign, None if caller.is_teacher else seats)
    if report is None:
        # Without the token nobody learns whether there is such a campaign.
        raise Problem("not-found", "No such campaign.") if caller.is_teacher else caller.refuse_company()
    return describe_report(report)


def _read(connection: Connection, campaign_id: str, seats: tuple[str, ...] | None) -> Report | None:
    """`seats`: who asks; None: the teacher."""
    if seats is None:
        bought = find_bought_campaign(connection, campaign_id)
    else:
        found = (find_own_campaign(connection, campaign_id, seat) for seat in seats)
        bought = next((each for each in found if each), None)
    return read_report(connection, bought, clock.now()) if bought else None


def describe_report(report: Report) -> given.Report:
    """A report as data."""
    figures = report.figures
    return given.Report(
        campaign=report.bought.campaign.id,
        company=report.bought.company.id,
        impressions=figures.impressions,
        reach=figures.reach,
        frequency=figures.frequency,
        frequencies=[given.Frequency(times=each.times, people=each.people) for each in figures.frequencies],
        views_measured=figures.measured_views,
        views_served=figures.served_views,
        clicks=figures.clicks,
        unique_clicks=figures.unique_clicks,
        click_rate=figures.click_rate,
        spend=figures.spend_mc,
        spend_cents=figures.spend_cents,
        charged=report.charged_mc,
        cost_per_thousand=figures.cost_per_thousand_mc,
        cost_per_click=figures.cost_per_click_mc,
        cost_per_person=figures.cost_per_person_mc,
        steps=_describe_steps(report),
        outside_the_flight=report.outside,
        funnel=[given.FunnelStage(stage=e.stage, people=e.people, aside=e.aside) for e in report.funnel],
        conversions=report.conversions,
        attributions=[_describe_attribution(each) for each in report.attributions],
        is_cut=report.is_cut,
    )


def _describe_steps(report: Report) -> list[given.ReportStep]:
    paces = report.pace_mc or (None,) * len(report.steps)
    return [
        given.ReportStep(
            starts_at=clock.to_text(step.starts_at),
            ends_at=clock.to_text(step.ends_at),
            impressions=step.impressions,
            spent=step.spent_mc,
            pace=pace,
            new_people=step.new_people,
            reach=step.reach,
        )
        for step, pace in zip(report.steps, paces, strict=True)
    ]


def _describe_attribution(each: Attribution) -> given.Attribution:
    return given.Attribution(
        setting=each.setting, credited=each.credited, value_cents=each.value_cents, reasons=dict(each.reasons)
    )
