"""Answers about the class: opened, shown with its roster, ended."""

from pixel import clock
from pixel.api.caller import Caller
from pixel.api.context import ApiContext
from pixel.api.problems import Problem
from pixel.api.responses import Class, Student
from pixel.classroom.attendance.opening import door_urls, open_new_class
from pixel.classroom.attendance.roster import RosterLine, read_roster
from pixel.pages.addresses import here
from pixel.store.queries.classroom import classes as queries


def open_class(context: ApiContext, _: Caller) -> Class:
    """Opens a class: a code to type, and addresses for its QR codes."""
    if context.store.read(queries.find_open_class):
        raise Problem("class-open", "A class is open already.")
    return _describe(context, open_new_class(context.store, clock.now()))


def show_class(context: ApiContext, _: Caller) -> Class:
    """The open class, with everybody in it."""
    return _describe(context, _find_class(context))


def end_class(context: ApiContext, _: Caller) -> None:
    """Ends the class, and deletes all that came of it."""
    context.store.erase(queries.end_class, _find_class(context))


def _find_class(context: ApiContext) -> queries.Class:
    opened = context.store.read(queries.find_open_class)
    if opened is None:
        raise Problem("not-found", "No class is open.")
    return opened


def _describe(context: ApiContext, opened: queries.Class) -> Class:
    roster = context.store.read(read_roster, opened)
    return Class(
        code=opened.code,
        join_urls=[url.whole for url in door_urls(opened, here(), context.settings)],
        lesson=opened.lesson,
        step=opened.step,
        opened_at=clock.to_text(opened.opened_at),
        is_frozen=opened.is_frozen,
        has_names_shown=opened.has_names_shown,
        students=[_describe_student(line) for line in roster],
    )


def _describe_student(line: RosterLine) -> Student:
    student, facts = line.student, line.facts
    return Student(
        id=student.id,
        name=student.name,
        step=facts.step,
        cookie=facts.cookie,
        visitor_ids=list(facts.visitor_ids),
        hits=facts.hits,
        ads=facts.ads,
        joined_at=clock.to_text(student.joined_at),
        seen_at=clock.to_text(line.seen_at),
    )
