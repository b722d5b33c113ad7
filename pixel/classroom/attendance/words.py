"""Words of the roster and the charts, in the reader's language."""

from collections.abc import Mapping

from flask_babel import gettext

from pixel.collect.verdict import Reason
from pixel.store.records import CookieOutcome


def cookie_words() -> Mapping[CookieOutcome, str]:
    """What a browser did with the pixel's cookie."""
    return {
        "sent-back": gettext("third-party, handed over"),
        "first-seen": gettext("first seen: none yet"),
        "refused": gettext("refused"),
        "own-jar": gettext("a jar for each site"),
        "first-party": gettext("first-party"),
        "unknown": gettext("can’t tell"),
    }


def cookie_word(outcome: CookieOutcome | None) -> str:
    """The same of one outcome; None: nothing came from it that is tied to anybody."""
    return cookie_words()[outcome] if outcome else gettext("nothing tied to them yet")


def reason_words() -> Mapping[Reason, str]:
    """Why a hit was ignored."""
    return {
        "rate-limited": gettext("too many at once"),
        "too-large": gettext("too large"),
        "malformed": gettext("cannot be read"),
        "unknown-pixel": gettext("no such pixel"),
        "gpc": gettext("the browser says: do not track (GPC)"),
        "no-consent": gettext("consent refused"),
        "wrong-origin": gettext("not from that site’s page"),
        "bot": gettext("a program, not a person"),
        "frozen": gettext("the collection was frozen"),
        "opted-out": gettext("the site was disconnected"),
        "duplicate": gettext("came twice"),
        "store-unavailable": gettext("the database did not answer"),
    }
