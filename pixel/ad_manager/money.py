"""Amounts as people type them, in dollars; as the house keeps them, in cents. Never a float."""

import re
from typing import NamedTuple

from pixel.ad_manager.field_errors import FieldError

AMOUNT = re.compile(r"(\d{1,9})(?:[.,](\d{1,2}))?", re.ASCII)
HUGE = re.compile(r"\d{10,}(?:[.,]\d*)?", re.ASCII)
TOO_FINE = re.compile(r"\d{1,9}[.,]\d{3,}", re.ASCII)
MINUS = ("-", "\u2212", "\u2013")


class Amount(NamedTuple):
    """Cents, or what is wrong."""

    cents: int | None
    error: FieldError | None = None


def read_dollars(typed: str, least: int, most: int) -> Amount:
    """An amount from `least` to `most` cents, typed as "12", "12.50", "12,50" or "12,50 $"."""
    text = "".join(typed.replace("$", "").split())
    if not text:
        return Amount(None, FieldError("amount-missing", least, most))
    if text.startswith(MINUS):
        return Amount(None, FieldError("amount-negative", least, most))
    if HUGE.fullmatch(text):
        return Amount(None, FieldError("amount-out-of-range", least, most))
    if TOO_FINE.fullmatch(text):
        return Amount(None, FieldError("amount-too-fine", least, most))
    matched = AMOUNT.fullmatch(text)
    if not matched:
        return Amount(None, FieldError("amount-no-number", least, most))
    cents = int(matched[1]) * 100 + int((matched[2] or "").ljust(2, "0"))
    if not least <= cents <= most:
        return Amount(None, FieldError("amount-out-of-range", least, most))
    return Amount(cents)
