"""`pixel lesson` on the command line; `pixel.cli` hooks it in."""

import argparse
import sys


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`pixel lesson` among the commands of `pixel`."""
    checking = commands.add_parser(
        "lesson",
        help="check a lesson's file, or name the lessons that come with it",
        description="Reads lessons as the server would, and says what is wrong: file, line, what was expected there.",
        epilog="Ends with 0 where all can be given to a class, 2 where one has a mistake.",
    )
    checking.add_argument("lessons", nargs="*", metavar="LESSON", help="a shipped lesson's name, or a file.yaml")
    checking.add_argument("--list", action="store_true", help="name the shipped lessons, a line each")
    checking.set_defaults(run=_run)


def _run(_: object, asked: argparse.Namespace) -> None:
    from pixel.classroom.lesson.reader import list_shipped
    from pixel.data_files.errors import DataFileError

    if not asked.list and not asked.lessons:
        sys.exit("pixel lesson: name a lesson or its file, or ask for --list.")
    try:
        for named in list_shipped() if asked.list else asked.lessons:
            sys.stdout.write(_describe(named) + "\n")
    except DataFileError as error:
        sys.stderr.write(f"pixel lesson: {error}\n")
        sys.exit(2)


def _describe(named: str) -> str:
    from pixel.classroom.lesson.reader import find_lesson

    lesson = find_lesson(named)
    wholes = sum(not step.part_of for step in lesson.steps)
    return f"{lesson.lesson}: {lesson.title.en}: {wholes} steps, {lesson.minutes} minutes"
