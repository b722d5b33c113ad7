"""What the rooms' SQL is given: an open connection, on SQLite or on PostgreSQL, which it cannot tell apart.

The SQL is what both understand: named (`:name`) or positional (`?`) parameters, lists by `among`, `ON CONFLICT`,
texts that compare by their bytes, JSON as text.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeAlias, TypeVar

T = TypeVar("T")

Value: TypeAlias = str | int | None
Values: TypeAlias = Mapping[str, Value] | Sequence[Value]
# What a transaction is for. `keep`: hits, many at a time; `erase`: somebody's rows, while no hit is being kept.
Purpose = Literal["read", "write", "keep", "erase"]


class Result(Protocol):
    """What a statement yields: rows by column name, and how many it changed."""

    @property
    def rowcount(self) -> int: ...

    def fetchone(self) -> Any: ...

    def __iter__(self) -> Iterator[Any]: ...


@dataclass(frozen=True)
class Insert:
    """What many rows are inserted into at once: each database has its own quickest way to take them.

    `key`: the columns that make a row unique, none where any conflict is meant; `on_conflict`: SQL, what is done with a
    row whose like is there already.
    """

    table: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    integers: frozenset[str] = frozenset()
    on_conflict: str = "DO NOTHING"

    @property
    def conflict_target(self) -> str:
        """As SQL names it after ON CONFLICT."""
        return f"({', '.join(self.key)})" if self.key else ""

    def which_inserted(self, rows: Sequence[Sequence["Value"]], inserted: Iterable[Sequence["Value"]]) -> list[bool]:
        """Which of the rows were inserted, from the keys that were; of those alike the first. NULL is like nothing."""
        places, left, news = [self.columns.index(name) for name in self.key], set(map(tuple, inserted)), list[bool]()
        for row in rows:
            key = tuple(row[place] for place in places)
            news.append(None in key or key in left)
            left.discard(key)
        return news


class Connection(Protocol):
    """One transaction's connection."""

    def execute(self, sql: str, values: Any = (), /) -> Result:
        """Runs a statement; `values` are its parameters, by name or by position."""

    def executemany(self, sql: str, values: Iterable[Any], /) -> object:
        """Runs a statement once for each of `values`."""

    def insert(self, insert: Insert, rows: Sequence[Sequence[Value]], /) -> None:
        """Inserts rows, each with its values in the order of the columns."""

    def insert_new(self, insert: Insert, rows: Sequence[Sequence[Value]], /) -> list[bool]:
        """The same, for what leaves rows alone whose like is there already; which of them were news."""


class Engine(Protocol):
    """A database behind the Store. All its calls block; the Store makes them off the event loop."""

    @property
    def name(self) -> str:
        """The database's address as a person may read it, without a password."""

    @property
    def has_one_writer(self) -> bool:
        """Whether all who write wait for one another."""

    def transact(self, purpose: Purpose, wait: float, work: Callable[[Connection], T]) -> T:
        """`work` in one transaction, committed on return; `wait`: seconds for a lock that somebody else holds.

        Raises StoreUnavailable, and whatever `work` raises; nothing is kept then.
        """

    def touch(self, wait: float) -> None:
        """A write that changes nothing, yet needs all that a write needs. Raises StoreUnavailable."""

    def compact(self, begin: Callable[[], None]) -> None:
        """Gives up the room of deleted rows; calls `begin` first, once nobody is in the way. Raises StoreUnavailable,
        and whatever `begin` raises."""

    def resync_sequences(self) -> None:
        """After rows came with numbers of their own: the next ones go on from there. Raises StoreUnavailable."""

    def list_writers(self, table: str) -> frozenset[str]:
        """The transactions that write to a table now, where one may commit a lower number than another has committed
        before it; none where numbers are given in the order of commits. Raises StoreUnavailable."""

    def close(self) -> None:
        """Closes what is open and idle."""


def among(column: str, values: Iterable[str]) -> tuple[str, dict[str, str]]:
    """SQL that asks whether a column is one of some values, and its parameters: constants, so that a database that
    spreads its rows by this column goes straight to where they are."""
    named = {f"{column}_{number}": value for number, value in enumerate(values)}
    return (f"{column} IN ({', '.join(f':{name}' for name in named)})" if named else "1 = 0"), named
