"""Moments as people read them: how long ago, and the time of day in the zone that the settings give."""

from datetime import datetime

from babel.dates import format_datetime, format_timedelta

from pixel import clock
from pixel.pages.language import language


def ago(moment: datetime) -> str:
    """How long ago, in the reader's language: "2 hours ago"."""
    return format_timedelta(moment - clock.now(), add_direction=True, locale=language())


def at_time(moment: datetime) -> str:
    """Day and time to the second, on this machine's clock."""
    return format_datetime(moment.astimezone(), "d MMM, HH:mm:ss", locale=language())
