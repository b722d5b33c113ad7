"""Moments as people read them: how long ago, and the time of day in the zone that the settings give."""

from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache

from babel.dates import format_datetime, format_timedelta, get_timezone_name
from flask_babel import get_timezone

from pixel import clock
from pixel.pages.language import language


def ago(moment: datetime) -> str:
    """How long ago, in the reader's language: "2 hours ago"."""
    return write_age(clock.now() - moment)


def write_age(age: timedelta) -> str:
    """The same, of what is that old: a second at least, as nothing is shown before it is there."""
    return _write_distance(-max(round(age.total_seconds()), 1), language())


def at_time(moment: datetime) -> str:
    """Day and time to the second, in the zone of the settings."""
    return _write_moment(moment, get_timezone(), language())


def zone_name() -> str:
    """What that zone is called in the reader's language, in summer as in winter: "Eastern Time"."""
    zone, year = get_timezone(), clock.now().year
    winter, summer = (datetime(year, month, 1, tzinfo=UTC).astimezone(zone) for month in (1, 7))
    if winter.utcoffset() == summer.utcoffset():  # a name of its own, or how far it is from UTC
        return get_timezone_name(winter, locale=language())
    return get_timezone_name(zone, locale=language())


# Babel takes longer for one of these than a page has for all it shows; most are the same for everybody.
@lru_cache(maxsize=4096)
def _write_distance(seconds: int, language: str) -> str:
    return format_timedelta(timedelta(seconds=seconds), add_direction=True, locale=language)


@lru_cache(maxsize=4096)
def _write_moment(moment: datetime, zone: tzinfo, language: str) -> str:
    return format_datetime(moment, "d MMM, HH:mm:ss", tzinfo=zone, locale=language)
