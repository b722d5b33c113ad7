"""Founding a company: what was typed, and what is wrong with it. Pure; `companies` shows and keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass

from pixel.ad_manager.field_errors import FieldError, judge_text
from pixel.ads.company_logo import Logo

LONGEST_NAME = 60  # letters
LONGEST_ABOUT = 160
PURSE = 10_000  # cents
MOST_COMPANIES = 5  # a person
USUAL_LOGO = Logo()


@dataclass(frozen=True)
class Founding:
    """The form as it was typed, with what is wrong by field."""

    name: str = ""
    about: str = ""
    logo: Logo = USUAL_LOGO
    errors: Mapping[str, FieldError] | None = None


def read_founding(typed: Mapping[str, str]) -> Founding:
    """The form, judged."""
    name, about = (" ".join(typed.get(field, "").split()) for field in ("name", "about"))
    logo = Logo(*(typed.get(part, "") for part in ("shape", "colour", "symbol")))
    errors = {
        "name": judge_text(name, LONGEST_NAME),
        "about": judge_text(about, LONGEST_ABOUT),
        "logo": None if logo.is_of_kit else FieldError("not-of-kit"),
    }
    found = {field: error for field, error in errors.items() if error}
    return Founding(name, about, logo if logo.is_of_kit else USUAL_LOGO, found)
