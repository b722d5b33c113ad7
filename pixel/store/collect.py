"""SQL for the collector: a hit is kept or known already, its sums with it; what is ignored is noted."""

import json
import sqlite3
from datetime import datetime, timedelta
from typing import Literal

from pixel import clock
from pixel.store.records import Hit, Refusal

REFUSALS_LAST = timedelta(hours=1)

INSERT = """
    INSERT INTO events (event_id, visitor_id, pixel_id, event, page_url, referrer, content_ids, data, consent,
        is_noscript, request, headers, user_agent, device, browser, system, language, screen, ip, cookie,
        cookie_evidence, received_at)
    VALUES (:event_id, :visitor_id, :pixel_id, :event, :page_url, :referrer, :content_ids, :data, :consent,
        :is_noscript, :request, :headers, :user_agent, :device, :browser, :system, :language, :screen, :ip, :cookie,
        :cookie_evidence, :received_at)
    ON CONFLICT (visitor_id, pixel_id, event, event_id) DO NOTHING
    RETURNING id"""
COUNT = """
    INSERT INTO tallies (visitor_id, pixel_id, content_id, event, hits, first_at, last_at)
    VALUES (:visitor_id, :pixel_id, :content_id, :event, 1, :at, :at)
    ON CONFLICT (visitor_id, pixel_id, content_id, event) DO UPDATE
    SET hits = hits + 1, last_at = max(last_at, excluded.last_at), first_at = min(first_at, excluded.first_at)"""
DISCONNECTED = """
    SELECT 1 FROM identities JOIN disconnections USING (seat_id)
    WHERE visitor_id = :visitor_id AND pixel_id IN (:pixel_id, '*')"""


def keep_hit(connection: sqlite3.Connection, hit: Hit) -> Literal["recorded", "duplicate", "opted-out"]:
    """Keeps a hit and its sums, unless its person disconnected the site or it is here already."""
    if connection.execute(DISCONNECTED, {"visitor_id": hit.visitor_id, "pixel_id": hit.pixel_id}).fetchone():
        return "opted-out"
    if connection.execute(INSERT, _row(hit)).fetchone() is None:
        return "duplicate"
    at = clock.to_text(hit.received_at)
    for content_id in ("", *hit.content_ids):
        named = {"visitor_id": hit.visitor_id, "pixel_id": hit.pixel_id, "content_id": content_id}
        connection.execute(COUNT, named | {"event": hit.event, "at": at})
    return "recorded"


def keep_refusal(connection: sqlite3.Connection, refusal: Refusal) -> None:
    """Notes an ignored hit, and lets go of those that are older than an hour."""
    drop_old_refusals(connection, refusal.at)
    connection.execute(
        "INSERT INTO refusals (at, pixel_id, reason, header_names) VALUES (:at, :pixel_id, :reason, :header_names)",
        {
            "at": clock.to_text(refusal.at),
            "pixel_id": refusal.pixel_id,
            "reason": refusal.reason,
            "header_names": json.dumps(refusal.header_names),
        },
    )


def drop_old_refusals(connection: sqlite3.Connection, now: datetime) -> None:
    """Deletes refusals older than an hour."""
    connection.execute("DELETE FROM refusals WHERE at < :oldest", {"oldest": clock.to_text(now - REFUSALS_LAST)})


def _row(hit: Hit) -> dict[str, str | int | None]:
    return {
        "event_id": hit.event_id,
        "visitor_id": hit.visitor_id,
        "pixel_id": hit.pixel_id,
        "event": hit.event,
        "page_url": hit.page_url,
        "referrer": hit.referrer,
        "content_ids": json.dumps(hit.content_ids),
        "data": json.dumps(dict(hit.data), ensure_ascii=False),
        "consent": hit.consent,
        "is_noscript": int(hit.is_noscript),
        "request": hit.request,
        "headers": json.dumps(dict(hit.headers), ensure_ascii=False),
        "user_agent": hit.user_agent,
        "device": hit.device.device,
        "browser": hit.device.browser,
        "system": hit.device.system,
        "language": hit.language,
        "screen": hit.screen,
        "ip": hit.ip,
        "cookie": hit.cookie,
        "cookie_evidence": hit.cookie_evidence,
        "received_at": clock.to_text(hit.received_at),
    }
