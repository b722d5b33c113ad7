"""How a script speaks to a person: progress, and what stands in the way. Standard library only."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


class CannotWork(Exception):
    """Something stands in the way. The message is for a person: what it is, and what to do."""


@contextmanager
def speaking_plainly() -> Iterator[None]:
    """What stands in the way ends the script with its sentence, and Ctrl-C ends it quietly."""
    try:
        yield
    except CannotWork as obstacle:
        sys.exit(str(obstacle))
    except PermissionError as error:
        sys.exit(f"This may not be written: {error.filename}. Move the project to a folder of your own and try again.")
    except KeyboardInterrupt:
        print()
        sys.exit(130)


def say(words: str) -> None:
    """One line of progress, shown at once even through a pipe."""
    print(words, flush=True)


def show_progress(words: str) -> None:
    """A line that changes; nothing where no terminal shows it."""
    if sys.stdout.isatty():
        print(f"\r  {words:50}\r", end="", flush=True)
