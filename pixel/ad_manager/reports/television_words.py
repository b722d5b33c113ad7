"""What the page on television says of assumptions, ways to reach people, and what it leaves out."""

from flask_babel import gettext

from pixel.ad_manager.field_errors import FieldError
from pixel.ad_manager.reports.words import write_number
from pixel.ad_manager.words import describe_error, write_cents
from pixel.ads.measurement.television import AssumptionError, Way
from pixel.pages.language import language
from pixel.pages.translations import made_once_a_language


def name_field(field: str) -> str:
    """An assumption's label."""
    return _field_names()[field]


def name_way(way: Way) -> str:
    """Spot, broad ad, targeted ad."""
    return _way_names()[way]


def describe_left_out(reason: str) -> str:
    """What the computation leaves out, in a sentence."""
    return _left_out()[reason]


def write_assumption(field: str, number: int) -> str:
    """An assumption's value with its unit."""
    if is_money(field):
        return write_cents(number)
    if field.endswith("_percent"):
        return gettext("%(number)s%%", number=write_number(number))
    return write_number(number)


def write_typed(field: str, number: int) -> str:
    """The same as it would be typed."""
    if not is_money(field):
        return str(number)
    point = "," if language() == "fr" else "."
    return f"{number // 100}{point}{number % 100:02d}"


def is_money(field: str) -> bool:
    """Whether it is kept in cents, and typed in dollars."""
    return "_cents" in field


def describe_wrong(error: AssumptionError | FieldError) -> str:
    """What is wrong with a number, and what would be right."""
    if isinstance(error, FieldError):
        return describe_error(error)
    code = "no-whole-number" if error.reason == "not-a-number" else "out-of-range"
    return describe_error(FieldError(code, error.low, error.high))


@made_once_a_language
def _field_names() -> dict[str, str]:
    return {
        "viewers": gettext("People who watch the programme"),
        "interested": gettext("Of them, people who are interested"),
        "spot_cents": gettext("One broadcast of the spot, in dollars"),
        "spot_watched_percent": gettext("Viewers who stay for the break, in percent"),
        "times": gettext("Times that a person is shown an ad online"),
        "broad_cents_per_thousand": gettext("A thousand impressions of the broad ad, in dollars"),
        "targeted_cents_per_thousand": gettext("A thousand impressions of the targeted ad, in dollars"),
        "found_percent": gettext("Of the interested, those that the network finds, in percent"),
        "right_percent": gettext("Of those it takes to be interested, those who are, in percent"),
    }


@made_once_a_language
def _way_names() -> dict[Way, str]:
    return {
        "spot": gettext("A spot on television"),
        "broad": gettext("An ad for everybody"),
        "targeted": gettext("A targeted ad"),
    }


@made_once_a_language
def _left_out() -> dict[str, str]:
    return {
        "making-the-ad": gettext("To make a spot costs more than to make a picture; here only showing it counts."),
        "attention": gettext("A spot fills the screen; an ad in a feed is scrolled past."),
        "being-seen": gettext("An impression is paid for whether or not anybody looked at it."),
        "watched-together": gettext("Several people watch one set, and talk about what they see."),
        "not-yet-interested": gettext("A spot can make people interested who were not; nobody targets those."),
        "known-to-all": gettext("A name on television is one that everybody knows that everybody knows."),
        "anyway": gettext("The interested are also those who would have booked without any ad."),
        "people-offline": gettext("Who is not on the network is not reached there at any price."),
        "price-of-auction": gettext("The more advertisers seek the same people, the dearer these get."),
        "collecting": gettext("To find out who is interested costs something too, and costs somebody their privacy."),
        "left-out-people": gettext("Who is never shown an offer does not learn that there was one."),
    }
