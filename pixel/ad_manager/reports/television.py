"""The counter-example: what it costs to reach one person who is interested, on television and on the network.

A form whose every number may be changed; it is sent by GET, so that an address holds a whole computation.
"""

from collections.abc import Mapping
from dataclasses import asdict

from flask import Blueprint, render_template, request

from pixel.ad_manager.access import NobodyHereError, read_as_buyer
from pixel.ad_manager.field_errors import FieldError
from pixel.ad_manager.market import this_market
from pixel.ad_manager.money import read_dollars
from pixel.ad_manager.reports.drawing import Bars, draw_bars
from pixel.ad_manager.reports.television_words import describe_wrong, is_money, name_way, write_typed
from pixel.ad_manager.reports.words import write_amount
from pixel.ads.measurement.television import (
    BOUNDS,
    LEFT_OUT,
    AssumptionError,
    Assumptions,
    WayCost,
    compare_ways,
    read_assumptions,
)

Wrong = AssumptionError | FieldError

blueprint = Blueprint("television", __name__)


@blueprint.get("/television")
def compare() -> str:
    """The form as it was filled in, and the three ways under it; anybody may ask."""
    given, wrong = read_typed(request.args)
    usual = asdict(Assumptions())
    ways = compare_ways(given)
    return render_template(
        "ad_manager/reports/television.html",
        buyer=_name_reader(),
        typed={field: request.args.get(field) or write_typed(field, usual[field]) for field in BOUNDS},
        errors={field: describe_wrong(error) for field, error in wrong.items()},
        usual=usual,
        given=asdict(given),
        ways=ways,
        chart_of_ways=_draw(ways),
        left_out=LEFT_OUT,
    )


def read_typed(typed: Mapping[str, str]) -> tuple[Assumptions, dict[str, Wrong]]:
    """What was typed, amounts in dollars, and what is wrong by field; where anything is, all are as by default."""
    form = {field: typed.get(field, "") for field in BOUNDS}
    wrong: dict[str, Wrong] = {}
    for field in filter(is_money, BOUNDS):
        if form[field].strip():
            cents, error = read_dollars(form[field], *BOUNDS[field])
            form[field] = "" if cents is None else str(cents)
            wrong |= {field: error} if error else {}
    given, errors = read_assumptions(form)
    wrong |= {error.field: error for error in errors}
    return (Assumptions() if wrong else given), wrong


def _draw(ways: tuple[WayCost, ...]) -> Bars:
    costs = ((way.way, way.cost_per_interested_mc) for way in ways)
    return draw_bars([(name_way(way), mc or 0, write_amount(mc)) for way, mc in costs])


def _name_reader() -> str | None:
    try:
        seat, _ = read_as_buyer(lambda _, __: None)
    except NobodyHereError:
        return None
    return this_market().name_seat(seat)
