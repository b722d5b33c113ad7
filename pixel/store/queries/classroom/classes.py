"""SQL for the classroom: the class that is open, its students, and the log of what teacher and students did."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from pixel import clock
from pixel.store.connection import Connection, among
from pixel.store.queries.clock import stand_clock
from pixel.store.queries.profile import erase_seat
from pixel.store.tables import TABLES

# What happens in a class, the teacher's first, then a student's.
LogKind = Literal[
    "opened", "closed", "frozen", "thawed", "names-shown", "names-hidden", "clock", "cleaned",
    "joined", "renamed", "left", "entered", "went", "predicted", "answered", "voted", "found",
]  # fmt: skip


@dataclass(frozen=True)
class Class:
    """The class that is open. `code`: short, to type; `key`: long, in the QR code; `step`: the lesson's step that the
    teacher opened last, empty before the first."""

    id: str
    code: str
    key: str
    lesson: str
    step: str
    opened_at: datetime
    is_frozen: bool = False
    has_names_shown: bool = False


@dataclass(frozen=True)
class Student:
    """Somebody in the class: an account on the network under a drawn name; `id` is that account's."""

    id: str
    class_id: str
    name: str
    joined_at: datetime
    seen_at: datetime


@dataclass(frozen=True)
class LogEntry:
    """Something that teacher (`student_id` None) or student did, by its number."""

    number: int
    student_id: str | None
    kind: LogKind
    step: str
    value: str
    at: datetime


def find_open_class(connection: Connection) -> Class | None:
    """The class that is open: there is one at most."""
    row = connection.execute("SELECT * FROM classes").fetchone()
    return _class(row) if row else None


def find_class_id(connection: Connection) -> str | None:
    """The same, by its id alone."""
    row = connection.execute("SELECT id FROM classes").fetchone()
    return str(row["id"]) if row else None


def open_class(connection: Connection, opened: Class) -> Class:
    """Keeps a new class; where one is open already, that one stays and is the answer."""
    there = find_open_class(connection)
    if there:
        return there
    connection.execute(
        "INSERT INTO classes (id, code, key, lesson, step, opened_at)"
        " VALUES (:id, :code, :key, :lesson, :step, :opened_at)",
        {
            "id": opened.id,
            "code": opened.code,
            "key": opened.key,
            "lesson": opened.lesson,
            "step": opened.step,
            "opened_at": clock.to_text(opened.opened_at),
        },
    )
    return opened


def set_step(connection: Connection, class_id: str, step: str, now: datetime) -> None:
    """Opens a step of the lesson for all; an empty one closes it."""
    connection.execute("UPDATE classes SET step = :step WHERE id = :id", {"step": step, "id": class_id})
    append_log(connection, class_id, None, "opened" if step else "closed", step, "", now)


def set_frozen(connection: Connection, class_id: str, now: datetime, *, is_frozen: bool) -> None:
    """Stops the collection of hits, or lets it go on."""
    connection.execute("UPDATE classes SET is_frozen = :is WHERE id = :id", {"is": int(is_frozen), "id": class_id})
    append_log(connection, class_id, None, "frozen" if is_frozen else "thawed", "", "", now)


def set_names_shown(connection: Connection, class_id: str, now: datetime, *, is_shown: bool) -> None:
    """Shows the students' names on the stage, or hides them."""
    connection.execute("UPDATE classes SET has_names_shown = :is WHERE id = :id", {"is": int(is_shown), "id": class_id})
    append_log(connection, class_id, None, "names-shown" if is_shown else "names-hidden", "", "", now)


def append_log(
    connection: Connection, class_id: str, student_id: str | None, kind: LogKind, step: str, value: str, now: datetime
) -> bool:
    """Keeps what somebody did; False where it was there already: a prediction is kept once."""
    added = connection.execute(
        "INSERT INTO class_log (class_id, seat_id, kind, step, value, at)"
        " VALUES (:class_id, :seat_id, :kind, :step, :value, :at) ON CONFLICT DO NOTHING",
        {
            "class_id": class_id,
            "seat_id": student_id,
            "kind": kind,
            "step": step,
            "value": value,
            "at": clock.to_text(now),
        },
    )
    return added.rowcount > 0


def list_log(connection: Connection, class_id: str, student_id: str | None = None) -> list[LogEntry]:
    """What happened so far in a class, or what one student did, in order."""
    whose = "AND seat_id = :seat_id" if student_id else ""
    rows = connection.execute(
        f"SELECT * FROM class_log WHERE class_id = :class_id {whose} ORDER BY number",
        {"class_id": class_id, "seat_id": student_id or ""},
    )
    return [read_log_entry(row) for row in rows]


def read_log_entry(row: Mapping[str, Any]) -> LogEntry:
    """The record of a row of `class_log`."""
    return LogEntry(row["number"], row["seat_id"], row["kind"], row["step"], row["value"], clock.from_text(row["at"]))


