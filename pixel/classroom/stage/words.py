"""The stage's texts: verdicts and cookie outcomes short enough for the back row, what another setting would have
changed, why an ad lost. In the third person: a class looks at what is one student's."""

from flask_babel import gettext

from pixel.ads.candidates import Outcome
from pixel.classroom.stage.graph import Lane
from pixel.classroom.stage.what_if import Because, Case, Switch, judge
from pixel.pages.translations import made_once_a_language
from pixel.store.records import AdReason


def name_event(event: str) -> str:
    """What happened, for a pixel's event name; the name itself for one that a site made up."""
    return _event_names().get(event, event)


def name_lane(lane: Lane) -> str:
    """What became of a hit, in two words or three."""
    return _lanes()[lane]


def tell_reason(reason: str, cookie: str) -> str:
    """Why it became that: the reason of an ignored hit, else what the browser did with the cookie."""
    return _reasons().get(reason or cookie, reason or cookie)


def name_switch(switch: Switch | None) -> str:
    """What the picture is drawn as if."""
    return _switches()[switch or ""]


def tell_consequence(case: Case, switch: Switch) -> str:
    """What a switch would have changed for a hit, and why."""
    return _consequences()[judge(case, switch).because]


def tell_loss(outcome: Outcome) -> str:
    """Why an ad was not shown."""
    return _losses()[outcome]


def name_ad_reason(reason: AdReason) -> str:
    """What brought an ad."""
    return _ad_reasons()[reason]


@made_once_a_language
def _event_names() -> dict[str, str]:
    return {
        "": gettext("sent something"),
        "PageView": gettext("opened a page"),
        "Search": gettext("searched"),
        "ViewContent": gettext("looked at a trip"),
        "AddToWishlist": gettext("kept a trip on a wish list"),
        "InitiateCheckout": gettext("began to book"),
        "Lead": gettext("asked for information"),
        "Purchase": gettext("booked"),
    }


@made_once_a_language
def _lanes() -> dict[Lane, str]:
    return {
        "tied": gettext("recorded"),
        "loose": gettext("recorded, but nobody’s"),
        "ignored": gettext("ignored"),
    }


@made_once_a_language
def _reasons() -> dict[str, str]:
    return {
        "sent-back": gettext("the cookie came back"),
        "first-seen": gettext("no cookie yet: one was set"),
        "refused": gettext("the browser kept the cookie back"),
        "own-jar": gettext("a cookie from a jar apart"),
        "first-party": gettext("one site, first-party cookie"),
        "unknown": gettext("no cookie, and no header that says why"),
        "gpc": gettext("the browser says no (GPC)"),
        "no-consent": gettext("consent was refused on the page"),
        "opted-out": gettext("this person disconnected the site"),
        "frozen": gettext("the teacher has stopped the collection"),
        "bot": gettext("sent by a program, not by a person"),
        "duplicate": gettext("the same event a second time"),
        "unknown-pixel": gettext("there is no such pixel"),
        "wrong-origin": gettext("not sent from that site’s pages"),
        "malformed": gettext("it does not say what happened"),
        "too-large": gettext("longer than a hit may be"),
        "rate-limited": gettext("too many at once from one browser"),
        "store-unavailable": gettext("the database did not answer"),
    }


@made_once_a_language
def _switches() -> dict[Switch | str, str]:
    return {
        "": gettext("as it was"),
        "blocked": gettext("as if third-party cookies were blocked"),
        "no-consent": gettext("as if consent were refused"),
        "gpc": gettext("as if the browser sent GPC"),
    }


@made_once_a_language
def _consequences() -> dict[Because, str]:
    return {
        "ignored-anyway": gettext("No difference: it was ignored anyway."),
        "so-already": gettext("No difference: that is just what happened."),
        "cookie-kept-back": gettext("It would have come without its cookie: recorded, but nobody’s."),
        "cookie-not-set": gettext("The new cookie would have been refused: this hit and the next, two strangers’."),
        "kept-back-already": gettext("No difference: this browser keeps the cookie back already."),
        "not-third-party": gettext("No difference: on one and the same site, the cookie is nobody’s third party."),
        "refused": gettext("The page asked. After a no it sends nothing, or “denied”, which is ignored."),
        "never-asked": gettext("It would have come all the same: this page never asked."),
        "signal-heeded": gettext(
            "It would have come with Sec-GPC: 1, and been ignored before any cookie was looked at."
        ),
    }


@made_once_a_language
def _losses() -> dict[Outcome, str]:
    return {
        "won": gettext("Won: it was shown"),
        "outbid": gettext("Its score was lower"),
        "not-in-audience": gettext("This person is not in its audience"),
        "window-passed": gettext("The visit is too long ago for it"),
        "purchased": gettext("This person booked that already: buyers are left out"),
        "capped": gettext("Shown as often as its cap allows"),
        "on-this-page": gettext("It stood on the same page already"),
        "no-product": gettext("The advertiser’s feed no longer has that trip"),
        "not-scheduled": gettext("Its dates had not come yet, or were over"),
        "unpaid": gettext("Its purse, its budget or its pace did not allow it"),
        "only-when-nothing-else": gettext("Shown only when nothing else fits"),
        "not-weighed": gettext("Not looked at: no match, or too low a bid to win"),
    }


@made_once_a_language
def _ad_reasons() -> dict[AdReason, str]:
    return {
        "retargeting": gettext("for a trip that was looked at"),
        "interest": gettext("for an interest"),
        "inferred": gettext("for something inferred"),
        "contextual": gettext("for the page it stands on"),
        "default": gettext("for anybody: nothing was known"),
    }
