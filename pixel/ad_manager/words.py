"""What the ad manager says in single sentences and figures, in the reader's language."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from functools import lru_cache

from babel.dates import format_date
from babel.numbers import format_currency
from flask_babel import gettext, ngettext

from pixel.ad_manager.field_errors import FieldError
from pixel.ads.days import day_at
from pixel.pages.language import language
from pixel.pages.translations import made_once_a_language
from pixel.store.advertising import MC, AdSet, AdState

PATTERNS = {"fr": "#,##0.00###\u00a0¤", "en": "¤#,##0.00###"}


def write_cents(cents: int) -> str:
    """An amount in dollars."""
    return write_mc(cents * MC)


def write_mc(mc: int) -> str:
    """An amount of thousandths of a cent in dollars, with as many decimals as it has, and two at least."""
    return _write_dollars(mc, language())


@lru_cache(maxsize=4096)
def _write_dollars(mc: int, language: str) -> str:
    return str(
        format_currency(
            Decimal(mc) / (100 * MC), "CAD", PATTERNS[language], locale=f"{language}_CA", currency_digits=False
        )
    )


def write_flight(ad_set: AdSet, zone: str) -> str:
    """Its first and last day, in a company's zone. It ends at the midnight after its last day."""
    first, last = day_at(ad_set.starts_at, zone), day_at(ad_set.ends_at - timedelta(milliseconds=1), zone)
    locale = f"{language()}_CA"
    days = [str(format_date(first, "d MMM", locale)), str(format_date(last, "d MMM y", locale))]
    return " \u2013 ".join(days) if first != last else days[1]


def describe_errors(errors: Mapping[str, FieldError]) -> dict[str, str]:
    """What is wrong, by field."""
    return {field: describe_error(error) for field, error in errors.items()}


def describe_error(error: FieldError) -> str:
    """What is wrong with a field, and what would be right."""
    if error.code.startswith("amount-"):
        return _describe_amount(error)
    least, most = error.least, error.most
    match error.code:
        case "missing":
            return gettext("Write something here: 1 to %(most)d letters.", most=most)
        case "too-long":
            return gettext("That is too long: %(most)d letters at most.", most=most)
        case "unreadable":
            return gettext("There are signs in it that nobody could read.")
        case "no-whole-number":
            return gettext("Write a whole number from %(least)d to %(most)d.", least=least, most=most)
        case "out-of-range":
            return gettext("It goes from %(least)d to %(most)d.", least=least, most=most)
        case "least-above-most":
            return gettext("The lower age is above the upper one.")
        case "no-day":
            return gettext("Write a day, as 2027-01-31.")
        case "day-out-of-range":
            return gettext("It can begin today at the earliest, and within a year.")
        case "flight-out-of-range":
            return gettext("It ends on the day that it begins or later, and lasts %(most)d days at most.", most=most)
        case "purse-empty":
            return gettext("There is less than a dollar left in the purse: nothing more can be bought.")
        case "too-many":
            return gettext("There are %(most)d already, and that is as many as there may be.", most=most)
        case _:
            return gettext("Choose one of those that are offered.")


def _describe_amount(error: FieldError) -> str:
    bounds = {"least": write_cents(error.least), "most": write_cents(error.most)}
    match error.code:
        case "amount-missing":
            return gettext("Write an amount from %(least)s to %(most)s.", **bounds)
        case "amount-negative":
            return gettext("Nobody is paid for advertising: write an amount from %(least)s to %(most)s.", **bounds)
        case "amount-too-fine":
            return gettext("Two decimals at most: a cent is the smallest coin there is here.")
        case "amount-out-of-range":
            return gettext("It goes from %(least)s to %(most)s.", **bounds)
        case _:
            return gettext("That is no amount. Write it in digits, as %(least)s.", **bounds)


def name_state(state: AdState) -> str:
    """What an ad does now."""
    return _state_names()[state]


def name_picture(picture: str) -> str:
    """What a picture of the kit shows."""
    return _picture_names()[picture]


def name_part(part: str) -> str:
    """A shape, a colour or a symbol of the logo's kit."""
    return _part_names()[part]


def name_category(category: str) -> str:
    """What an ad is about, where the policy looks closer."""
    return _category_names()[category]


def count_people(about: int | None) -> str:
    """An audience's size, as far as it is told."""
    if about is None:
        return gettext("fewer than 20 people")
    return ngettext("about %(num)d person", "about %(num)d people", about)


@made_once_a_language
def _state_names() -> dict[AdState, str]:
    return {
        "draft": gettext("Draft"),
        "refused": gettext("Refused"),
        "running": gettext("Running"),
        "paused": gettext("Paused"),
        "ended": gettext("Ended"),
    }


@made_once_a_language
def _picture_names() -> dict[str, str]:
    return {
        "boulangerie": gettext("A bakery"),
        "caisse": gettext("Savings"),
        "plantes": gettext("Plants"),
        "quincaillerie": gettext("Tools"),
        "savon": gettext("Soap"),
        "velo": gettext("A bicycle"),
    }


@made_once_a_language
def _part_names() -> dict[str, str]:
    return {
        "disc": gettext("Disc"),
        "square": gettext("Square"),
        "shield": gettext("Shield"),
        "hexagon": gettext("Hexagon"),
        "drop": gettext("Drop"),
        "ticket": gettext("Ticket"),
        "red": gettext("Red"),
        "orange": gettext("Orange"),
        "green": gettext("Green"),
        "teal": gettext("Teal"),
        "blue": gettext("Blue"),
        "violet": gettext("Violet"),
        "pink": gettext("Pink"),
        "slate": gettext("Slate"),
        "star": gettext("Star"),
        "leaf": gettext("Leaf"),
        "mountain": gettext("Mountain"),
        "wave": gettext("Wave"),
        "sun": gettext("Sun"),
        "cup": gettext("Cup"),
        "wheel": gettext("Wheel"),
        "house": gettext("House"),
        "heart": gettext("Heart"),
        "fish": gettext("Fish"),
    }


@made_once_a_language
def _category_names() -> dict[str, str]:
    return {
        "ordinary": gettext("None of these"),
        "housing": gettext("Homes"),
        "jobs": gettext("Jobs"),
        "credit": gettext("Credit"),
    }
