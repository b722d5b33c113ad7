"""What the server says of a class when an expectation is about it. `player` asks."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from pixel.stories.actions.expectations import Expectation
from pixel.stories.play.assertions import Facts
from pixel.stories.server.client import Row, ServerClient

MOST_SECONDS = 3600  # the stream goes no further back


def know_class(
    client: ServerClient, expect: Expectation, facts: Facts, seat: str | None, cookie: str, rows: Sequence[Row]
) -> Facts:
    """The facts, and what is expected of a class. `seat`: the account of who is asked about; `cookie`: the visitor's,
    in that browser; `rows`: those kept so far of that person's hits."""
    if expect.students is not None:
        facts = replace(facts, students=list_students(client))
    if expect.told:
        facts = replace(facts, told=count_told(client, seat, cookie))
    if expect.left:
        visitors = {str(row["visitor_id"]) for row in rows} | {cookie.partition(".")[0]}
        facts = replace(facts, left=tuple(list_left(client, sorted(visitors - {""}))))
    return facts


def list_students(client: ServerClient) -> tuple[str, ...] | None:
    """The names of all in the class; None where none is open."""
    opened = client.find_class()
    return None if opened is None else tuple(student["name"] for student in opened["students"])


def count_told(client: ServerClient, seat: str | None, cookie: str) -> Mapping[str, int]:
    """What the stream has told since the class was opened: hits by verdict. A student of the class (by the account,
    `seat`) asks with the browser's own cookie; anybody else is taken for the teacher."""
    opened = client.find_class()
    if opened is None:
        return {}
    passed = datetime.fromisoformat(client.clock()["now"]) - datetime.fromisoformat(opened["opened_at"])
    is_student = seat in [student["id"] for student in opened["students"]]
    seconds, own = min(int(passed.total_seconds()) + 1, MOST_SECONDS), f"visitor={cookie}" if is_student else ""
    told = Counter[str]()
    for kind, data in client.read_stream(seconds, own):
        if kind == "hit":
            told[data["reason"] or "recorded"] += 1
        elif kind == "flood":
            told.update(data["by_verdict"])
    return told


def list_left(client: ServerClient, visitors: Sequence[str]) -> Iterator[str]:
    """What is still kept of the class, and of the visitors that a person was."""
    if client.find_class():
        yield "a class"
    for visitor in visitors:
        yield from ["a profile"] * (client.find_profile(visitor) is not None)
        yield from _count(client.list_events(visitor=visitor), "hit")
        yield from _count(client.list_impressions(visitor=visitor), "ad")


def _count(rows: Iterator[Row], what: str) -> Iterator[str]:
    number = sum(1 for _ in rows)
    if number:
        yield f"{number} {what}{'' if number == 1 else 's'}"
