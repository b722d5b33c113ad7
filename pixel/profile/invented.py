"""Who is invented: what may be guessed, and shown as a guess, is so of invented people alone.

Whoever enters under a first name of their own is a guest: interests, device and hours, and nothing else. Every page,
answer, export and ad that tells of a guess asks here.
"""

from pixel.store.records import Seat

# The lines that a guest's file may have: these, and those whose key begins with `interest:`.
HARMLESS = frozenset({"device", "browser", "hours"})
# Interests that speak of love: a guest is not asked for them, and what a guest does or visits does not add up to them.
NOT_OF_GUESTS = frozenset({"romance"})


def is_invented(seat: Seat | None) -> bool:
    """Whether a seat is a copy of an invented member; a guest's, and a visitor that is nobody yet, are not."""
    return seat is not None and seat.member_id is not None


def may_tell(seat: Seat | None, key: str) -> bool:
    """Whether a line with that key may be told of somebody."""
    return is_invented(seat) or key in HARMLESS or key.startswith("interest:")
