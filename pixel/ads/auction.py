"""Which ad a person sees: candidates, filters and choice as separate steps, each loss with its reason. Pure.

`candidates` says which ads a campaign could show to a person. Those that pass compete by

    score = bid × relevance

where relevance is the level (0 to 1) of the interest that brought them, or the chance that was guessed of the trait;
at equal scores the higher bid goes first.
The untargeted ads take part only where no other is left; among them the one that the person saw least comes first.

Of many campaigns few are looked at: the index hands them out by the best score that they can reach, and it is over
when two stand higher than whatever is left, and MOST_OTHERS more are there to show. So up to some twenty campaigns
are all looked at, without the index; of more, the rest is counted as `not-weighed`, for nobody knows which of them
match.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache

from pixel.ads.audience.facets import AudienceRule
from pixel.ads.candidates import EVERYBODY, Ad, Candidate, Outcome, Person, find_candidates
from pixel.ads.index import Bound, Bucket, CampaignIndex, merge
from pixel.store.kept_auction import FIELDS
from pixel.store.records import Campaign, Product

MOST_OTHERS = 20
CAP_WINDOW = timedelta(hours=24)

# Made once: `json.dumps` makes one at each call that is not as it is by default, and looks for circles.
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode
KEPT_FIELDS = _encode([*Candidate._fields, "score"])


@dataclass(frozen=True)
class Auction:
    """One choice: who won, who came second, others that were reached, and how many ended how."""

    winner: Candidate | None
    runner_up: Candidate | None
    others: tuple[Candidate, ...]
    counts: Mapping[Outcome, int]

    def to_json(self) -> str:
        """As it is kept with the impression, where `store.kept_auction` reads it."""
        best = f'"winner":{_to_json(self.winner)},"runner_up":{_to_json(self.runner_up)}'
        others, counts = ",".join(map(_to_json, self.others)), _encode(dict(self.counts))
        return f'{{"{FIELDS}":{KEPT_FIELDS},{best},"others":[{others}],"counts":{counts}}}'


@dataclass(frozen=True)
class Placement:
    """One space on a page, and all that decides on it. `on_page`: ads that stand on the same page already; `rules`:
    whom campaigns of the ad manager seek; `unpaid`: ad sets that cannot pay now; `weighed`: candidates by campaign, as
    far as anybody asked for them here or on the page before."""

    person: Person
    products: Mapping[tuple[str, str], Product]
    now: datetime
    on_page: frozenset[Ad] = frozenset()
    rules: Mapping[str, AudienceRule] = field(default_factory=dict)
    unpaid: frozenset[str] = frozenset()
    weighed: dict[str, list[Candidate]] = field(default_factory=dict, compare=False)

    def weigh(self, campaign: Campaign) -> list[Candidate]:
        """A campaign's candidates, each with what becomes of it; those that may run are `won` as yet."""
        weighed = self.weighed.get(campaign.id)
        if weighed is None:
            found = find_candidates(campaign, self.person, self.now, self.rules.get(campaign.id, EVERYBODY))
            weighed = self.weighed[campaign.id] = [_filter(candidate, campaign, self) for candidate in found]
        return weighed

    def after(self, ad: Ad) -> "Placement":
        """The next space, once `ad` stands in this one. For all campaigns but that ad's own nothing is different there:
        how often an ad was shown, and whether it is on the page, decides on no other."""
        shown = {**self.person.shown, ad: self.person.shown.get(ad, 0) + 1}
        weighed = {campaign_id: found for campaign_id, found in self.weighed.items() if campaign_id != ad[0]}
        known = self.person
        person = Person(known.tallies, known.profile, shown, known.guessed, known.audience, known.surroundings)
        return Placement(person, self.products, self.now, self.on_page | {ad}, self.rules, self.unpaid, weighed)


def hold_auction(index: CampaignIndex, placement: Placement, buckets: Mapping[Bucket, float] | None = None) -> Auction:
    """The choice for one placement; `buckets`: those of `_find_buckets`, where they are known already."""
    if buckets is None:
        buckets = _find_buckets(index, placement.person, placement.now)
    weighed: dict[str, list[Candidate]] = {}
    if not _weighs_all(index):
        _weigh_best(merge(buckets), placement, weighed)
        if not any(c.outcome == "won" for found in weighed.values() for c in found):
            _weigh_best(index.untargeted.bounds(1.0), placement, weighed)
    _weigh_more(index.campaigns, placement, weighed)
    reached = [candidate for found in weighed.values() for candidate in found]
    return _conclude(reached, len(index.campaigns) - len(weighed))


def _weighs_all(index: CampaignIndex) -> bool:
    """Whether campaigns are so few that each is weighed, whoever wins: then none need be sought first."""
    return len(index.campaigns) <= MOST_OTHERS + 2


