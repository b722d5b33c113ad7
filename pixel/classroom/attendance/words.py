"""Words of the roster, in the reader's language."""

from flask_babel import gettext

from pixel.store.records import CookieOutcome


def cookie_word(outcome: CookieOutcome | None) -> str:
    """What a browser did with the pixel's cookie; None: nothing came from it that is tied to anybody."""
    words: dict[CookieOutcome, str] = {
        "sent-back": gettext("third-party, handed over"),
        "first-seen": gettext("first seen: none yet"),
        "refused": gettext("refused"),
        "own-jar": gettext("a jar for each site"),
        "first-party": gettext("first-party"),
        "unknown": gettext("can’t tell"),
    }
    return words[outcome] if outcome else gettext("nothing tied to them yet")
