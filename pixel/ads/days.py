"""Days in a company's zone. Pure.

Babel's zones have two shapes, by whether pytz is installed, and one of them must not be given to a datetime when it is
made: so moments are only ever converted.
"""

from datetime import UTC, date, datetime, time, timedelta

from babel.dates import get_timezone


def day_at(moment: datetime, zone: str) -> date:
    """The day that it is in a zone."""
    return moment.astimezone(get_timezone(zone)).date()


def midnight_before(day: date, zone: str) -> datetime:
    """The moment at which a day begins in a zone, in UTC; on a day when clocks are moved too."""
    wanted = datetime.combine(day, time(), UTC)
    found = wanted
    for _ in range(2):  # the second time with the difference that there is at that very moment
        found = wanted - (found.astimezone(get_timezone(zone)).utcoffset() or timedelta())
    return found