def _find_buckets(index: CampaignIndex, person: Person, now: datetime) -> Mapping[Bucket, float]:
    """The index's for this person; none where nothing is sought in them."""
    return {} if _weighs_all(index) else index.find_buckets(person.tallies, person.profile, now, person.guessed)


def _weigh_best(
    bounds: Iterator[tuple[Bound, Campaign]], placement: Placement, weighed: dict[str, list[Candidate]]
) -> None:
    """Weighs campaigns, best bound first, until two of them stand higher than any that is left can."""
    best: list[tuple[float, int, str, str]] = []
    for bound, campaign in bounds:
        if len(best) == 2 and best[1] < bound:
            break
        if campaign.id not in weighed:
            weighed[campaign.id] = found = placement.weigh(campaign)
            ranks = [candidate.rank for candidate in found if candidate.outcome == "won"]
            best = sorted([*best, *ranks])[:2] if ranks else best


def _weigh_more(campaigns: Iterable[Campaign], placement: Placement, weighed: dict[str, list[Candidate]]) -> None:
    """Weighs further campaigns, highest bids first, so that there are others to show beside the first two."""
    for campaign in campaigns:
        if len(weighed) >= MOST_OTHERS + 2:
            break
        if campaign.id not in weighed:
            weighed[campaign.id] = placement.weigh(campaign)


def _conclude(reached: Sequence[Candidate], not_weighed: int) -> Auction:
    in_order = sorted((c for c in reached if c.outcome == "won"), key=lambda c: c.rank)
    targeted = [c for c in in_order if c.reason != "default"]
    untargeted = [c for c in in_order if c.reason == "default"]
    running = targeted or untargeted
    losers = [c.ended("outbid") for c in running[1:]]
    idle = [c.ended("only-when-nothing-else") for c in untargeted] if targeted else []
    lost = sorted((c for c in reached if c.outcome != "won"), key=lambda c: (-c.bid, c.campaign_id, c.content_id))
    others = (losers[1:] + lost + idle)[:MOST_OTHERS]
    counts = Counter(c.outcome for c in (*running[:1], *losers, *lost, *idle))
    if not_weighed:
        counts["not-weighed"] = not_weighed
    return Auction(running[0] if running else None, losers[0] if losers else None, tuple(others), counts)


def fill_placements(
    count: int,
    index: CampaignIndex,
    person: Person,
    products: Mapping[tuple[str, str], Product],
    now: datetime,
    unpaid: frozenset[str] = frozenset(),
) -> list[Auction]:
    """The auctions for a page's placements in order; an ad comes again only when all have been shown.

    Fewer than `count`, or none, where no ad may be shown at all. `unpaid`: ad sets that cannot pay now.
    """
    auctions: list[Auction] = []
    buckets = _find_buckets(index, person, now)
    placement = Placement(person, products, now, rules=index.rules, unpaid=unpaid)
    for _ in range(count):
        auction = hold_auction(index, placement, buckets)
        if not auction.winner and placement.on_page:
            placement = Placement(placement.person, products, now, rules=index.rules, unpaid=unpaid)
            auction = hold_auction(index, placement, buckets)
        if not auction.winner:
            break
        auctions.append(auction)
        placement = placement.after(auction.winner.ad)
    return auctions


def _filter(candidate: Candidate, campaign: Campaign, placement: Placement) -> Candidate:
    """What takes a candidate that is in the audience out of the running."""
    if candidate.outcome != "won":
        return candidate
    if campaign.ad_set_id in placement.unpaid:
        return candidate.ended("unpaid")
    if _shows_product(candidate, campaign) and (candidate.advertiser, candidate.content_id) not in placement.products:
        return candidate.ended("no-product")
    ad = candidate.ad
    if ad in placement.on_page:
        return candidate.ended("on-this-page")
    if placement.person.shown.get(ad, 0) >= campaign.frequency_cap:
        return candidate.ended("capped")
    return candidate


def _shows_product(candidate: Candidate, campaign: Campaign) -> bool:
    return candidate.reason != "default" and (campaign.kind != "bought" or candidate.content_id != "")


@lru_cache(maxsize=4096)  # most candidates are the same in all auctions of a page
def _to_json(candidate: Candidate | None) -> str:
    """A candidate's fields in the order of KEPT_FIELDS."""
    if candidate is None:
        return "null"
    *ad, relevance, outcome = candidate
    return f'[{_begin_json(*ad)},{relevance!r},"{outcome}",{round(candidate.score, 3)!r}]'


@lru_cache(maxsize=4096)  # these are the same on other pages too, where relevance has faded a little
def _begin_json(*ad: str | int) -> str:
    return _encode(ad)[1:-1]
