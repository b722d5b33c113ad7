"""SQL for what somebody chose about their file: lines put right or removed, and the objection to profiling."""

from datetime import datetime

from pixel import clock
from pixel.store.connection import Connection


def list_choices(connection: Connection, seat_id: str) -> tuple[dict[str, str | None], datetime | None]:
    """A person's corrections by line (None: removed), and when they objected (None: they did not)."""
    rows = connection.execute(
        "SELECT key, value, NULL AS at FROM corrections WHERE seat_id = :seat_id"
        " UNION ALL SELECT '', NULL, at FROM objections WHERE seat_id = :seat_id",
        {"seat_id": seat_id},
    )
    corrections: dict[str, str | None] = {}
    objected_at = None
    for row in rows:
        if row["key"]:
            corrections[row["key"]] = row["value"]
        else:
            objected_at = clock.from_text(row["at"])
    return dict(sorted(corrections.items())), objected_at


def keep_correction(connection: Connection, seat_id: str, key: str, value: str | None, now: datetime) -> None:
    """Puts a line right, or removes it (None). An interest that is put in another's place is no longer removed."""
    named = {"seat_id": seat_id, "key": key, "value": value, "at": clock.to_text(now)}
    connection.execute(
        "INSERT INTO corrections (seat_id, key, value, at) SELECT id, :key, :value, :at FROM seats WHERE id = :seat_id"
        " ON CONFLICT (seat_id, key) DO UPDATE SET value = excluded.value, at = excluded.at",
        named,
    )
    if value is not None and key.startswith("interest:"):
        drop_correction(connection, seat_id, f"interest:{value}")


def drop_correction(connection: Connection, seat_id: str, key: str) -> None:
    """Takes a correction back."""
    connection.execute(
        "DELETE FROM corrections WHERE seat_id = :seat_id AND key = :key", {"seat_id": seat_id, "key": key}
    )


def object_to_profiling(connection: Connection, seat_id: str, now: datetime) -> None:
    """From now on no choice of ads reads a line of this person."""
    connection.execute(
        "INSERT INTO objections (seat_id, at) SELECT id, :at FROM seats WHERE id = :seat_id ON CONFLICT DO NOTHING",
        {"seat_id": seat_id, "at": clock.to_text(now)},
    )


def withdraw_objection(connection: Connection, seat_id: str) -> None:
    """Takes the objection back."""
    connection.execute("DELETE FROM objections WHERE seat_id = :seat_id", {"seat_id": seat_id})
