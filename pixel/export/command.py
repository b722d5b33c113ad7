"""The command line of `pixel export`: its flags, and what cannot be asked for together. `cli` hooks it in."""

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pixel.data_files.spreadsheet import SEPARATORS
from pixel.export.options import FORMATS, STANDARD_OUTPUT, WHATS, Export
from pixel.settings import Settings, SettingsError
from pixel.store import Store

if TYPE_CHECKING:
    from argparse import ArgumentParser, _SubParsersAction

ABOUT = """\
Writes recorded hits, profiles line by line, ads shown, ignored hits, and what people declare, like, write, join,
follow, befriend, correct and object to. Pseudonymous unless --with-ids: visitors and seats have names that hold for
this file alone. Left out: event ids, impressions' ids, first names, what people typed, IP addresses, user agents,
screens, headers and raw requests. Said less of: addresses of pages and referrers (without query), languages (the first,
without country), data (what the catalogue says of a trip: no search words, no travel dates), evidence (how many rows
of which table).
A CSV file has a byte-order mark, so that Excel shows accents. Where decimals have a comma, as in French, Excel wants
--separator semicolon. Lists and objects stand in its cells as JSON, with decimal points.
"""


def add_export(commands: "_SubParsersAction[ArgumentParser]") -> "ArgumentParser":
    """Adds the command; the parser that it got."""
    parser = commands.add_parser("export", help="write what was received to a file", description=ABOUT)
    parser.add_argument("--what", choices=(*WHATS, "all"), default="all", help="which rows (all)")
    parser.add_argument("--format", choices=FORMATS, default="jsonl", help="JSON Lines, CSV or SQLite (jsonl)")
    parser.add_argument(
        "--separator",
        type=_name_separator,
        choices=SEPARATORS,
        help="what stands between a CSV file's cells (comma); semicolon for Excel in French",
    )
    parser.add_argument("--to", default=STANDARD_OUTPUT, metavar="PATH", help="which file (-, standard output)")
    names = parser.add_mutually_exclusive_group()
    names.add_argument(
        "--with-ids",
        dest="names",
        action="store_const",
        const="ids",
        default="pseudonyms",
        help="everything as it stands: this file holds people's data",
    )
    names.add_argument(
        "--renumber",
        dest="names",
        action="store_const",
        const="numbers",
        help="numbers instead of ids, in an order that holds for each run of the same story; no ports in addresses",
    )
    return parser


def run_export(settings: Settings, asked: argparse.Namespace) -> None:
    """Exports; says on standard error how many rows. Raises SettingsError, StoreUnavailable, OSError."""
    from pixel.export.exporter import export

    _check(settings, asked)
    store = Store(settings.database)
    whats = WHATS if asked.what == "all" else (asked.what,)
    try:
        counts = export(store, Export(whats, asked.format, asked.to, asked.names, asked.separator or "comma"))
    except BrokenPipeError:  # whoever read it has seen enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return
    finally:
        store.close()
    if asked.to != STANDARD_OUTPUT:
        said = ", ".join(f"{number:,} {what}" for what, number in counts.items())
        print(f"{asked.to}: {said}", file=sys.stderr, flush=True)


def _name_separator(text: str) -> str:
    """The name of a separator that was given as itself."""
    return next((name for name, separator in SEPARATORS.items() if text == separator), text)


def _check(settings: Settings, asked: argparse.Namespace) -> None:
    if asked.format == "csv" and asked.what == "all":
        raise SettingsError("A CSV file holds one table: say which, as --what events, or choose --format sqlite.")
    if asked.format != "csv" and asked.separator:
        raise SettingsError("Only a CSV file has a separator: choose --format csv, or leave --separator out.")
    if asked.to == STANDARD_OUTPUT:
        if asked.format == "sqlite":
            raise SettingsError("A SQLite file cannot go to standard output: say where, as --to export.db.")
        return
    target = Path(asked.to)
    if not target.parent.is_dir() or target.is_dir():
        raise SettingsError(f"There is no file to write at {target}: name one in a folder that exists.")
    database = settings.database
    if isinstance(database, Path) and target.exists() and target.samefile(database):
        raise SettingsError(f"{target} is the database itself: name another file.")
