"""The register of tables: copying, resetting, erasing a person and numbering read it.

A new table is declared in the migrations of both databases, and once here. Not in it are what a server keeps about
itself: `clock`, the catalogue's version, the names of the migrations taken.
"""

from dataclasses import dataclass
from typing import Literal

# Whose rows these are: a seeded advertiser's, a network's own (its invented people), a company's that people founded,
# somebody's with an account, a browser's, or those that point to nobody.
Whose = Literal["advertiser", "network", "company", "seat", "visitor", "nobody"]


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

    @property
    def is_seeded(self) -> bool:
        """Whether `pixel seed` fills it in: then no person's rows are in it."""
        return self.whose in ("advertiser", "network")


# Whatever a row refers to stands before it.
TABLES = (
    Table("advertisers", ("id",), "advertiser"),
    Table("products", ("advertiser", "content_id"), "advertiser"),
    Table("campaigns", ("id",), "advertiser"),
    Table("town", ("network",), "network"),
    Table("residents", ("network", "id"), "network"),
    Table("resident_friends", ("network", "resident_id", "friend_id"), "network"),
    Table("town_groups", ("network", "id"), "network"),
    Table("town_pages", ("network", "id"), "network"),
    Table("resident_groups", ("network", "resident_id", "group_id"), "network"),
    Table("resident_follows", ("network", "resident_id", "page_id"), "network"),
    Table("town_posts", ("network", "id"), "network"),
    Table("town_comments", ("network", "id"), "network"),
    Table("resident_likes", ("network", "resident_id", "post_id"), "network"),
    Table("trait_models", ("network", "trait"), "network"),
    Table("seats", ("id",), "seat", owner="id"),
    Table("identities", ("visitor_id", "network"), "seat"),
    Table("seat_links", ("token",), "seat"),
    Table("likes", ("seat_id", "post_id"), "seat", is_activity=True),
    Table("comments", ("id",), "seat", sequence="id", is_activity=True),
    Table("disconnections", ("seat_id", "pixel_id"), "seat"),
    Table("declarations", ("seat_id", "key"), "seat"),
    Table("posts", ("id",), "seat", sequence="id", is_activity=True),
    Table("memberships", ("seat_id", "group_id"), "seat", is_activity=True),
    Table("follows", ("seat_id", "page_id"), "seat", is_activity=True),
    Table("friendships", ("seat_id", "friend_id"), "seat"),
    Table("notifications", ("id",), "seat", sequence="id", is_activity=True),
    Table("corrections", ("seat_id", "key"), "seat"),
    Table("objections", ("seat_id",), "seat"),
    Table("companies", ("id",), "company"),
    Table("company_members", ("company_id", "seat_id"), "seat"),
    Table("ad_campaigns", ("id",), "company"),
    Table("ad_sets", ("id",), "company"),
    Table("ads", ("id",), "company"),
    Table("clicks", ("number",), "seat", sequence="number", is_activity=True),
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
PERSONAL = tuple(table.name for table in reversed(TABLES) if not table.is_seeded)
NUMBERS = {table.name: table.sequence for table in TABLES if table.sequence}
