"""SQL for the door of a class: a student comes in, or comes back."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from pixel.store.connection import Connection
from pixel.store.queries.classroom.classes import Class, Student, add_student, find_open_class, find_student
from pixel.store.queries.identity import find_linked_seat, keep_seat, keep_seat_link, use_seat_link
from pixel.store.records import Seat

ENTRANCE_LASTS = timedelta(minutes=2)


class NameTakenError(Exception):
    """Somebody in the class has that name."""


def find_door(connection: Connection, student_id: str | None) -> tuple[Class | None, Student | None]:
    """The class that is open, and who of it this is."""
    return find_open_class(connection), find_student(connection, student_id) if student_id else None


def list_names(connection: Connection, class_id: str) -> Sequence[str]:
    """The names that are taken."""
    rows = connection.execute("SELECT name FROM students WHERE class_id = :id", {"id": class_id})
    return [row["name"] for row in rows]


def let_in(connection: Connection, class_id: str, seat: Seat, token: str, now: datetime) -> None:
    """A new student under the seat's name, and a link that opens the seat; for whoever sends a form twice, as the
    answer was lost, the link alone. Raises NameTakenError: then nothing is kept."""
    if find_student(connection, seat.id) is None:
        keep_seat(connection, seat)
        is_added = add_student(connection, class_id, seat.id, seat.first_name or "", now)
        if not is_added and find_student(connection, seat.id) is None:
            raise NameTakenError
    let_back(connection, seat.id, token, now)


def let_back(
    connection: Connection, student_id: str, token: str, now: datetime, lasts: timedelta = ENTRANCE_LASTS
) -> None:
    """A link that opens the seat of somebody who is in the class already."""
    keep_seat_link(connection, token, student_id, now, now + lasts)


def find_way_back(connection: Connection, token: str, now: datetime) -> Student | None:
    """The student whom a link from the teacher lets back in, if it still does."""
    seat = find_linked_seat(connection, token, now)
    return find_student(connection, seat.id) if seat else None


def use_way_back(connection: Connection, token: str, now: datetime) -> Student | None:
    """The same; the link is used up."""
    seat = use_seat_link(connection, token, now)
    return find_student(connection, seat.id) if seat else None
