"""Brings a database up to date, whichever it is. `pixel migrate` and the tests call it.

Migrating is a step of its own, before any worker starts; however many try at once, one does it.
"""

from pathlib import Path

from pixel.store.sqlite import migrations as sqlite


def migrate(database: Path | str) -> list[str]:
    """Takes the steps that a database still needs (a file is made if missing); their names.

    Raises StoreUnavailable where a PostgreSQL server does not answer, sqlite3.DatabaseError for a file that is none.
    """
    if isinstance(database, Path):
        return sqlite.migrate(database)
    from pixel.store.postgres import migrations as postgres

    return postgres.migrate(database)


def pending_steps(database: Path | str) -> list[str]:
    """The names of the steps that a database still needs; all of them where there is none. Raises as `migrate`."""
    if isinstance(database, Path):
        return sqlite.pending_steps(database)
    from pixel.store.postgres import migrations as postgres

    return postgres.pending_steps(database)
