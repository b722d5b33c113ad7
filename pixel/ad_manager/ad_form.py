"""The form that buys an ad: campaign, ad set and ad at once, as typed, and what is wrong with it. Pure.

What breaks no form but a rule of the network (`ads.audience.policy`) is no error here: it is kept, and reviewed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from pixel.ad_manager.audience_form import Offered, read_audience
from pixel.ad_manager.field_errors import FieldError, judge_text, read_whole
from pixel.ad_manager.money import read_dollars
from pixel.ads.audience.facets import AudienceRule
from pixel.ads.audience.policy import CATEGORIES, LANGUAGES, LONGEST_PARTS

LONGEST_NAME = 60  # letters
LEAST_BUDGET = 100  # cents
LEAST_BID, MOST_BID = 10, 50_000  # cents a thousand
MOST_CAP = 20  # times a person, in 24 hours
LONGEST_FLIGHT, FARTHEST_START = 90, 365  # days
USUAL_FLIGHT = 7
LISTS = ("towns", "interests")
# The network's own drawings for ads: house ads have them, and whoever buys may choose one.
PICTURES = ("boulangerie", "caisse", "plantes", "quincaillerie", "savon", "velo")
TEXT_FIELDS = tuple(f"{part}_{language}" for language in LANGUAGES for part in LONGEST_PARTS)


@dataclass(frozen=True)
class Typed:
    """A form as it was typed: one text or several a field."""

    texts: Mapping[str, str]
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Purchase:
    """What a form without errors asks for; amounts in cents, days of the company's zone, both included."""

    name: str
    category: str
    audience: AudienceRule
    first_day: date
    last_day: date
    whole_budget: int | None
    daily_budget: int | None
    bid: int
    cap: int
    creative: Mapping[str, Any] = field(hash=False)


def empty_form(today: date) -> Typed:
    """What stands in the form at first: an ad for everybody, for a week from today."""
    last = today + timedelta(days=USUAL_FLIGHT - 1)
    texts = {"first_day": today.isoformat(), "last_day": last.isoformat(), "budget_kind": "whole", "budget": "20.00"}
    texts |= {"bid": "20.00", "cap": "3", "seen_days": "30", "category": "ordinary", "picture": PICTURES[2]}
    return Typed(texts)


def fill_retargeting(form: Typed, name: str, seen: str) -> Typed:
    """The recipe: who looked at a trip and did not book, for 30 days, at most twice a day."""
    recipe = {"name": name, "seen": seen, "seen_days": "30", "not_booked": "yes", "cap": "2"}
    return Typed({**form.texts, **recipe}, form.lists)


def judge(typed: Typed, offered: Offered, today: date, left: int) -> tuple[Purchase | None, dict[str, FieldError]]:
    """What the form asks for, or what is wrong by field; `left`: cents in the purse."""
    texts = typed.texts
    audience, errors = read_audience(texts, typed.lists, offered)
    name = " ".join(texts.get("name", "").split())
    if error := judge_text(name, LONGEST_NAME):
        errors["name"] = error
    for chosen, choices in (("category", CATEGORIES), ("budget_kind", ("whole", "daily")), ("picture", PICTURES)):
        if texts.get(chosen) not in choices:
            errors[chosen] = FieldError("not-offered")
    first_day, last_day = _read_days(texts, today, errors)
    budget, bid, cap = _read_money(texts, left, errors)
    creative = _read_creative(texts, errors)
    if errors:
        return None, errors
    is_daily = texts["budget_kind"] == "daily"
    purchase = Purchase(
        name,
        texts["category"],
        audience,
        first_day,
        last_day,
        None if is_daily else budget,
        budget if is_daily else None,
        bid,
        cap,
        creative,
    )
    return purchase, {}


def _read_days(texts: Mapping[str, str], today: date, errors: dict[str, FieldError]) -> tuple[date, date]:
    read = {}
    for each in ("first_day", "last_day"):
        try:
            read[each] = date.fromisoformat(texts.get(each, "").strip())
        except ValueError:
            errors[each], read[each] = FieldError("no-day"), today
    first, last = read["first_day"], read["last_day"]
    if "first_day" not in errors and not today <= first <= today + timedelta(days=FARTHEST_START):
        errors["first_day"] = FieldError("day-out-of-range", 0, FARTHEST_START)
    elif not errors.keys() & read.keys() and not first <= last < first + timedelta(days=LONGEST_FLIGHT):
        errors["last_day"] = FieldError("flight-out-of-range", 1, LONGEST_FLIGHT)
    return first, last


def _read_money(texts: Mapping[str, str], left: int, errors: dict[str, FieldError]) -> tuple[int, int, int]:
    budget = read_dollars(texts.get("budget", ""), LEAST_BUDGET, max(left, LEAST_BUDGET))
    if left < LEAST_BUDGET:
        errors["budget"] = FieldError("purse-empty")
    elif budget.error:
        errors["budget"] = budget.error
    bid = read_dollars(texts.get("bid", ""), LEAST_BID, MOST_BID)
    if bid.error:
        errors["bid"] = bid.error
    cap = read_whole(texts.get("cap", ""), 1, MOST_CAP)
    if isinstance(cap, FieldError):
        errors["cap"], cap = cap, 1
    return budget.cents or 0, bid.cents or 0, cap


def _read_creative(texts: Mapping[str, str], errors: dict[str, FieldError]) -> dict[str, Any]:
    creative: dict[str, Any] = {"picture": f"{texts.get('picture', '')}.svg"}
    for language in LANGUAGES:
        written = {}
        for part, most in LONGEST_PARTS.items():
            text = texts.get(f"{part}_{language}", "").replace("\r\n", "\n").strip()
            if not 1 <= len(text) <= most:
                errors[f"{part}_{language}"] = FieldError("too-long" if text else "missing", 1, most)
            written[part] = text
        creative[language] = written
    return creative
