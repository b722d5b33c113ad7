"""What an agency asks about its pixel, what was answered, what may be sent therefore. Pure; `shop` asks on each page.

none: does not ask, sends. ask_first: sends nothing before a yes. fire_anyway: sends before the answer, and after a no
sends that it was a no, as many real shops do.
"""

from dataclasses import dataclass
from typing import Literal

from demo_sites.catalogue import Agency

CONSENT_COOKIE = "consent"
CONSENT_SECONDS = 180 * 24 * 3600

Answer = Literal["granted", "denied", ""]


@dataclass(frozen=True)
class ConsentState:
    asks: bool
    answer: Answer  # "": not answered, or not asked
    may_send: bool  # whether the snippet stands in the page at all

    @property
    def is_open(self) -> bool:
        """Whether the banner is to be shown."""
        return self.asks and not self.answer


def read_answer(written: str) -> Answer:
    return "granted" if written == "granted" else "denied" if written == "denied" else ""


def judge(agency: Agency, answer: Answer) -> ConsentState:
    asks = agency.consent != "none"
    known: Answer = answer if asks else ""
    may_send = agency.has_pixel and (agency.consent != "ask_first" or known == "granted")
    return ConsentState(asks, known, may_send)
