"""Who is in the class: at which step, whose browser gives back what, and how much came of it. Page and API ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pixel.store import Connection
from pixel.store.queries.classroom.classes import Class, Student, list_students
from pixel.store.queries.classroom.roster import StudentFacts, read_student_facts


@dataclass(frozen=True)
class RosterLine:
    """A student, and what the store knows of them."""

    student: Student
    facts: StudentFacts

    @property
    def seen_at(self) -> datetime:
        """When there was a sign of them last."""
        return max(self.student.seen_at, self.facts.last_at or self.student.seen_at)


def read_roster(connection: Connection, opened: Class) -> Sequence[RosterLine]:
    """Everybody in the class, on one snapshot."""
    facts = read_student_facts(connection, opened.id)
    return [RosterLine(student, facts[student.id]) for student in list_students(connection, opened.id)]
