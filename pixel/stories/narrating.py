"""A step in words, as it happens: who, what, and what the server saw. Pure; `player` calls it."""

from collections.abc import Sequence

from pixel.stories.driver import Seen
from pixel.stories.judging import Row, list_ads, list_hits
from pixel.stories.steps import (
    AnyStep,
    Book,
    Clear,
    ClickAd,
    Consent,
    ContinueAs,
    Disconnect,
    Join,
    Leave,
    Like,
    Look,
    Open,
    Reconnect,
    Reload,
    Search,
    Send,
    Store,
    Visit,
    WaitFor,
    Wish,
)

AT_AGENCIES = (Visit, Reload, Consent, Search, Wish, Book, ClickAd)


def tell_deed(step: AnyStep, who: str | None) -> str:
    """What a step is about to do: «zoe opens soleil/destinations/bahamas»."""
    match step:
        case WaitFor():
            return f"{step.wait} go by"
        case Send():
            hits = f"{step.times} bare hits" if step.times > 1 else "a bare hit"
            return f"a program sends {hits} ({step.send.get('ev', 'without an event')})"
        case Store():
            return "the database is gone" if step.store == "gone" else "the database is back"
        case Look():
            return who or "the program"
        case _:
            return f"{who} {_tell_what(step)}"


def _tell_what(step: AnyStep) -> str:
    match step:
        case Visit():
            return f"opens {step.visit}{step.path}"
        case Reload():
            return "loads the page again"
        case Consent():
            return "accepts the pixel" if step.consent == "granted" else "refuses the pixel"
        case Search():
            return f"searches {step.search} for {step.words!r}"
        case Wish():
            return f"puts {step.content} on the wish list of {step.wish}"
        case Book():
            return f"books {step.content} at {step.book}"
        case Join():
            return "comes back to the network" if step.join == "again" else f"joins the network as {step.join}"
        case Leave():
            return "logs out of the network"
        case ContinueAs():
            return f"goes on as {step.continue_as}, by the private link"
        case Open():
            return f"opens the {step.open}" + (f" {step.times} times" if step.times > 1 else "")
        case _:
            return _tell_more(step)


def _tell_more(step: AnyStep) -> str:
    match step:
        case Like():
            return f"likes the post {step.like}"
        case ClickAd():
            return f"follows the ad for {step.click_ad}"
        case Clear():
            return "clears the activity" if step.clear == "activity" else "clears the browser's cookies"
        case Disconnect():
            return f"disconnects {_sites(step.disconnect)}"
        case Reconnect():
            return f"reconnects {_sites(step.reconnect)}"
        case _:
            return "looks"


def tell_outcome(step: AnyStep, seen: Seen, rows: Sequence[Row]) -> str:
    """What came of it: the hits with their verdicts and the cookie's outcome, and the ads."""
    told = []
    if seen.hits:
        cookies = ", ".join(dict.fromkeys(str(row["cookie"]) for row in rows))
        told.append(list_hits(seen.hits) + (f"; cookie {cookies}" if cookies else ""))
    elif isinstance(step, AT_AGENCIES):
        told.append("nothing was sent")
    if seen.ads:
        told.append(f"ads: {list_ads(seen.ads)}")
    return "; ".join(told)


def _sites(site: str) -> str:
    return "all sites" if site == "all" else site
