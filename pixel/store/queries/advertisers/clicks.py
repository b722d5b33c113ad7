"""SQL for clicks on ads. The network's pages write them, reports count them."""

from dataclasses import dataclass
from datetime import datetime

from pixel import clock
from pixel.store.connection import Connection


@dataclass(frozen=True)
class AdClick:
    """Somebody followed an ad that was shown to them."""

    id: str
    impression_id: str
    seat_id: str
    visitor_id: str
    at: datetime


def keep_click(connection: Connection, click: AdClick) -> None:
    """Keeps a click; none of a person who was erased meanwhile."""
    connection.execute(
        "INSERT INTO clicks (id, impression_id, seat_id, visitor_id, at)"
        " SELECT :id, :impression_id, id, :visitor_id, :at FROM seats WHERE id = :seat_id",
        vars(click) | {"at": clock.to_text(click.at)},
    )
