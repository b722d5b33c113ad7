"""What every page of the lesson reads first: the class, its lesson, who asks, and what happened so far."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import abort, request
from flask_babel import gettext

from pixel import clock
from pixel.backstage.request import is_gpc
from pixel.classroom.attendance.access import Asker, find_asker
from pixel.classroom.lesson.facts import Act, find_outcome
from pixel.classroom.lesson.model import Experiment, Lesson, Step, Visit
from pixel.classroom.lesson.outcomes import Outcome
from pixel.classroom.lesson.progress import Progress, list_opened, read_progress
from pixel.classroom.lesson.reader import find_lesson
from pixel.collect.device import read_device
from pixel.pages.site import services
from pixel.store import Connection
from pixel.store.queries.classroom import Class, LogEntry, Student, list_log, list_students


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
    return Room(opened, find_lesson(opened.lesson), entries, students, asker, clock.now())


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
    return Act(student, visitors, step, room.progress_of(student), room.entries, is_gpc(), room.now)


def ask_outcome(act: Act) -> Outcome:
    """What became of an act, as the log tells now."""
    return services().store.read(find_outcome, act)


def this_browser() -> str:
    """The browser that asks, as hits name it."""
    return read_device(request.headers.get("User-Agent", "")).browser
