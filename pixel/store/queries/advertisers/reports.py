"""SQL for what ads did: counted from the rows of the ads shown, so that every figure can be recounted."""

from collections.abc import Iterable
from dataclasses import dataclass

from pixel.store.connection import Connection, among


@dataclass(frozen=True)
class Delivery:
    """How often an ad set's ads were shown, and what that cost, in thousandths of a cent."""

    shown: int = 0
    price_mc: int = 0


def count_delivery(connection: Connection, ad_set_ids: Iterable[str]) -> dict[str, Delivery]:
    """What became of some ad sets, by id; one that was never shown is left out."""
    of_ids, named = among("ad_set_id", dict.fromkeys(ad_set_ids))
    rows = connection.execute(
        f"SELECT ad_set_id, count(*) AS shown, sum(price) AS price_mc FROM impressions WHERE {of_ids}"
        " AND ad_set_id <> '' GROUP BY ad_set_id",
        named,
    )
    return {row["ad_set_id"]: Delivery(int(row["shown"]), int(row["price_mc"])) for row in rows}
