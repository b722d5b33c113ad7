"""An ad's explanation in words: the chain back to the person, and the auction. `why_page` shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext, ngettext

from pixel.ads.catalogue import Catalogue
from pixel.ads.explanation import Explanation
from pixel.ads.serving import AdContext, ShownAd
from pixel.networks.guesses.why import list_rule_parts, say_rule
from pixel.networks.subjects import Subjects
from pixel.networks.wording import (
    describe_cookie,
    describe_loss,
    describe_source,
    name_event,
    name_interest,
    write_number,
)
from pixel.pages.language import language
from pixel.pages.times import at_time
from pixel.store.records import Campaign, Event, Impression


@dataclass(frozen=True)
class WhyHit:
    """One hit that the audience rule matched."""

    event_id: int
    when: datetime
    when_text: str
    site_name: str
    event: str
    event_label: str
    page_url: str
    sent: tuple[tuple[str, str], ...]
    outcome: str


@dataclass(frozen=True)
class WhyChain:
    """From the rule back to the cookie."""

    rule: str
    rule_parts: tuple[tuple[str, str], ...]
    hits: tuple[WhyHit, ...]
    likes: tuple[str, ...]
    visitor_id: str
    cookie_since: str
    cookie_first_seen: str | None


@dataclass(frozen=True)
class WhyBid:
    """One ad in the auction; `level` is its score in percent of the winner's."""

    advertiser_name: str
    title: str
    bid: str
    relevance: str
    score: str
    level: int
    reason: str


@dataclass(frozen=True)
class WhyAuction:
    """Who won, who came second, who else was reached, and how many ended how."""

    winner: WhyBid
    runner_up: WhyBid | None
    others: tuple[WhyBid, ...]
    counts: tuple[tuple[str, int], ...]


def describe_chain(explained: Explanation, shown: ShownAd, context: AdContext, subjects: Subjects) -> WhyChain | None:
    """The chain for a targeted ad; None for an untargeted one, which nothing brought. The rule of an ad that was bought
    is told by `why_bought_words`."""
    if explained.impression.reason == "default" and shown.campaign.kind != "bought":
        return None
    sites = {product.advertiser: product.advertiser_name for product in context.catalogue.products.values()}
    visitor_id = next(iter(explained.visitor_ids), explained.impression.visitor_id)
    since = dict(context.person.visitors).get(visitor_id, explained.impression.shown_at)
    oldest = explained.events[-1].hit if explained.events else None
    return WhyChain(
        rule=_rule_sentence(shown.campaign),
        rule_parts=tuple(_rule_parts(shown.campaign)),
        hits=tuple(_hit(event, sites.get(event.hit.pixel_id, event.hit.pixel_id)) for event in explained.events),
        likes=tuple(describe_source(source, context.catalogue.products, subjects) for source in explained.sources),
        visitor_id=visitor_id,
        cookie_since=at_time(min(since, oldest.received_at) if oldest else since),
        cookie_first_seen=sites.get(oldest.pixel_id) if oldest and oldest.cookie == "first-seen" else None,
    )


def describe_auction(impression: Impression, shown: Campaign, catalogue: Catalogue) -> WhyAuction:
    """The auction as it was kept with the impression; `shown`: the campaign that won, which may not run any more."""
    kept: Mapping[str, Any] = impression.auction
    best = kept["winner"]["score"]

    def bid(candidate: Mapping[str, Any]) -> WhyBid:
        campaign = (
            shown if candidate["campaign_id"] == shown.id else catalogue.index.by_id.get(candidate["campaign_id"])
        )
        product = catalogue.products.get((candidate["advertiser"], candidate["content_id"]))
        name = product.name[language()] if product else ""
        title = campaign.creative[language()]["title"].replace("{name}", name or gettext("A trip")) if campaign else "?"
        return WhyBid(
            advertiser_name=campaign.advertiser_name if campaign else candidate["advertiser"],
            title=title,
            bid=write_number(candidate["bid"] / 100, 2) + " $",
            relevance=write_number(candidate["relevance"], 2),
            score=write_number(candidate["score"], 1),
            level=round(100 * candidate["score"] / best) if best else 0,
            reason="" if candidate["outcome"] == "won" else describe_loss(candidate["outcome"]),
        )

    return WhyAuction(
        winner=bid(kept["winner"]),
        runner_up=bid(kept["runner_up"]) if kept["runner_up"] else None,
        others=tuple(bid(candidate) for candidate in kept["others"]),
        counts=tuple((describe_loss(outcome), count) for outcome, count in kept["counts"].items()),
    )


def _rule_sentence(campaign: Campaign) -> str:
    rule = campaign.audience
    if campaign.kind == "bought":
        return ""
    if campaign.kind == "inferred":
        return say_rule(campaign)
    if campaign.kind == "interest":
        return gettext("“People who care for one of these things.” Your likes, comments and visits say that you do.")
    return ngettext(
        "“People whom our pixel saw looking at one of our trips within the last %(num)s day.”",
        "“People whom our pixel saw looking at one of our trips within the last %(num)s days.”",
        rule.retention_days,
    )


def _rule_parts(campaign: Campaign) -> list[tuple[str, str]]:
    rule = campaign.audience
    if campaign.kind == "bought":
        return []
    parts = [(gettext("Advertiser"), campaign.advertiser_name), (gettext("Campaign"), campaign.id)]
    if campaign.kind == "interest":
        parts.append((gettext("Interests"), ", ".join(name_interest(slug) for slug in rule.interests)))
        parts.append((gettext("From level"), f"{rule.min_level:.0%}"))
    elif campaign.kind == "inferred":
        parts += list_rule_parts(campaign)
    else:
        parts.append((gettext("Events"), ", ".join(rule.events)))
        if rule.has_purchaser_exclusion:
            parts.append((gettext("Left out"), gettext("those who booked that trip")))
    cap = ngettext("%(num)s time in 24 hours", "%(num)s times in 24 hours", campaign.frequency_cap)
    return [*parts, (gettext("At most"), cap)]


def _hit(event: Event, site_name: str) -> WhyHit:
    hit = event.hit
    sent = [*hit.headers.items(), *((f"cd[{name}]", text) for name, text in hit.data.items())]
    return WhyHit(
        event_id=event.id,
        when=hit.received_at,
        when_text=at_time(hit.received_at),
        site_name=site_name,
        event=hit.event,
        event_label=name_event(hit.event),
        page_url=hit.page_url,
        sent=tuple(sent),
        outcome=describe_cookie(hit.cookie),
    )
