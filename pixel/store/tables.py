"""The register of tables: copying, resetting, erasing a person and numbering read it.

A new table is declared in the migrations of both databases, and once here. Not in it are what a server keeps about
itself: `clock`, the catalogue's version, the names of the migrations taken.
"""

from dataclasses import dataclass
from typing import Literal

# Whose rows these are: an advertiser's, somebody's with an account, a browser's, or those that point to nobody.
Whose = Literal["advertiser", "seat", "visitor", "nobody"]


@dataclass(frozen=True)
class Table:
    """A table. `key`: the columns that name one row, in whose order rows are copied; `sequence`: the column that the
    database numbers, if any; `owner`: the column that names its seat; `is_activity`: whether its rows go when a person
    clears what is known of their activity."""

    name: str
    key: tuple[str, ...]
    whose: Whose
    sequence: str = ""
    owner: str = "seat_id"
    is_activity: bool = False


# Whatever a row refers to stands before it.
TABLES = (
    Table("advertisers", ("id",), "advertiser"),
    Table("products", ("advertiser", "content_id"), "advertiser"),
    Table("campaigns", ("id",), "advertiser"),
    Table("seats", ("id",), "seat", owner="id"),
    Table("identities", ("visitor_id", "network"), "seat"),
    Table("seat_links", ("token",), "seat"),
    Table("likes", ("seat_id", "post_id"), "seat", is_activity=True),
    Table("comments", ("id",), "seat", sequence="id", is_activity=True),
    Table("disconnections", ("seat_id", "pixel_id"), "seat"),
    Table("impressions", ("seat_id", "id"), "seat", sequence="number", is_activity=True),
    Table("classes", ("id",), "nobody"),
    Table("students", ("seat_id",), "seat"),
    Table("class_log", ("number",), "seat", sequence="number"),
    Table("walk", ("visitor_id", "step"), "visitor"),
    Table("events", ("id",), "visitor", sequence="id", is_activity=True),
    Table("tallies", ("visitor_id", "pixel_id", "content_id", "event"), "visitor", is_activity=True),
    Table("refusals", ("id",), "nobody", sequence="id"),
)
# Tables of people and browsers, those that refer to others first.
PERSONAL = tuple(table.name for table in reversed(TABLES) if table.whose != "advertiser")
NUMBERS = {table.name: table.sequence for table in TABLES if table.sequence}
