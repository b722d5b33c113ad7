"""Makes a table of a SQLite file anew whose numbers are never given twice. A step of `schema` calls it."""

from sqlite_utils import Database


def number_for_good(db: Database, table: str) -> None:
    """With its rows, indexes and views; SQLite cannot be told so of a table that is there."""
    made = list(db.query("SELECT type, sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL", [table]))
    views = list(db.query("SELECT name, sql FROM sqlite_master WHERE type = 'view'"))
    for view in views:
        db.execute(f"DROP VIEW {view['name']}")
    [as_it_is] = [row["sql"] for row in made if row["type"] == "table"]
    numbered = as_it_is.replace("id INTEGER PRIMARY KEY", "id INTEGER PRIMARY KEY AUTOINCREMENT")
    db.execute(numbered.replace(f"CREATE TABLE {table}", f"CREATE TABLE numbered_{table}"))
    db.execute(f"INSERT INTO numbered_{table} SELECT * FROM {table} ORDER BY id")
    db.execute(f"DROP TABLE {table}")
    db.execute(f"ALTER TABLE numbered_{table} RENAME TO {table}")
    for again in [row["sql"] for row in made if row["type"] == "index"] + [view["sql"] for view in views]:
        db.execute(again)
