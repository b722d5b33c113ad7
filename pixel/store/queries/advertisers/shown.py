"""SQL that keeps the ads that pages showed, and pays for them: both or neither. The Store calls it for many pages."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from pixel import clock
from pixel.store.advertising import Charge
from pixel.store.connection import Connection, Insert, Value, among
from pixel.store.queries.ads import IMPRESSION
from pixel.store.queries.advertisers.spending import Paid, pay
from pixel.store.records import Impression

IMPRESSIONS = Insert("impressions", tuple(IMPRESSION.split(", ")), (), frozenset({"price", "budget_before"}))


@dataclass(frozen=True)
class ShownPage:
    """The ads that one page shows to one person, and what they cost."""

    impressions: tuple[Impression, ...]
    charges: tuple[Charge, ...] = ()


def keep_pages(connection: Connection, pages: Sequence[ShownPage]) -> list[frozenset[str]]:
    """Pays for each page's ads and keeps them, each with its auction; of a page whose ads cannot all be paid for,
    nothing, but the ad sets that cannot pay. No ad of a person who was erased after their page was made ready: whoever
    keeps these sees to it that nobody is erased meanwhile."""
    here = _find_seats(connection, {impression.seat_id for page in pages for impression in page.impressions})
    paid = [_pay(connection, page, here) for page in pages]
    keep_impressions(
        connection,
        [
            replace(shown, budget_before=each.budgets_before.get(shown.id)) if page.charges else shown
            for page, each in zip(pages, paid, strict=True)
            for shown in page.impressions
            if shown.seat_id in here and not each.unpaid
        ],
    )
    return [each.unpaid for each in paid]


def keep_impressions(connection: Connection, impressions: Sequence[Impression]) -> None:
    """Keeps ads shown to people who are there."""
    connection.insert(IMPRESSIONS, [_row(impression) for impression in impressions])


def _find_seats(connection: Connection, seat_ids: Collection[str]) -> set[str]:
    chosen, named = among("id", sorted(seat_ids))
    return {row["id"] for row in connection.execute(f"SELECT id FROM seats WHERE {chosen}", named)}


def _pay(connection: Connection, page: ShownPage, here: Collection[str]) -> Paid:
    """Nothing for ads that nobody sees."""
    has_reader = any(impression.seat_id in here for impression in page.impressions)
    return pay(connection, page.charges) if page.charges and has_reader else Paid()


def _row(impression: Impression) -> tuple[Value, ...]:
    return (
        impression.id,
        impression.network,
        impression.placement,
        impression.seat_id,
        impression.visitor_id,
        impression.campaign_id,
        impression.advertiser,
        impression.content_id,
        impression.reason,
        clock.to_text(impression.shown_at),
        impression.auction_json,
        impression.ad_set_id,
        impression.price,
        impression.budget_before,
        impression.seed,
    )
