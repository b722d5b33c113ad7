"""`pixel export`, as `cli` calls it: which rows, disguised how, written where."""

from collections.abc import Iterator
from functools import partial

from pixel.export.options import Export, What
from pixel.export.pseudonyms import Disguise, columns_of
from pixel.export.renumbering import renumber
from pixel.export.rows import Row, gather
from pixel.export.writers import open_writer
from pixel.store import Store


def export(store: Store, asked: Export) -> dict[What, int]:
    """Writes the rows; how many of each kind. Raises StoreUnavailable, OSError."""
    counts: dict[What, int] = {}
    with open_writer(asked) as writer:
        for what, rows in _rows_of(store, asked):
            writer.begin(what, columns_of(what, is_disguised=asked.names != "ids"))
            counts[what] = 0
            for row in rows:
                writer.write(row)
                counts[what] += 1
    return counts


def _rows_of(store: Store, asked: Export) -> Iterator[tuple[What, Iterator[Row]]]:
    read = partial(gather, store)
    if asked.names == "numbers":
        yield from renumber(read, asked.whats, Disguise(has_ports=False))
        return
    disguise = Disguise()
    for what in asked.whats:
        rows = read(what)
        if asked.names == "ids":
            yield what, rows
        else:
            yield what, (disguise.rename(disguise.strip(what, row)) for row in rows)
