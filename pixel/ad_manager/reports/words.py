"""What a campaign's report says in single words and figures, in the reader's language."""

from datetime import datetime, timedelta

from babel.dates import format_datetime, get_timezone
from babel.numbers import format_decimal, format_percent
from flask_babel import gettext

from pixel.ad_manager.words import write_mc
from pixel.ads.measurement.attribution import Reason, Setting
from pixel.ads.measurement.funnel import Stage
from pixel.pages.language import language
from pixel.pages.translations import made_once_a_language

NONE = "–"


def write_number(number: float | None, decimals: int = 0) -> str:
    """A number; a dash for what has nothing to be divided by."""
    if number is None:
        return NONE
    pattern = "#,##0." + "0" * decimals if decimals else "#,##0"
    return str(format_decimal(round(number, decimals), pattern, locale=f"{language()}_CA"))


def write_percent(share: float | None) -> str:
    """A share from 0 in percent, with a decimal."""
    if share is None:
        return NONE
    pattern = {"fr": "#,##0.0\u00a0%", "en": "#,##0.0%"}[language()]
    return str(format_percent(share, pattern, locale=f"{language()}_CA"))


def write_amount(mc: int | None) -> str:
    """An amount of thousandths of a cent in dollars, or a dash."""
    return NONE if mc is None else write_mc(mc)


def write_step(moment: datetime, zone: str, step: timedelta) -> str:
    """When a step begins, in the company's zone: a day, or an hour of one where steps are shorter."""
    pattern = "d\u00a0MMM" if step >= timedelta(days=1) else "d\u00a0MMM HH:mm"
    return str(format_datetime(moment, pattern, tzinfo=get_timezone(zone), locale=f"{language()}_CA"))


def name_stage(stage: Stage) -> str:
    """How far somebody came."""
    return _stage_names()[stage]


def name_setting(setting: Setting) -> str:
    """What may have the credit."""
    return _setting_names()[setting]


def name_reason(reason: Reason) -> str:
    """Why a conversion has a credit, or none."""
    return _reason_names()[reason]


@made_once_a_language
def _stage_names() -> dict[Stage, str]:
    return {
        "shown": gettext("Were shown it"),
        "viewed": gettext("Viewed it (served)"),
        "clicked": gettext("Then clicked"),
        "looked": gettext("Then looked at a trip"),
        "booked": gettext("Then booked"),
    }


@made_once_a_language
def _setting_names() -> dict[Setting, str]:
    return {
        "1d-click": gettext("1-day click"),
        "7d-click": gettext("7-day click"),
        "7d-click+1d-view": gettext("7-day click or 1-day view"),
    }


@made_once_a_language
def _reason_names() -> dict[Reason, str]:
    return {
        "last-click": gettext("Credited to the last click"),
        "last-view": gettext("Credited to the last view: there was no click in time"),
        "never-shown": gettext("Never shown the ad"),
        "only-afterwards": gettext("Shown the ad only afterwards"),
        "window-closed": gettext("Clicked or viewed too long before"),
        "views-do-not-count": gettext("Viewed in time, but here only clicks count"),
        "not-viewed": gettext("Shown the ad, and never viewed it"),
    }
