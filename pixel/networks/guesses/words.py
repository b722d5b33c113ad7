"""Traits and measures in words, and numbers as the reader's language writes them. The pages of guesses ask."""

from flask_babel import gettext

from pixel.networks.wording import write_number
from pixel.pages.language import language
from pixel.pages.translations import made_once_a_language
from pixel.profile.inference.evaluation import Rate


def name_trait(trait: str) -> str:
    """A trait, as a heading; the slug itself for one that is none of ours."""
    return _traits().get(trait, trait)


def say_trait(trait: str) -> str:
    """The same, as what may follow "who"."""
    return _who().get(trait, trait)


def write_percent(share: float | None, digits: int = 0) -> str:
    """A share from 0 to 1 in percent; a dash for none."""
    if share is None:
        return "–"
    return write_number(100 * share, digits) + ("\u00a0%" if language() == "fr" else "%")


def write_interval(rate: Rate) -> str:
    """Between which percentages the true share lies, 95 times of 100."""
    if rate.interval is None:
        return "–"
    low, high = (write_number(100 * end, 0) for end in rate.interval)
    return gettext("%(low)s to %(high)s%%", low=low, high=high)


def write_km(kilometres: float | None) -> str:
    """A distance; a dash for none."""
    return "–" if kilometres is None else write_number(kilometres, 0) + "\u00a0km"


@made_once_a_language
def _traits() -> dict[str, str]:
    return {
        "expecting": gettext("Expecting a child"),
        "new-couple": gettext("A new couple"),
        "parting": gettext("About to part"),
        "fishing": gettext("Likes fishing"),
        "new-car": gettext("Will change cars"),
    }


@made_once_a_language
def _who() -> dict[str, str]:
    return {
        "expecting": gettext("expect a child"),
        "new-couple": gettext("are newly a couple"),
        "parting": gettext("are about to part"),
        "fishing": gettext("like fishing"),
        "new-car": gettext("will change cars"),
    }
