"""Writes an export: JSON Lines, CSV or a SQLite file; whole, or not at all. `exporting` calls it."""

import contextlib
import csv
import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Protocol, TextIO

from pixel.export.options import STANDARD_OUTPUT, Format
from pixel.export.rows import Row
from pixel.store.queries.export import SqliteFile

# A spreadsheet would take such a cell for a formula, and run it: anybody can send an event of any name.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Writer(Protocol):
    """Takes rows, table by table."""

    def begin(self, table: str, columns: Sequence[str]) -> None: ...

    def write(self, row: Row) -> None: ...

    def close(self) -> None: ...


class LinesWriter:
    """A JSON object a line, which says first what table it is of."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._table = ""

    def begin(self, table: str, columns: Sequence[str]) -> None:  # noqa: ARG002
        self._table = table

    def write(self, row: Row) -> None:
        print(json.dumps({"table": self._table} | row, ensure_ascii=False), file=self._file)

    def close(self) -> None:
        self._file.flush()


class CsvWriter:
    """A header and a line for each row of one table; lists and mappings as JSON."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._writer = csv.writer(file, lineterminator="\n")

    def begin(self, table: str, columns: Sequence[str]) -> None:  # noqa: ARG002
        self._writer.writerow(columns)

    def write(self, row: Row) -> None:
        self._writer.writerow([_cell(value) for value in row.values()])

    def close(self) -> None:
        self._file.flush()


def _cell(value: object) -> object:
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return int(value)
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


@contextlib.contextmanager
def open_writer(to: str, form: Format) -> Iterator[Writer]:
    """What writes to standard output, or to a new file that takes its place when it is whole. Raises OSError."""
    if to == STANDARD_OUTPUT:
        with open(sys.stdout.fileno(), "w", encoding="utf-8", newline="", closefd=False) as output:
            yield _for_text(output, form)
        return
    target = Path(to)
    with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as made:
        partial = Path(made.name)
    try:
        with partial.open("w", encoding="utf-8", newline="") as file:
            writer = SqliteFile(partial) if form == "sqlite" else _for_text(file, form)
            with contextlib.closing(writer):
                yield writer
        with partial.open("rb+") as whole:
            os.fsync(whole.fileno())
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def _for_text(file: TextIO, form: Format) -> Writer:
    return CsvWriter(file) if form == "csv" else LinesWriter(file)
