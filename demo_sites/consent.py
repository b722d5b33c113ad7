"""What an agency asks about its pixel, what was answered, what may be sent therefore. Pure; `shop` asks on each page.

none: does not ask, sends. ask_first: sends nothing before a yes. fire_anyway: sends before the answer, and after a no
each page still sends, on loading, that it was a no, as many real shops do. What happens later on a page that stands
open (a heart pressed) goes by the answer of that moment, which may have been given in another tab.
"""

from dataclasses import dataclass
from typing import Literal

from demo_sites.catalogue import Agency

CONSENT_COOKIE = "consent"
CONSENT_SECONDS = 180 * 24 * 3600

# Says, to the one page after an answer, which it was.
ANSWERED_COOKIE = "answered"
ANSWERED_SECONDS = 60

Answer = Literal["granted", "denied", ""]


@dataclass(frozen=True)
class ConsentState:
    asks: bool
    answer: Answer  # "": not answered, or not asked
    may_send: bool  # whether the snippet stands in the page at all

    @property
    def may_send_later(self) -> bool:
        """Whether an event after the page's load may be sent: on no agency after a no."""
        return self.may_send and self.answer != "denied"

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
