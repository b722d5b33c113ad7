"""Rows in an order that another run of the same story has too, and numbers instead of ids: for `--renumber`.

Ids are drawn, and parallel hits arrive as they may: neither says anything. What is left is the same wherever seed,
clock and story are. For the clock that means one that stands, and is moved by the story alone.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import closing

from pixel.export.options import WHATS, What
from pixel.export.pseudonyms import Disguise
from pixel.export.rows import COLUMNS, Row
from pixel.store.queries.export import Spool

OWN_POST = re.compile(r'"own-[0-9]+"')  # whose numbers are drawn too
Gather = Callable[[What], Iterator[Row]]


def renumber(gather: Gather, whats: tuple[What, ...], disguise: Disguise) -> Iterator[tuple[What, Iterator[Row]]]:
    """The rows of each kind. Whoever appears in any of them has a number, so all kinds are looked through."""
    with closing(Spool()) as spool:
        for what in WHATS:
            for row in gather(what):
                _lay(spool, what, disguise.strip(what, row), row)
        spool.number()
        for what in whats:
            yield what, _come_back(spool, what)


def _lay(spool: Spool, what: What, kept: Row, row: Row) -> None:
    names = {"id", "number", "visitor_id", "seat_id", "visitors"} | ({"friend_id"} if _befriends_seat(row) else set())
    text = json.dumps({name: value for name, value in kept.items() if name not in names}, ensure_ascii=False)
    if what == "events":
        spool.lay_event(row["id"], row["visitor_id"], row["received_at"], text)
    elif what == "profiles":
        spool.lay_profile(row["seat_id"], row["visitors"], row["created_at"], text)
    elif what == "impressions":
        spool.lay_impression(row["number"], row["visitor_id"], row["seat_id"], row["shown_at"], text)
    elif what == "refusals":
        spool.lay_refusal(row["id"], row["at"], text)
    else:
        friend = row["friend_id"] if _befriends_seat(row) else None
        spool.lay_own(what, row["seat_id"], friend, row["at"], OWN_POST.sub('"own"', text))


def _come_back(spool: Spool, what: What) -> Iterator[Row]:
    if what == "events":
        for number, visitor, text in spool.list_events():
            yield _in_order(what, json.loads(text) | {"id": number, "visitor_id": visitor})
    elif what == "profiles":
        for seat, visitors, text in spool.list_profiles():
            yield _in_order(what, json.loads(text) | {"seat_id": seat, "visitors": json.loads(visitors)})
    elif what == "impressions":
        for number, visitor, seat, text in spool.list_impressions():
            yield _in_order(what, json.loads(text) | {"number": number, "visitor_id": visitor, "seat_id": seat})
    elif what == "refusals":
        for number, text in spool.list_refusals():
            yield _in_order(what, json.loads(text) | {"id": number})
    else:
        for number, seat, befriended, text in spool.list_own(what):
            friend = {"friend_id": befriended} if befriended else {}
            yield _in_order(what, json.loads(text) | friend | {"id": number, "seat_id": seat})


def _befriends_seat(row: Row) -> bool:
    return row.get("kind") == "seat" and "friend_id" in row


def _in_order(what: What, row: Row) -> Row:
    return {name: row[name] for name in COLUMNS[what] if name in row}
