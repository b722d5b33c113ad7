"""Moments as people read them: how long ago, and the time of day in the zone that the settings give."""

from datetime import datetime, timedelta
from functools import lru_cache

from babel.dates import format_datetime, format_timedelta

from pixel import clock
from pixel.pages.language import language


def ago(moment: datetime) -> str:
    """How long ago, in the reader's language: "2 hours ago"."""
    return write_age(clock.now() - moment)


def write_age(age: timedelta) -> str:
    """The same, of what is that old."""
    return _write_distance(-round(age.total_seconds()), language())


def at_time(moment: datetime) -> str:
    """Day and time to the second, on this machine's clock."""
    return _write_moment(moment.astimezone(), language())


# Babel takes longer for one of these than a page has for all it shows; most are the same for everybody.
@lru_cache(maxsize=4096)
def _write_distance(seconds: int, language: str) -> str:
    return format_timedelta(timedelta(seconds=seconds), add_direction=True, locale=language)


@lru_cache(maxsize=4096)
def _write_moment(moment: datetime, language: str) -> str:
    return format_datetime(moment, "d MMM, HH:mm:ss", locale=language)
