"""What an ad cost in words, and why that much: second price, reserve, or its own score. `why_bought_words` asks."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext

from pixel.ads.pricing import RESERVE, find_ground
from pixel.networks.wording import write_number
from pixel.pages.language import language
from pixel.store.records import Impression


def say_cost(price: int) -> str:
    """`price`: thousandths of a cent, which is also cents for a thousand."""
    return gettext(
        "This one cost %(one)s, which is %(thousand)s for a thousand.",
        one=_write_dollars(price, 5),
        thousand=_write_dollars(price, 2),
    )


def say_ground(impression: Impression) -> str:
    """Why it cost that, by the auction as it was kept."""
    runner_up: Mapping[str, Any] | None = impression.auction["runner_up"]
    score = float(runner_up["score"]) if runner_up else None
    match find_ground(impression.price, score):
        case "runner-up":
            return gettext(
                "That is the second price. Whoever wins does not pay what they bid, but what it took to pass the ad"
                " that came second: its score was %(score)s.",
                score=write_number(score or 0.0, 1),
            )
        case "reserve":
            return gettext(
                "Whoever wins pays the second price, but no other ad came near: so it is the reserve, %(reserve)s for a"
                " thousand, below which no space is sold.",
                reserve=_write_dollars(RESERVE, 2),
            )
        case "own-score":
            return gettext("That is its own score, rounded down: nobody pays more than that.")


def _write_dollars(units: int, digits: int) -> str:
    """An amount in `10 ** -digits` dollars, all digits shown."""
    number = f"{units // 10**digits}.{units % 10**digits:0{digits}}"
    return number.replace(".", ",") + "\u00a0$" if language() == "fr" else f"${number}"
