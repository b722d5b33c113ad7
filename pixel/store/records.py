"""What is kept, as frozen dataclasses: the words that all rooms share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Literal, NamedTuple

from pixel.origins import FIRST_NETWORK
from pixel.store.kept_auction import read_auction

CookieOutcome = Literal["sent-back", "first-seen", "refused", "own-jar", "first-party", "unknown"]
AdReason = Literal["retargeting", "interest", "inferred", "contextual", "default"]
CampaignKind = Literal["retargeting", "interest", "inferred", "bought", "default"]
Kept = Literal["recorded", "duplicate", "opted-out", "frozen", "noted"]  # what became of a hit or a refusal


@dataclass(frozen=True)
class Device:
    """What a user agent says: device (`phone`, `tablet`, `computer`, `bot`, `other`, or a model), browser, system,
    without what browsers make up; and whether it is a bot."""

    device: str
    browser: str
    system: str
    is_bot: bool


class Hit(NamedTuple):
    """One hit of the pixel that passed judgement, as it is to be kept. A tuple, since one is made at each hit: a frozen
    dataclass of twenty fields takes four times as long."""

    visitor_id: str
    pixel_id: str
    event: str
    event_id: str | None
    page_url: str
    referrer: str
    content_ids: tuple[str, ...]
    data: Mapping[str, str]
    consent: str
    is_noscript: bool
    request: str
    headers: Mapping[str, str]
    user_agent: str
    device: Device
    language: str
    screen: str
    ip: str
    cookie: CookieOutcome
    cookie_evidence: str
    received_at: datetime


class ReadyHit(NamedTuple):
    """A hit as the store takes it: its row, and what makes it unique, made while others hold the database."""

    hit: Hit
    row: tuple[str | int | None, ...]
    key: tuple[str, str, str, str]


@dataclass(frozen=True)
class Event:
    """A kept hit: a row of `events`."""

    id: int
    hit: Hit


@dataclass(frozen=True)
class Refusal:
    """An ignored hit: when, which pixel, why, and the names (never the values) of its headers."""

    at: datetime
    pixel_id: str
    reason: str
    header_names: tuple[str, ...]


class Tally(NamedTuple):
    """Neutral sums of one visitor's hits for one content and event; each hit counts for the empty `content_id` too. A
    tuple, since each page reads all of a person's."""

    visitor_id: str
    pixel_id: str
    content_id: str
    event: str
    hits: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True)
class Seat:
    """One person's account on a network: a private copy of an invented member, or a made-up first name; `declared`: the
    interests that the member declares."""

    id: str
    member_id: str | None
    first_name: str | None
    created_at: datetime
    network: str = FIRST_NETWORK
    declared: tuple[str, ...] = ()


SignalSource = Literal["like", "comment", "post", "group", "page"]


@dataclass(frozen=True)
class Signal:
    """What somebody did on a network: a post liked, commented on or written, a group joined, a page followed. `post_id`
    is the id of that post, group or page; `interests`: what it was about (slugs); `number`: the row's, of a comment or
    a post of one's own."""

    source: SignalSource
    post_id: str
    interests: tuple[str, ...]
    at: datetime
    number: int | None = None


@dataclass(frozen=True)
class Product:
    """One item of an advertiser's product feed; texts by language, price in whole units of currency."""

    advertiser: str
    advertiser_name: str
    content_id: str
    name: Mapping[str, str] = field(hash=False)
    description: Mapping[str, str] = field(hash=False)
    country: str
    city: str
    region: str
    themes: tuple[str, ...]
    price: int
    currency: str
    link: str
    picture: str = field(repr=False, default="")
    picture_version: str = ""  # a hash of it, for its address
    logo_version: str = ""  # the same of its advertiser's logo


@dataclass(frozen=True)
class Advertiser:
    """Somebody who advertises, as its product feed says; `logo`: SVG."""

    id: str
    name: str
    logo: str = field(repr=False)


@dataclass(frozen=True)
class Audience:
    """Whom a campaign wants. Retargeting: `pixel_id`, `events`, `contents` (empty: any), the last
    `retention_days` (1-180), without purchasers. Interest: any of `interests` at `min_level` (0-1). Inferred: any
    of `traits` whose guessed chance is at least `min_confidence` (0-1)."""

    pixel_id: str = ""
    events: tuple[str, ...] = ()
    contents: tuple[str, ...] = ()
    retention_days: int = 30
    has_purchaser_exclusion: bool = False
    interests: tuple[str, ...] = ()
    min_level: float = 0.0
    traits: tuple[str, ...] = ()
    min_confidence: float = 0.0


@dataclass(frozen=True)
class Campaign:
    """What an advertiser buys: `bid` in cents per thousand impressions, `frequency_cap` a person and ad
    in 24 hours, `creative` texts by language (`title`, `text`, `button`; `{name}`, `{price}` from the feed).
    Bought on the ad manager: the ad set that pays, and when it runs."""

    id: str
    advertiser: str
    advertiser_name: str
    kind: CampaignKind
    bid: int
    frequency_cap: int
    audience: Audience
    creative: Mapping[str, Mapping[str, str]] = field(hash=False)
    content_id: str = ""
    picture: str = ""
    ad_set_id: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True)
class Impression:
    """An ad shown once, in a `placement` of a network, with the auction that chose it, as `ads.auction` wrote it.
    `price` and `budget_before`, what its ad set had left, are in thousandths of a cent; None: nothing bounded it.
    `seed`: what drew lots, where lots were drawn."""

    id: str
    seat_id: str
    visitor_id: str
    campaign_id: str
    advertiser: str
    content_id: str
    reason: AdReason
    shown_at: datetime
    auction_json: str = field(repr=False)
    network: str = FIRST_NETWORK
    placement: str = "feed"
    ad_set_id: str = ""
    price: int = 0
    budget_before: int | None = None
    seed: str = ""

    @cached_property
    def auction(self) -> Mapping[str, Any]:
        """The auction as data: of the ads that somebody saw few are ever explained."""
        return read_auction(self.auction_json)
