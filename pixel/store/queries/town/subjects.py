"""SQL for what people's doings are about: who wrote a town's post, what groups and pages are called. Pages ask."""

import json
from collections.abc import Iterable, Mapping

from pixel.store.connection import Connection, among

MOST_NAMED = 500  # more are on no page


def name_authors(connection: Connection, network: str, posts: Iterable[str]) -> dict[str, str]:
    """The authors' names of some posts of the town, by post."""
    of_posts, named = _some("town_posts.id", "post", posts)
    if not named:
        return {}
    rows = connection.execute(
        "SELECT town_posts.id, residents.name FROM town_posts JOIN residents"
        " ON residents.network = town_posts.network AND residents.id = town_posts.author_id"
        f" WHERE town_posts.network = :network AND {of_posts}",
        {"network": network, **named},
    )
    return {row["id"]: row["name"] for row in rows}


def name_residents(connection: Connection, network: str, ids: Iterable[str]) -> dict[str, str]:
    """People of the town by id."""
    of_ids, named = _some("id", "id", ids)
    if not named:
        return {}
    rows = connection.execute(
        f"SELECT id, name FROM residents WHERE network = :network AND {of_ids}", {"network": network, **named}
    )
    return {row["id"]: row["name"] for row in rows}


def name_groups(connection: Connection, network: str, ids: Iterable[str]) -> dict[str, Mapping[str, str]]:
    """Groups' names by language, by id."""
    return _name_defined(connection, "town_groups", network, ids)


def name_pages(connection: Connection, network: str, ids: Iterable[str]) -> dict[str, Mapping[str, str]]:
    """The names of pages that one follows, by language, by id."""
    return _name_defined(connection, "town_pages", network, ids)


def _name_defined(connection: Connection, table: str, network: str, ids: Iterable[str]) -> dict[str, Mapping[str, str]]:
    of_ids, named = _some("id", "id", ids)
    if not named:
        return {}
    rows = connection.execute(
        f"SELECT id, definition FROM {table} WHERE network = :network AND {of_ids}", {"network": network, **named}
    )
    return {row["id"]: json.loads(row["definition"])["name"] for row in rows}


def _some(column: str, name: str, values: Iterable[str]) -> tuple[str, dict[str, str]]:
    """SQL that asks for a column among the first MOST_NAMED values, and its parameters by a name that can be one."""
    condition, named = among(name, list(dict.fromkeys(values))[:MOST_NAMED])
    return condition.replace(f"{name} IN", f"{column} IN"), named
