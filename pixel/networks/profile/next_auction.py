"""The next choice of ads before and after somebody chose something about their file: held, and not kept. The pages of a
line and of the rights desk show it."""

from dataclasses import dataclass, replace
from datetime import datetime

from pixel.ads.serving import AdContext, AdRequest, ShownAd, choose_ads
from pixel.networks.ad_slot import view_ad
from pixel.pages.language import language
from pixel.profile.corrections import Choices
from pixel.store.records import AdReason, Seat

PLACEMENTS = 3  # as many as a page of the feed has


@dataclass(frozen=True)
class NextAd:
    """An ad that would be shown."""

    campaign: str
    content: str
    advertiser_name: str
    title: str
    reason: AdReason


@dataclass(frozen=True)
class NextAuction:
    """The ads of the next page in order, before and after."""

    before: tuple[NextAd, ...]
    after: tuple[NextAd, ...]

    @property
    def is_same(self) -> bool:
        return self.before == self.after

    def is_new(self, ad: NextAd) -> bool:
        """Whether an ad after was not there before."""
        return ad not in self.before

    def is_gone(self, ad: NextAd) -> bool:
        """Whether an ad before is not there after."""
        return ad not in self.after


def compare_auctions(
    seat: Seat, visitor_id: str, context: AdContext, choices: tuple[Choices, Choices], now: datetime
) -> NextAuction:
    """The next ads of a person, had they made the one and the other choice; nothing is kept of either."""
    asked = AdRequest(seat, visitor_id, PLACEMENTS)
    before, after = (tuple(_view(ad) for ad in choose_ads(asked, _choosing(context, each), now)) for each in choices)
    return NextAuction(before, after)


def _choosing(context: AdContext, choices: Choices) -> AdContext:
    return replace(context, person=context.person.choosing(choices, context.catalogue.assortment))


def _view(ad: ShownAd) -> NextAd:
    shown = ad.impression
    title = view_ad(ad, language()).title
    return NextAd(shown.campaign_id, shown.content_id, ad.campaign.advertiser_name, title, shown.reason)
