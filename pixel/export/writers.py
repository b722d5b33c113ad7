"""Writes an export: JSON Lines, CSV or a SQLite file; whole, or not at all. `exporter` calls it."""

import contextlib
import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Protocol, TextIO

from pixel.data_files.spreadsheet import Separator, Sheet
from pixel.export.options import STANDARD_OUTPUT, Export
from pixel.export.rows import Row
from pixel.store.queries.export import SqliteFile


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
    """A header and a line for each row of one table."""

    def __init__(self, file: TextIO, separator: Separator) -> None:
        self._file, self._sheet = file, Sheet(file, separator)

    def begin(self, table: str, columns: Sequence[str]) -> None:  # noqa: ARG002
        self._sheet.begin(columns)

    def write(self, row: Row) -> None:
        self._sheet.write(row.values())

    def close(self) -> None:
        self._file.flush()


@contextlib.contextmanager
def open_writer(asked: Export) -> Iterator[Writer]:
    """What writes to standard output, or to a new file that takes its place when it is whole. Raises OSError."""
    if asked.to == STANDARD_OUTPUT:
        with open(sys.stdout.fileno(), "w", encoding="utf-8", newline="", closefd=False) as output:
            yield _for_text(output, asked)
        return
    target = Path(asked.to)
    with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as made:
        partial = Path(made.name)
    try:
        with partial.open("w", encoding="utf-8", newline="") as file:
            writer = SqliteFile(partial) if asked.form == "sqlite" else _for_text(file, asked)
            with contextlib.closing(writer):
                yield writer
        with partial.open("rb+") as whole:
            os.fsync(whole.fileno())
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def _for_text(file: TextIO, asked: Export) -> Writer:
    return CsvWriter(file, asked.separator) if asked.form == "csv" else LinesWriter(file)
