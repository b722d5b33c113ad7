"""A row of evidence as a person reads it: a sentence, what it says, when, and the row itself. `line_page` shows it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext

from pixel import clock
from pixel.networks.profile.line_words import LineNames, name_key, name_slug, name_value
from pixel.networks.subjects import Subjects, read_subjects
from pixel.networks.wording import NO_SUBJECTS, describe_signal, name_event
from pixel.pages.language import language
from pixel.pages.times import at_time
from pixel.profile.evidence import Evidence
from pixel.profile.inference.told import TownNames
from pixel.profile.told_lines import read_said
from pixel.store import Connection
from pixel.store.queries.lines import SaidRow, find_row
from pixel.store.queries.town.subjects import name_residents
from pixel.store.records import SignalSource

Row = Mapping[str, Any]
LONGEST_CELL = 240
SIGNALS: Mapping[str, tuple[SignalSource, str]] = {
    "likes": ("like", "post_id"),
    "comments": ("comment", "post_id"),
    "posts": ("post", "id"),
    "memberships": ("group", "group_id"),
    "follows": ("page", "page_id"),
}
PEOPLE = ("author_id", "friend_id", "resident_id")
TIMES = ("at", "received_at", "shown_at", "last_at", "created_at", "made_at")


@dataclass(frozen=True)
class FoundRows:
    """Rows of evidence in order (None: gone meanwhile), and what they refer to by name."""

    rows: Sequence[tuple[Evidence, Row | None]]
    subjects: Subjects = NO_SUBJECTS
    people: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class EvidenceView:
    """A row as shown. `parts`: what it says, the words that gave something away marked; `cells`: column and value."""

    table: str
    id: str
    sentence: str
    parts: tuple[tuple[str, bool], ...]
    when: str
    cells: tuple[tuple[str, str], ...]


def read_evidence(connection: Connection, network: str, evidence: Iterable[Evidence]) -> FoundRows:
    """The very rows, with the names of what they are about."""
    rows = [(each, find_row(connection, network, each.table, each.key)) for each in evidence]
    asked = [
        (SIGNALS[each.table][0], str(row[SIGNALS[each.table][1]]))
        for each, row in rows
        if row and each.table in SIGNALS
    ]
    people = [str(row[column]) for _, row in rows if row for column in PEOPLE if column in row]
    return FoundRows(rows, read_subjects(connection, network, asked), name_residents(connection, network, people))


def view_evidence(found: FoundRows, names: LineNames, towns: TownNames) -> list[EvidenceView]:
    """Each row that is still there, in the reader's language."""
    return [_view(evidence, row, found, names, towns) for evidence, row in found.rows if row]


def _view(evidence: Evidence, row: Row, found: FoundRows, names: LineNames, towns: TownNames) -> EvidenceView:
    text = _text_of(evidence.table, row, names)
    when = next((row[column] for column in TIMES if row.get(column)), "")
    return EvidenceView(
        table=evidence.table,
        id=evidence.id,
        sentence=_sentence(evidence.table, row, found, names),
        parts=_mark(text, towns) if evidence.table in ("town_comments", "comments") else ((text, False),),
        when=at_time(clock.from_text(when)) if when else "",
        cells=tuple((column, _cell(value)) for column, value in row.items() if value not in (None, "")),
    )


def _sentence(table: str, row: Row, found: FoundRows, names: LineNames) -> str:
    if table in SIGNALS:
        kind, column = SIGNALS[table]
        return describe_signal(kind, str(row[column]), found.subjects)
    if table == "events":
        sites = {product.advertiser: product.advertiser_name for product in names.products.values()}
        site = sites.get(row["pixel_id"], row["pixel_id"])
        return gettext("%(site)s reported: %(event)s", site=site, event=name_event(row["event"]))
    if table == "town_comments":
        name = found.people.get(row["author_id"], row["author_id"])
        return gettext("%(name)s wrote under one of your posts", name=name)
    sentences = {
        "declarations": gettext("You answered a question when you signed up"),
        "residents": gettext("The person whose place you took says so of themselves"),
        "seats": gettext("Interests declared with your account"),
        "impressions": gettext("An ad was shown to you"),
        "tallies": gettext("A sum of visits, of which no single one is looked at any more"),
        "corrections": gettext("You put it right yourself"),
        "resident_friends": gettext("A friendship in the town"),
        "resident_follows": gettext("A page followed in the town"),
        "resident_groups": gettext("A group joined in the town"),
        "resident_likes": gettext("A post liked in the town"),
        "trait_models": gettext("A model, learned from invented people only"),
    }
    return sentences.get(table, table)


def _text_of(table: str, row: Row, names: LineNames) -> str:
    """What a row says, in words."""
    match table:
        case "comments" | "posts":
            return str(row["text"])
        case "town_comments":
            return str(json.loads(row["text"])[language()])
        case "declarations" | "corrections":
            value = gettext("removed") if row["value"] is None else name_value(row["key"], row["value"], names)
            return f"{name_key(row['key'])}: {value}"
        case "seats":
            return ", ".join(name_slug(slug, names.products) for slug in json.loads(row["declared"]))
        case "events":
            seen = ", ".join(name_slug(slug, names.products) for slug in json.loads(row["content_ids"]))
            return f"{seen} · {row['page_url']}" if seen else str(row["page_url"])
        case "tallies":
            return f"{name_event(row['event'])} ×{row['hits']}"
        case "residents":
            return str(row["name"])
        case _:
            return ""


def _mark(text: str, towns: TownNames) -> tuple[tuple[str, bool], ...]:
    """The text in parts, those marked by which a town was told."""
    parts: list[tuple[str, bool]] = []
    done = 0
    for told in read_said(SaidRow("", "", "", (text,)), towns):
        if told.start >= done:
            parts += [(text[done : told.start], False), (text[told.start : told.end], True)]
            done = told.end
    return (*parts, (text[done:], False))


def _cell(value: object) -> str:
    text = str(value)
    return text if len(text) <= LONGEST_CELL else f"{text[:LONGEST_CELL]}…"
