"""Which ad a person sees: candidates, filters and choice as separate steps, each loss with its reason. Pure.

A campaign's candidates are the ads that it could show: a retargeting campaign has one for each destination that
the person looked at within its window, an interest campaign the one that it features. Those that pass compete by

    score = bid × relevance

where relevance is the level (0 to 1) of the interest that brought them. The untargeted ads take part only where no
other is left; among them the one that the person saw least comes first.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from pixel.profile.interests import Profile
from pixel.store.records import AdReason, Campaign, Product, Tally

Outcome = Literal[
    "won",
    "outbid",
    "not-in-audience",
    "window-passed",
    "purchased",
    "capped",
    "on-this-page",
    "no-product",
    "only-when-nothing-else",
]
MOST_OTHERS = 20
CAP_WINDOW = timedelta(hours=24)
Ad = tuple[str, str]  # campaign, content


@dataclass(frozen=True)
class Person:
    """What the choice may use of somebody: sums of visits, interests, and how often each ad was shown of late."""

    tallies: Sequence[Tally]
    profile: Profile
    shown: Mapping[Ad, int]


@dataclass(frozen=True)
class Candidate:
    """An ad that could be shown; `bid` in cents per thousand, `interest` the slug that `relevance` (0-1) is about."""

    campaign_id: str
    advertiser: str
    content_id: str
    reason: AdReason
    bid: int
    interest: str
    relevance: float
    outcome: Outcome

    @property
    def ad(self) -> Ad:
        return self.campaign_id, self.content_id

    @property
    def score(self) -> float:
        return self.bid * self.relevance


@dataclass(frozen=True)
class Auction:
    """One choice: who won, who came second, others that were reached, and how many ended how."""

    winner: Candidate | None
    runner_up: Candidate | None
    others: tuple[Candidate, ...]
    counts: Mapping[Outcome, int]

    def to_data(self) -> dict[str, object]:
        """As it is kept with the impression."""
        return {
            "winner": _to_data(self.winner),
            "runner_up": _to_data(self.runner_up),
            "others": [_to_data(candidate) for candidate in self.others],
            "counts": dict(self.counts),
        }


def hold_auction(
    campaigns: Sequence[Campaign],
    person: Person,
    products: Mapping[tuple[str, str], Product],
    now: datetime,
    on_page: frozenset[Ad] = frozenset(),
) -> Auction:
    """The choice for one placement; `on_page`: ads that stand on the same page already."""
    reached = [
        _filter(candidate, campaign, person, products, on_page)
        for campaign in campaigns
        for candidate in find_candidates(campaign, person, now)
    ]
    targeted = [c for c in reached if c.outcome == "won" and c.reason != "default"]
    untargeted = [c for c in reached if c.outcome == "won" and c.reason == "default"]
    running = sorted(targeted or untargeted, key=lambda c: (-c.score, c.campaign_id, c.content_id))
    losers = [replace(c, outcome="outbid") for c in running[1:]]
    idle = [replace(c, outcome="only-when-nothing-else") for c in untargeted] if targeted else []
    lost = [c for c in reached if c.outcome != "won"]
    others = (losers[1:] + lost + idle)[:MOST_OTHERS]
    counts = Counter(c.outcome for c in (*running[:1], *losers, *lost, *idle))
    return Auction(running[0] if running else None, losers[0] if losers else None, tuple(others), counts)


def fill_placements(
    count: int,
    campaigns: Sequence[Campaign],
    person: Person,
    products: Mapping[tuple[str, str], Product],
    now: datetime,
) -> list[Auction]:
    """The auctions for a page's placements in order; an ad comes again only when all have been shown.

    Fewer than `count`, or none, where no ad may be shown at all.
    """
    auctions: list[Auction] = []
    on_page: frozenset[Ad] = frozenset()
    shown = Counter(person.shown)
    for _ in range(count):
        person = replace(person, shown=shown)
        auction = hold_auction(campaigns, person, products, now, on_page)
        if not auction.winner and on_page:
            on_page = frozenset()
            auction = hold_auction(campaigns, person, products, now, on_page)
        if not auction.winner:
            break
        on_page |= {auction.winner.ad}
        shown[auction.winner.ad] += 1
        auctions.append(auction)
    return auctions


def find_candidates(campaign: Campaign, person: Person, now: datetime) -> Iterator[Candidate]:
    """The ads that a campaign could show to a person; one that lost where it could show none."""
    match campaign.kind:
        case "retargeting":
            yield from _retarget(campaign, person, now)
        case "interest":
            yield _by_interest(campaign, person)
        case "default":
            relevance = 1 / (1 + person.shown.get((campaign.id, campaign.content_id), 0))
            yield _candidate(campaign, campaign.content_id, "default", "", relevance, "won")


def matching_tallies(campaign: Campaign, tallies: Sequence[Tally]) -> list[Tally]:
    """The sums that an audience rule is about, whatever their age."""
    rule = campaign.audience
    return [
        tally
        for tally in tallies
        if tally.pixel_id == rule.pixel_id
        and tally.event in rule.events
        and tally.content_id
        and (not rule.contents or tally.content_id in rule.contents)
    ]


def _retarget(campaign: Campaign, person: Person, now: datetime) -> Iterator[Candidate]:
    matching = matching_tallies(campaign, person.tallies)
    oldest = now - timedelta(days=campaign.audience.retention_days)
    recent = {tally.content_id for tally in matching if tally.last_at >= oldest}
    bought = {
        t.content_id for t in person.tallies if t.pixel_id == campaign.audience.pixel_id and t.event == "Purchase"
    }
    if not recent:
        yield _candidate(campaign, "", "retargeting", "", 0.0, "window-passed" if matching else "not-in-audience")
    for content_id in sorted(recent):
        is_bought = campaign.audience.has_purchaser_exclusion and content_id in bought
        level = person.profile.level(content_id)
        yield _candidate(campaign, content_id, "retargeting", content_id, level, "purchased" if is_bought else "won")


def _by_interest(campaign: Campaign, person: Person) -> Candidate:
    levels = {slug: person.profile.level(slug) for slug in campaign.audience.interests}
    slug = max(levels, key=lambda name: levels[name], default="")
    level = levels.get(slug, 0.0)
    outcome: Outcome = "won" if level >= campaign.audience.min_level and level > 0 else "not-in-audience"
    return _candidate(campaign, campaign.content_id, "interest", slug if level else "", level, outcome)


def _candidate(
    campaign: Campaign, content_id: str, reason: AdReason, interest: str, relevance: float, outcome: Outcome
) -> Candidate:
    return Candidate(campaign.id, campaign.advertiser, content_id, reason, campaign.bid, interest, relevance, outcome)


def _filter(
    candidate: Candidate,
    campaign: Campaign,
    person: Person,
    products: Mapping[tuple[str, str], Product],
    on_page: frozenset[Ad],
) -> Candidate:
    """What takes a candidate that is in the audience out of the running."""
    if candidate.outcome != "won":
        return candidate
    if candidate.reason != "default" and (candidate.advertiser, candidate.content_id) not in products:
        return replace(candidate, outcome="no-product")
    if candidate.ad in on_page:
        return replace(candidate, outcome="on-this-page")
    if person.shown.get(candidate.ad, 0) >= campaign.frequency_cap:
        return replace(candidate, outcome="capped")
    return candidate


def _to_data(candidate: Candidate | None) -> dict[str, object] | None:
    return asdict(candidate) | {"score": round(candidate.score, 3)} if candidate else None
