"""SQL for `reset`: every visit, person and ad shown goes; catalogue and campaigns stay."""

from pixel.store.connection import Connection
from pixel.store.tables import PERSONAL


def erase_everything(connection: Connection) -> None:
    """Deletes all rows that came from somebody's browser."""
    for table in PERSONAL:
        connection.execute(f"DELETE FROM {table}")
