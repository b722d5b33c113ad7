"""The rooms' SQL as psycopg wants it. `session` asks, once for each statement."""

import re
from functools import lru_cache

TEXT = 'TEXT COLLATE "C"'  # texts compare by their bytes, as in SQLite
NAMED = re.compile(r"(?<![:\w]):([a-z]\w*)")


@lru_cache(maxsize=512)
def to_psycopg(sql: str) -> str:
    """`:name` as `%(name)s`, `?` as `%s`. Our statements hold neither sign in a text of their own."""
    return NAMED.sub(r"%(\1)s", sql.replace("%", "%%")).replace("?", "%s")
