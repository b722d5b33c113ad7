"""What every page of the lesson reads first: the class, its lesson, who asks, and what happened so far."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import abort, request
from flask_babel import gettext

from pixel import clock
from pixel.backstage.request import is_gpc
from pixel.classroom.attendance.access import Asker, find_asker
from pixel.classroom.lesson.facts import Act, find_outcome, is_news
from pixel.classroom.lesson.model import Experiment, Lesson, Step, Visit
from pixel.classroom.lesson.outcomes import Outcome
from pixel.classroom.lesson.progress import GPC, Progress, list_opened, read_progress
from pixel.classroom.lesson.reader import find_lesson
from pixel.collect.device import read_device
from pixel.data_files.errors import DataFileError
from pixel.pages.site import services
from pixel.store import Connection
from pixel.store.queries.classroom.classes import Class, LogEntry, Student, append_log, list_log, list_students
from pixel.store.queries.identity import list_visitors


@dataclass(frozen=True)
class Room:
    """The open class as one request finds it."""

    opened: Class
    lesson: Lesson
    entries: Sequence[LogEntry]
    students: Sequence[Student]
    asker: Asker
    now: datetime

    @property
    def steps(self) -> list[Step]:
        """The steps that the teacher has opened so far."""
        return list_opened(self.lesson, self.entries, self.opened.step)

    @property
    def current(self) -> Step | None:
        """The step that is open now."""
        return self.lesson.find(self.opened.step)

    def progress_of(self, student: Student) -> Progress:
        """What a student did so far."""
        return read_progress(self.entries, student.id)

    def name_of(self, student_id: str) -> str | None:
        """A student's name, where names are shown; None where they are hidden, and to whoever is not told."""
        shown = self.opened.has_names_shown
        return next((student.name for student in self.students if shown and student.id == student_id), None)


def enter_room() -> Room:
    """The class that is open; 404 where none is."""
    asker = find_asker()
    opened = asker.open_class or abort(404, gettext("No class is open."))

    def ask(connection: Connection) -> tuple[list[LogEntry], list[Student]]:
        return list_log(connection, opened.id), list_students(connection, opened.id)

    entries, students = services().store.read(ask)
    return Room(opened, read_lesson(opened), entries, students, asker, clock.now())


def read_lesson(opened: Class) -> Lesson:
    """The lesson of a class; 503 where its file cannot be read any more."""
    try:
        return find_lesson(opened.lesson)
    except DataFileError as error:
        abort(503, gettext("The lesson cannot be read. %(mistake)s", mistake=str(error)))


def require_student(room: Room) -> Student:
    """The student who asks; 403 for anybody else."""
    return room.asker.student or abort(403, gettext("This is for those who have joined the class."))


def require_step(room: Room, step_id: str) -> Step:
    """A step that was opened; 404 for one that is none, 403 for one that the teacher has not opened yet."""
    step = room.lesson.find(step_id) or abort(404, gettext("The lesson has no such step."))
    if step not in room.steps:
        abort(403, gettext("This step is not open yet."))
    return step


def make_act(room: Room, student: Student, step: Experiment | Visit) -> Act:
    """A student's act on a step, for the log to be asked about."""
    visitors = room.asker.identity.visitors
    return Act(student, visitors, step, room.progress_of(student), room.entries, room.now)


def ask_outcome(act: Act) -> Outcome:
    """What became of an act, as the log tells now."""
    return services().store.read(find_outcome, act)


def this_browser() -> str:
    """The browser that asks, as hits name it, and whether it asks not to be followed: as the log keeps it."""
    browser = read_device(request.headers.get("User-Agent", "")).browser
    return browser + (GPC if is_gpc() else "")


def catch_up(room: Room) -> Room:
    """The class once it is kept what became of each act of which that is known by now: for the teacher, before the
    students have come back to look themselves."""

    def ask(connection: Connection) -> list[tuple[str, str, str]]:
        return [news for student in room.students for news in _find_news(connection, room, student)]

    def keep(connection: Connection) -> None:
        for student_id, step_id, outcome in found:
            append_log(connection, room.opened.id, student_id, "found", step_id, outcome, room.now)

    found = services().store.read(ask)
    if not found:
        return room
    services().store.write(keep)
    return enter_room()


def _find_news(connection: Connection, room: Room, student: Student) -> Iterator[tuple[str, str, str]]:
    progress = room.progress_of(student)
    pending = [step for step in room.lesson.steps if step.id in progress.went_at and step.id not in progress.found]
    visitors = [visitor for visitor, _ in list_visitors(connection, student.id)] if pending else []
    for step in pending:
        if isinstance(step, Experiment | Visit):
            act = Act(student, visitors, step, progress, room.entries, room.now)
            outcome = find_outcome(connection, act)
            if is_news(act, outcome):
                yield student.id, step.id, str(outcome)
