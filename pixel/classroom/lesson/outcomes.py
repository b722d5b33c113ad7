"""What became of a student's act, from the server's own log: which hits came since, whose they are, which ad was shown.
Pure; the pages, the worksheet and the class's table ask.

Never a click on "done", and never speed: a result that is late is as good.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, get_args

from pixel.classroom.lesson.model import Choice, Experiment, Visit, Watch
from pixel.store.queries.classroom.lesson import AdShown
from pixel.store.records import Event, Refusal

# `not-gone`: the link was not followed yet; `not-watched`: the step is not about a hit.
Arrival = Literal["not-watched", "not-gone", "waiting", "nothing", "ignored", "nobodys", "tied"]
AdSeen = Literal["not-watched", "not-looked", "no-ad", "ad"]
ARRIVALS: tuple[Arrival, ...] = get_args(Arrival)  # what comes later counts for more
ADS: tuple[AdSeen, ...] = get_args(AdSeen)
FINAL: tuple[Arrival, ...] = ("nothing", "ignored", "nobodys", "tied")
PATIENCE = timedelta(seconds=5)
LONG_PATIENCE = timedelta(minutes=2)  # where the link does not lead to the trip: nobody knows when that is opened


@dataclass(frozen=True)
class Facts:
    """What the log tells of one student's act. `went_at`: when the link was followed last; `hits_since`: from when hits
    count (another step's act may have sent them); `until`: when the student went on to something else.

    `own`: hits of the student's visitors; `untied` and `refusals`: those that nothing ties to anybody; `shown`: ads.
    `browser`: the one that followed the link, as hits name it; `is_alone`: nobody else did the same just then.
    """

    now: datetime
    went_at: datetime | None
    hits_since: datetime | None
    until: datetime | None = None
    own: Sequence[Event] = ()
    untied: Sequence[Event] = ()
    refusals: Sequence[Refusal] = ()
    shown: Sequence[AdShown] = ()
    browser: str = ""
    is_gpc: bool = False
    is_alone: bool = True
    cleared_at: datetime | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of it. `reason`: why it was ignored; `cookie`: what came back with it; `is_sure`: whether it can be
    nobody else's (a hit that nothing ties to anybody may be any such browser's); `is_cleared`: whether what the step
    asks for first was done."""

    arrival: Arrival
    ad: AdSeen
    reason: str = ""
    cookie: str = ""
    is_sure: bool = True
    is_cleared: bool = True

    def __str__(self) -> str:
        """As it is kept."""
        sure, cleared = "sure" if self.is_sure else "unsure", "cleared" if self.is_cleared else "kept"
        return " ".join((self.arrival, self.ad, self.reason or "-", self.cookie or "-", sure, cleared))


def read_outcome(text: str) -> Outcome | None:
    """The inverse of an outcome's text; None for anything else."""
    words = text.split(" ")
    if len(words) != 6:
        return None
    arrival = next((word for word in ARRIVALS if word == words[0]), None)
    ad = next((word for word in ADS if word == words[1]), None)
    if arrival is None or ad is None:
        return None
    reason, cookie = (word if word != "-" else "" for word in words[2:4])
    return Outcome(arrival, ad, reason, cookie, is_sure=words[4] == "sure", is_cleared=words[5] == "cleared")


def outcome_of(step: Experiment | Visit, facts: Facts) -> Outcome:
    """What became of an act, as far as it can be told now."""
    watch = step.watch or Watch()
    is_cleared = not watch.cleared or _is_after(facts.cleared_at, facts.went_at)
    outcome = replace(_find_arrival(step, watch, facts), is_cleared=is_cleared)
    since = facts.cleared_at if watch.cleared and is_cleared else facts.went_at
    return replace(outcome, ad=_find_ad(step, watch, facts, since))


def is_settled(step: Experiment | Visit, outcome: Outcome) -> bool:
    """Whether all that the step asks about is known."""
    watches_hits = step.watch is not None and step.watch.pixel is not None
    has_arrival = not watches_hits or outcome.arrival in FINAL
    needs_ad = isinstance(step, Experiment) and step.asks_about_ads
    return has_arrival and outcome.is_cleared and (not needs_ad or outcome.ad in ("ad", "no-ad"))


def strongest(kept: Outcome | None, now: Outcome) -> Outcome:
    """What was once seen stays, though the rows that showed it be cleared; what comes to light later is added."""
    if kept is None:
        return now
    if ARRIVALS.index(now.arrival) > ARRIVALS.index(kept.arrival):
        return replace(now, is_cleared=kept.is_cleared or now.is_cleared)
    return replace(kept, ad=max(kept.ad, now.ad, key=ADS.index), is_cleared=kept.is_cleared or now.is_cleared)


def came_true(choice: Choice, outcome: Outcome) -> bool:
    """Whether a prediction is what happened."""
    arrivals = {word for word in choice.means if word not in ("ad", "no-ad")}
    ads = {word for word in choice.means if word in ("ad", "no-ad")}
    return (not arrivals or outcome.arrival in arrivals) and (not ads or outcome.ad in ads)


def has_acted(step: Experiment, facts: Facts) -> bool:
    """Whether it is too late to predict: the link was followed, or the ad that it is about was seen already."""
    shown = (ad for ad in facts.shown if facts.hits_since is None or ad.shown_at >= facts.hits_since)
    return facts.went_at is not None or any(_is_ad_for(step.watch, ad) for ad in shown)


def _find_arrival(step: Experiment | Visit, watch: Watch, facts: Facts) -> Outcome:
    if watch.pixel is None:
        return Outcome("not-watched", "not-watched")
    if facts.went_at is None or facts.hits_since is None:
        return Outcome("not-gone", "not-watched")
    where = step.where if isinstance(step, Experiment) else "here"
    own = _matching(facts.own, watch, facts)
    if own:
        return Outcome("tied", "not-watched", cookie=own[0].hit.cookie)
    untied = [event for event in _matching(facts.untied, watch, facts) if _may_be_own(event, where, facts)]
    if untied:
        return Outcome("nobodys", "not-watched", cookie=_telling_cookie(untied), is_sure=facts.is_alone)
    refused = [r for r in facts.refusals if _is_in_time(r.at, facts) and _may_be_refused(r, watch, where, facts)]
    if refused:
        is_own = where == "here" and refused[0].reason == "gpc"  # this browser says so itself
        return Outcome("ignored", "not-watched", refused[0].reason, is_sure=is_own or facts.is_alone)
    leads_there = where == "here" and (watch.since is not None or step.go.site == watch.pixel)
    patience = PATIENCE if leads_there else LONG_PATIENCE
    return Outcome("waiting" if facts.now - facts.went_at < patience else "nothing", "not-watched")


def _find_ad(step: Experiment | Visit, watch: Watch, facts: Facts, since: datetime | None) -> AdSeen:
    leads_to_feed = step.go.site == "network" and not watch.cleared
    if watch.content is None and not leads_to_feed:
        return "not-watched"
    shown = [ad for ad in facts.shown if since is not None and since <= ad.shown_at <= (facts.until or ad.shown_at)]
    if any(_is_ad_for(watch, ad) for ad in shown):
        return "ad"
    return "no-ad" if shown else "not-looked"


def _is_ad_for(watch: Watch, ad: AdShown) -> bool:
    """Retargeting alone: an ad for the same trip may also be there for an interest."""
    return ad.reason == "retargeting" and ad.content_id == watch.content


def _matching(events: Iterable[Event], watch: Watch, facts: Facts) -> list[Event]:
    return [
        event
        for event in events
        if event.hit.pixel_id == watch.pixel
        and (watch.content is None or watch.content in event.hit.content_ids)
        and _is_in_time(event.hit.received_at, facts)
    ]


def _is_in_time(moment: datetime, facts: Facts) -> bool:
    return facts.hits_since is not None and facts.hits_since <= moment <= (facts.until or moment)


def _may_be_own(event: Event, where: str, facts: Facts) -> bool:
    """Whether a hit that nothing ties to anybody may be this student's: it came from such a browser, and not from one
    that says GPC, whose hits are never kept."""
    if where == "other-browser":
        return True
    return event.hit.device.browser == facts.browser and not (where == "here" and facts.is_gpc)


def _may_be_refused(refusal: Refusal, watch: Watch, where: str, facts: Facts) -> bool:
    is_possible = refusal.reason != "gpc" or where != "here" or facts.is_gpc
    return refusal.pixel_id == watch.pixel and refusal.reason not in ("bot", "unknown-pixel") and is_possible


def _telling_cookie(events: Sequence[Event]) -> str:
    outcomes = [event.hit.cookie for event in events]
    return next((word for word in ("own-jar", "refused") if word in outcomes), outcomes[0])


def _is_after(moment: datetime | None, other: datetime | None) -> bool:
    return moment is not None and other is not None and moment >= other
