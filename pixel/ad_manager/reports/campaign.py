"""A campaign's report: its figures, its course, its funnel, and who has the credit; each chart with its table."""

from dataclasses import dataclass

from flask import Blueprint, abort

from pixel import clock
from pixel.ad_manager.access import read_as_buyer
from pixel.ad_manager.render import render
from pixel.ad_manager.reports.drawing import Bars, Lines, draw_bars, draw_lines
from pixel.ad_manager.reports.words import name_stage, write_number, write_step
from pixel.ads.campaign_report import Report, read_report
from pixel.store import Connection
from pixel.store.queries.advertisers.report_rows import find_own_campaign
from pixel.store.records import Seat

blueprint = Blueprint("campaign_report", __name__)


@dataclass(frozen=True)
class Charts:
    """`starts`: when each step of the lines begins, as written."""

    spend: Lines
    reach: Lines
    often: Bars
    funnel: Bars
    starts: tuple[str, ...]


@blueprint.get("/campaigns/<campaign_id>/report")
def show_report(campaign_id: str) -> str:
    """What became of a campaign of a company of one's own."""
    now = clock.now()

    def read(connection: Connection, seat: Seat) -> Report | None:
        bought = find_own_campaign(connection, campaign_id, seat.id)
        return read_report(connection, bought, now) if bought else None

    seat, report = read_as_buyer(read)
    report = report or abort(404)
    bought = report.bought
    return render(
        "reports/campaign", seat, report=report, company=bought.company, campaign=bought.campaign, charts=draw(report)
    )


def draw(report: Report) -> Charts:
    """All charts of a report."""
    steps = report.steps_in_all
    zone = report.bought.company.zone
    return Charts(
        draw_lines(steps, [step.spent_mc for step in report.steps], report.pace_mc),
        draw_lines(steps, [step.reach for step in report.steps]),
        draw_bars([(f"{e.times} ×", e.people, write_number(e.people)) for e in report.figures.frequencies]),
        draw_bars([(name_stage(each.stage), each.people, write_number(each.people)) for each in report.funnel]),
        tuple(write_step(step.starts_at, zone, report.step) for step in report.steps),
    )
