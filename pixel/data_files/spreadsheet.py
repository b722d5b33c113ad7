"""CSV as spreadsheets open it: with a byte-order mark, without which Excel takes UTF-8 for the machine's old code page,
lines that end as RFC 4180 has it, and no cell that is run as a formula. Exports write by it."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, TextIO

Separator = Literal["comma", "semicolon", "tab"]
SEPARATORS: Mapping[Separator, str] = {"comma": ",", "semicolon": ";", "tab": "\t"}
BYTE_ORDER_MARK = "\ufeff"
# A spreadsheet would take such a cell for a formula, and run it: anybody can send an event of any name.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Sheet:
    """A table of one file; lists and mappings stand in its cells as JSON. Numbers in columns are whole: no decimal
    point that a language writes otherwise."""

    def __init__(self, file: TextIO, separator: Separator) -> None:
        self._writer = csv.writer(file, delimiter=SEPARATORS[separator], lineterminator="\r\n")
        file.write(BYTE_ORDER_MARK)

    def begin(self, columns: Sequence[str]) -> None:
        """The header."""
        self._writer.writerow(columns)

    def write(self, cells: Iterable[object]) -> None:
        """A line."""
        self._writer.writerow([_cell(value) for value in cells])


def _cell(value: object) -> object:
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return int(value)
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