def add_student(connection: Connection, class_id: str, seat_id: str, name: str, now: datetime) -> bool:
    """Somebody new; False where the class has that name already."""
    added = connection.execute(
        "INSERT INTO students (seat_id, class_id, name, folded_name, joined_at, seen_at)"
        " VALUES (:seat_id, :class_id, :name, :folded, :now, :now) ON CONFLICT DO NOTHING",
        {"seat_id": seat_id, "class_id": class_id, "name": name, "folded": fold(name), "now": clock.to_text(now)},
    ).rowcount
    if added:
        append_log(connection, class_id, seat_id, "joined", "", "", now)
    return added > 0


def rename_student(connection: Connection, student: Student, name: str, now: datetime) -> bool:
    """Another name, on the network too; False where somebody else in the class has it."""
    taken = connection.execute(
        "SELECT 1 FROM students WHERE class_id = :class_id AND folded_name = :folded AND seat_id <> :id",
        {"class_id": student.class_id, "folded": fold(name), "id": student.id},
    ).fetchone()
    if taken:
        return False
    connection.execute(
        "UPDATE students SET name = :name, folded_name = :folded WHERE seat_id = :id",
        {"name": name, "folded": fold(name), "id": student.id},
    )
    connection.execute("UPDATE seats SET first_name = :name WHERE id = :id", {"name": name, "id": student.id})
    append_log(connection, student.class_id, student.id, "renamed", "", "", now)
    return True


def fold(name: str) -> str:
    """What a name is compared by."""
    return name.casefold()


def find_student(connection: Connection, student_id: str) -> Student | None:
    """A student by id."""
    row = connection.execute("SELECT * FROM students WHERE seat_id = :id", {"id": student_id}).fetchone()
    return _student(row) if row else None


def find_student_among(connection: Connection, seats: Sequence[str]) -> Student | None:
    """The student that one of these accounts is."""
    of_seats, named = among("seat_id", seats)
    row = connection.execute(f"SELECT * FROM students WHERE {of_seats} ORDER BY joined_at DESC", named).fetchone()
    return _student(row) if row else None


def list_students(connection: Connection, class_id: str) -> list[Student]:
    """Everybody in the class, in the order in which they came."""
    rows = connection.execute(
        "SELECT * FROM students WHERE class_id = :class_id ORDER BY joined_at, seat_id", {"class_id": class_id}
    )
    return [_student(row) for row in rows]


def note_seen(connection: Connection, student_id: str, now: datetime) -> None:
    """That a student was here just now."""
    connection.execute(
        "UPDATE students SET seen_at = :now WHERE seat_id = :id", {"now": clock.to_text(now), "id": student_id}
    )


def remove_student(connection: Connection, student: Student, now: datetime) -> None:
    """Sends somebody out: the account and all that came from it go."""
    erase_seat(connection, student.id)
    append_log(connection, student.class_id, None, "left", "", "", now)


def end_class(connection: Connection, ended: Class) -> None:
    """Deletes a class, its students, and all that came in while it was open and belongs to nobody else; a clock that it
    moved shows the real time again."""
    moved = connection.execute("SELECT 1 FROM class_log WHERE class_id = :id AND kind = 'clock'", {"id": ended.id})
    if moved.fetchone():
        stand_clock(connection, None)
    for student in list_students(connection, ended.id):
        erase_seat(connection, student.id)
    since = {"since": clock.to_text(ended.opened_at)}
    of_nobody = "visitor_id NOT IN (SELECT visitor_id FROM identities)"
    strangers = f"SELECT DISTINCT visitor_id FROM events WHERE received_at >= :since AND {of_nobody}"
    visitors = [row["visitor_id"] for row in connection.execute(strangers, since)]
    for visitor in visitors:
        for table in TABLES:
            if table.whose == "visitor":
                connection.execute(f"DELETE FROM {table.name} WHERE visitor_id = :visitor", {"visitor": visitor})
    connection.execute(f"DELETE FROM walk WHERE at >= :since AND {of_nobody}", since)
    connection.execute("DELETE FROM refusals WHERE at >= :since", since)
    for name in ("class_log", "students"):
        connection.execute(f"DELETE FROM {name} WHERE class_id = :id", {"id": ended.id})
    connection.execute("DELETE FROM classes WHERE id = :id", {"id": ended.id})


def _class(row: Mapping[str, Any]) -> Class:
    return Class(
        row["id"],
        row["code"],
        row["key"],
        row["lesson"],
        row["step"],
        clock.from_text(row["opened_at"]),
        bool(row["is_frozen"]),
        bool(row["has_names_shown"]),
    )


def _student(row: Mapping[str, Any]) -> Student:
    return Student(
        row["seat_id"], row["class_id"], row["name"], clock.from_text(row["joined_at"]), clock.from_text(row["seen_at"])
    )
