"""The `pixel` command: serve · migrate · seed · reset · export · copy · play · lesson."""

import argparse
import dataclasses
import os
import secrets
import sqlite3
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from time import monotonic

from pixel import clock
from pixel.classroom.attendance.opening import FIRST_LESSON, open_new_class
from pixel.classroom.lesson.command import add_parser as add_lesson_parser
from pixel.data_files.errors import DataFileError
from pixel.export.command import add_export, run_export
from pixel.origins import Origins
from pixel.serving.greeting import greet
from pixel.serving.server import check_addresses, serve
from pixel.settings import Settings, SettingsError, keep_secret_key, read_database, read_settings, readable_address
from pixel.store import Store, StoreUnavailable
from pixel.store.copying import CopyError, copy_everything
from pixel.store.migrations import migrate, pending_steps
from pixel.store.queries.classroom.classes import Class
from pixel.store.queries.reset import erase_everything
from pixel.store.shared_clock import SharedClock
from pixel.stories.command import add_parser as add_play_parser

OLDEST_SQLITE = (3, 37, 0)
# What a class needs of a server, where nothing else is said: everybody in the room reaches it, and time can be moved.
FOR_A_CLASS = {"PIXEL_HOST": "0.0.0.0", "PIXEL_CLOCK": "simulated"}  # noqa: S104


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs one command; ends with a sentence and status 1 where it cannot."""
    asked = _build_parser().parse_args(arguments)
    try:
        _check_sqlite()
        said = {name: text for name, text in os.environ.items() if text}
        defaults = FOR_A_CLASS if getattr(asked, "opens_class", None) else {}
        settings = read_settings(
            defaults | said, **{name: getattr(asked, name, None) for name in ("port", "host", "workers", "clock")}
        )
        _run(asked.run, settings, asked)
    except (SettingsError, ValueError, OSError) as error:
        sys.exit(f"pixel: {error}")
    except KeyboardInterrupt:
        sys.exit(130)


def _run(
    command: Callable[[Settings, argparse.Namespace], None], settings: Settings, asked: argparse.Namespace
) -> None:
    try:
        command(settings, asked)
    except (StoreUnavailable, sqlite3.DatabaseError) as error:
        raise SettingsError(f"{readable_address(settings.database)} cannot be used: {error}") from error


def _build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="pixel", description="A teaching server on web tracking.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    serving = commands.add_parser("serve", help="serve all sites on one port until Ctrl-C")
    serving.add_argument("--port", type=int, help="where to listen (PIXEL_PORT, 8000)")
    serving.add_argument("--host", help="address to listen on (PIXEL_HOST, loopback; 0.0.0.0 for a classroom)")
    serving.add_argument("--workers", type=int, help="gunicorn workers (PIXEL_WORKERS, one per core)")
    serving.add_argument("--waitress", action="store_true", help="serve with waitress, as on Windows")
    simulated = "a clock that POST /api/clock moves, for tests (PIXEL_CLOCK=simulated)"
    serving.add_argument("--simulated-clock", dest="clock", action="store_const", const="simulated", help=simulated)
    classroom = "open a class: for this network, with a clock that the teacher moves; LESSON: a name, or a .yaml file"
    serving.add_argument("--class", dest="opens_class", nargs="?", const=FIRST_LESSON, metavar="LESSON", help=classroom)
    serving.set_defaults(run=_serve)
    commands.add_parser("migrate", help="make the database, or bring it up to date").set_defaults(run=_migrate)
    seeding = commands.add_parser("seed", help="take in the agencies' product feeds and the campaigns")
    seeding.add_argument("--town-seed", type=int, metavar="N", help="another town behind the network, made from N")
    seeding.add_argument("--town-size", type=int, metavar="N", help="of N invented residents (500)")
    seeding.set_defaults(run=_seed)
    reset = commands.add_parser("reset", help="erase every visit, person and ad shown; keep catalogue and campaigns")
    reset.set_defaults(run=_reset)
    add_export(commands).set_defaults(run=_export)
    copying = commands.add_parser("copy", help="copy everything from one database to another, new one")
    copying.add_argument("--from", dest="source", required=True, metavar="URL", help="sqlite:///… or postgresql://…")
    copying.add_argument("--to", dest="target", required=True, metavar="URL", help="the same; made if it is missing")
    copying.set_defaults(run=_copy)
    add_play_parser(commands)
    add_lesson_parser(commands)
    return parser


def _serve(settings: Settings, asked: argparse.Namespace) -> None:
    _check_migrated(settings)
    Origins(settings)  # says what is wrong with PIXEL_SITES here, in one sentence, and not in each worker
    token = settings.teacher_token or secrets.token_urlsafe(9)
    settings = dataclasses.replace(settings, teacher_token=token, secret_key=keep_secret_key(settings))
    check_addresses(settings)
    greet(settings, sys.stdout, _open_class(settings, asked.opens_class) if asked.opens_class else None)
    serve(settings, with_waitress=asked.waitress)


def _open_class(settings: Settings, lesson: str) -> Class:
    """A new class; or the one that is open still, with its codes and all who are in it."""
    from pixel.classroom.lesson.reader import find_lesson

    named = str(Path(lesson).resolve()) if Path(lesson).suffix in (".yaml", ".yml") else lesson
    try:
        find_lesson(named)
    except DataFileError as error:
        raise SettingsError(str(error)) from error
    store = Store(settings.database)
    if settings.has_simulated_clock:
        SharedClock(store).follow()
    try:
        return open_new_class(store, clock.now(), named)
    finally:
        store.close()


def _migrate(settings: Settings, _: argparse.Namespace) -> None:
    steps = migrate(settings.database)
    print(f"{readable_address(settings.database)}: {', '.join(steps) if steps else 'up to date'}", flush=True)


def _seed(settings: Settings, asked: argparse.Namespace) -> None:
    from pixel.seeds import seed

    _check_migrated(settings)
    with closing(Store(settings.database)) as store:  # so that the file alone is whole
        products, campaigns = seed(store, asked.town_seed, asked.town_size)
    print(f"{readable_address(settings.database)}: {products} products, {campaigns} campaigns", flush=True)


def _reset(settings: Settings, _: argparse.Namespace) -> None:
    _check_migrated(settings)
    with closing(Store(settings.database)) as store:
        store.erase(erase_everything)
    print(f"{readable_address(settings.database)}: erased", flush=True)


def _export(settings: Settings, asked: argparse.Namespace) -> None:
    _check_migrated(settings)
    run_export(settings, asked)


def _copy(_: Settings, asked: argparse.Namespace) -> None:
    source, target = read_database(asked.source), read_database(asked.target)
    if isinstance(source, Path) and not source.exists():
        raise SettingsError(f"There is no database at {source}.")
    progress = Progress()
    try:
        if pending_steps(source):
            raise SettingsError(f"{readable_address(source)} is not up to date: run `pixel migrate` on it first.")
        migrate(target)
        counts = copy_everything(source, target, progress.tell)
    except CopyError as error:
        raise SettingsError(str(error)) from error
    except (StoreUnavailable, sqlite3.DatabaseError) as error:
        raise SettingsError(f"The copy stopped: {error}. Run the same command again: it goes on from there.") from error
    finally:
        progress.end()
    print(f"{readable_address(target)}: {sum(counts.values()):,} rows, as many as there were.", flush=True)


class Progress:
    """How far a copy is, table by table: at most once a second, on a terminal always on the same line."""

    def __init__(self) -> None:
        self._table, self._at = "", float("-inf")

    def tell(self, table: str, done: int, total: int) -> None:
        if table != self._table:
            self.end()
            self._table, self._at = table, float("-inf")
        if monotonic() - self._at > 1 or done == total:
            self._at = monotonic()
            start, end = ("\r", "") if sys.stdout.isatty() else ("", "\n")
            print(f"{start}{table}: {done:,} of {total:,}", end=end, flush=True)

    def end(self) -> None:
        if self._table and sys.stdout.isatty():
            print(flush=True)
        self._table = ""


def _check_migrated(settings: Settings) -> None:
    if pending_steps(settings.database):
        where = readable_address(settings.database)
        raise SettingsError(f"{where} is not up to date: run `pixel migrate` (and `pixel seed`) first.")


def _check_sqlite() -> None:
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        wanted = ".".join(map(str, OLDEST_SQLITE[:2]))
        raise SettingsError(
            f"this Python comes with SQLite {sqlite3.sqlite_version}; {wanted} or later is needed: use a newer Python."
        )
