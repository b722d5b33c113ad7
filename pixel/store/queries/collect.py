"""SQL for the collector: a hit is kept or known already, its sums with it; what is ignored is noted."""

import json
from collections.abc import Sequence
from functools import lru_cache

from pixel import clock
from pixel.store.connection import Connection, Insert, among
from pixel.store.page_address import page_of
from pixel.store.records import Hit, Kept, ReadyHit, Refusal

Row = tuple[str | int | None, ...]
_to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode

COLUMNS = (
    "event_id",
    "visitor_id",
    "pixel_id",
    "event",
    "page_url",
    "referrer",
    "content_ids",
    "data",
    "consent",
    "is_noscript",
    "request",
    "headers",
    "user_agent",
    "device",
    "browser",
    "system",
    "language",
    "screen",
    "ip",
    "cookie",
    "cookie_evidence",
    "page",
    "received_at",
)
EVENTS = Insert(
    "events",
    COLUMNS,
    key=("visitor_id", "pixel_id", "event", "event_id"),
    integers=frozenset({"is_noscript"}),
)
TALLIES = Insert(
    "tallies",
    ("visitor_id", "pixel_id", "content_id", "event", "hits", "first_at", "last_at"),
    key=("visitor_id", "pixel_id", "content_id", "event"),
    integers=frozenset({"hits"}),
    on_conflict="""DO UPDATE SET
        hits = tallies.hits + excluded.hits,
        first_at = CASE WHEN excluded.first_at < tallies.first_at THEN excluded.first_at ELSE tallies.first_at END,
        last_at = CASE WHEN excluded.last_at > tallies.last_at THEN excluded.last_at ELSE tallies.last_at END""",
)


def make_ready(hit: Hit) -> ReadyHit:
    """A hit with its row in the order of COLUMNS."""
    return ReadyHit(hit, _row(hit), (hit.visitor_id, hit.pixel_id, hit.event, hit.event_id or ""))


def keep_batch(connection: Connection, entries: Sequence[ReadyHit | Refusal]) -> list[Kept]:
    """Keeps hits and refusals in the one transaction that is open; what became of each, in their order."""
    refusals = [entry for entry in entries if isinstance(entry, Refusal)]
    kept = iter(_keep_ready(connection, [entry for entry in entries if isinstance(entry, ReadyHit)]))
    for refusal in refusals:
        keep_refusal(connection, refusal)
    return ["noted" if isinstance(entry, Refusal) else next(kept) for entry in entries]


def keep_hits(connection: Connection, hits: Sequence[Hit]) -> list[Kept]:
    """Keeps hits and their sums, unless their person disconnected the site or they are here already."""
    return _keep_ready(connection, [make_ready(hit) for hit in hits])


def _keep_ready(connection: Connection, hits: Sequence[ReadyHit]) -> list[Kept]:
    """In the order of what makes a hit unique: two servers that write the same rows in different orders would lock each
    other out."""
    if not hits:
        return []
    if is_frozen(connection):
        return ["frozen"] * len(hits)
    disconnected = _find_disconnected(connection, hits)
    kept: list[Kept] = ["opted-out"] * len(hits)
    in_order = sorted(range(len(hits)), key=lambda number: hits[number].key)
    welcome = [number for number in in_order if disconnected.isdisjoint(_sites_of(hits[number].hit))]
    news = connection.insert_new(EVENTS, [hits[number].row for number in welcome])
    for number, is_news in zip(welcome, news, strict=True):
        kept[number] = "recorded" if is_news else "duplicate"
    _count(connection, [hits[number] for number, is_news in zip(welcome, news, strict=True) if is_news])
    return kept


def is_frozen(connection: Connection) -> bool:
    """Whether a teacher has the collection stand still: nothing is recorded meanwhile."""
    return connection.execute("SELECT 1 FROM classes WHERE is_open = 1 AND is_frozen = 1").fetchone() is not None


def _sites_of(hit: Hit) -> tuple[tuple[str, str], ...]:
    """What may be disconnected: the hit's site, or all of them."""
    return (hit.visitor_id, hit.pixel_id), (hit.visitor_id, "*")


def _find_disconnected(connection: Connection, hits: Sequence[ReadyHit]) -> set[tuple[str, str]]:
    of_visitors, named = among("visitor_id", dict.fromkeys(ready.hit.visitor_id for ready in hits))
    rows = connection.execute(
        f"SELECT visitor_id, pixel_id FROM identities JOIN disconnections USING (seat_id) WHERE {of_visitors}", named
    )
    return {(row["visitor_id"], row["pixel_id"]) for row in rows}


def _count(connection: Connection, hits: Sequence[ReadyHit]) -> None:
    """Adds hits to their sums."""
    counts: dict[tuple[str, str, str, str], tuple[int, str, str]] = {}
    for hit, row, _ in hits:
        at = str(row[-1])
        for content_id in ("", *hit.content_ids):
            named = (hit.visitor_id, hit.pixel_id, content_id, hit.event)
            number, first, last = counts.get(named, (0, at, at))
            counts[named] = (number + 1, min(first, at), max(last, at))
    connection.insert(TALLIES, [named + counts[named] for named in sorted(counts)])


def keep_refusal(connection: Connection, refusal: Refusal) -> None:
    """Notes an ignored hit."""
    connection.execute(
        "INSERT INTO refusals (at, pixel_id, reason, header_names) VALUES (:at, :pixel_id, :reason, :header_names)",
        {
            "at": clock.to_text(refusal.at),
            "pixel_id": refusal.pixel_id,
            "reason": refusal.reason,
            "header_names": _to_json(refusal.header_names),
        },
    )


# What pages say of themselves and browsers of themselves comes again and again.
_list_to_json = lru_cache(maxsize=1024)(_to_json)


_page_of = lru_cache(maxsize=1024)(page_of)


@lru_cache(maxsize=1024)
def _pairs_to_json(pairs: tuple[tuple[str, str], ...]) -> str:
    return _to_json(dict(pairs))


def _row(hit: Hit) -> Row:
    """A hit's values in the order of COLUMNS."""
    return (
        hit.event_id,
        hit.visitor_id,
        hit.pixel_id,
        hit.event,
        hit.page_url,
        hit.referrer,
        _list_to_json(hit.content_ids),
        _pairs_to_json(tuple(hit.data.items())),
        hit.consent,
        int(hit.is_noscript),
        hit.request,
        _pairs_to_json(tuple(hit.headers.items())),
        hit.user_agent,
        hit.device.device,
        hit.device.browser,
        hit.device.system,
        hit.language,
        hit.screen,
        hit.ip,
        hit.cookie,
        hit.cookie_evidence,
        _page_of(hit.page_url),
        clock.to_text(hit.received_at),
    )
