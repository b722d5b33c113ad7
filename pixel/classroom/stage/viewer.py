"""Who looks at the stage: the teacher, who sees all; a student, who sees what is their own; nobody else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext

from pixel.classroom.attendance.access import Asker, find_asker
from pixel.pages.site import services
from pixel.store import Connection
from pixel.store.queries.classroom.classes import Class, Student, list_students
from pixel.store.queries.classroom.stage import Scope


class NotOnStageError(Exception):
    """The asker may not see this. `is_class_open`: whether there is a class to join."""

    def __init__(self, *, is_class_open: bool) -> None:
        super().__init__("not on this stage")
        self.is_class_open = is_class_open


@dataclass(frozen=True)
class Viewer:
    """Somebody who may look. `student` None: the teacher."""

    open_class: Class
    student: Student | None
    scope: Scope

    @property
    def is_teacher(self) -> bool:
        return self.student is None

    @property
    def has_names(self) -> bool:
        """Whether names are shown: one's own always is."""
        return not self.is_teacher or self.open_class.has_names_shown

    def may_see(self, student_id: str | None) -> bool:
        """Whether what is a student's, or nobody's, is this viewer's to see."""
        return self.student is None or student_id == self.student.id


def require_viewer() -> Viewer:
    """Who asks for the current page. Raises NotOnStageError."""
    return make_viewer(find_asker())


def make_viewer(asker: Asker) -> Viewer:
    """What somebody may see of the open class. Raises NotOnStageError."""
    opened = asker.open_class
    if opened is None:
        raise NotOnStageError(is_class_open=False)
    if asker.is_teacher:
        return Viewer(opened, None, Scope(opened.opened_at))
    if asker.student is None:
        raise NotOnStageError(is_class_open=True)
    scope = Scope(opened.opened_at, asker.student.id, asker.identity.visitors)
    return Viewer(opened, asker.student, scope)


def list_of_viewer(connection: Connection, viewer: Viewer) -> list[Student]:
    """The students whose hits the viewer sees."""
    return [viewer.student] if viewer.student else list_students(connection, viewer.open_class.id)


def label_students(viewer: Viewer, students: Sequence[Student]) -> Mapping[str, str]:
    """What each student is called here: by name, or while names are hidden by number, in the order of joining."""
    if viewer.has_names:
        return {student.id: student.name for student in students}
    return {student.id: gettext("Person %(number)s", number=number) for number, student in enumerate(students, start=1)}


def read_labels(viewer: Viewer) -> Mapping[str, str]:
    """The same, asked of the store."""
    return label_students(viewer, services().store.read(list_of_viewer, viewer))
