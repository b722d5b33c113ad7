"""Who is somebody's partner, from the friendship graph alone: three measures side by side, and how often each hits."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import render_template

from pixel.networks.guesses.access import Asked, ask
from pixel.networks.guesses.words import write_interval, write_percent
from pixel.networks.wording import write_number
from pixel.profile.guessing import MEASURES, best_measure
from pixel.profile.inference.close_ties import Measure, rank_friends
from pixel.profile.inference.evaluation import Rate
from pixel.profile.learned import Learned, read_learned
from pixel.store import Connection
from pixel.store.queries.town.inference import read_circle
from pixel.store.queries.town.subjects import name_residents

SHOWN = 8


@dataclass(frozen=True)
class RankView:
    """A friend in one measure's order. `is_partner`: in truth, which the network does not have."""

    rank: int
    friend: str
    name: str
    value: str
    is_partner: bool


@dataclass(frozen=True)
class TieFacts:
    """What the page reads: the graph of friends, their names, what was measured."""

    graph: Mapping[str, frozenset[str]]
    names: Mapping[str, str]
    learned: Learned


def read_facts(connection: Connection, asked: Asked) -> TieFacts:
    """All of it, on the page's snapshot."""
    graph = read_circle(connection, asked.subject)
    names = name_residents(connection, asked.subject.network, {*graph, asked.truth.partner or asked.resident.id})
    return TieFacts(graph, names, read_learned(connection, asked.subject.network))


def show_ties() -> str:
    """The page."""
    asked, facts = ask(read_facts)
    best = best_measure(facts.learned)
    ranked = {by: view_ranks(facts, asked, by) for by in MEASURES}
    return render_template(
        "guesses/ties.html",
        me=asked.me,
        asked=asked,
        ranked=ranked,
        best=best,
        first=next(iter(ranked[best]), None),
        partner=facts.names.get(asked.truth.partner or ""),
        partner_is_friend=asked.truth.partner in facts.graph,
        friends_count=max(len(facts.graph) - 1, 0),
        rates={by: facts.learned.ties.get(by, Rate(0, 0)) for by in MEASURES},
        percent=write_percent,
        interval=write_interval,
    )


def view_ranks(facts: TieFacts, asked: Asked, by: Measure) -> list[RankView]:
    """The first friends by a measure, and the partner, wherever they stand."""
    ranked = rank_friends(facts.graph, asked.resident.id, by)
    return [
        RankView(
            each.rank,
            each.friend,
            facts.names.get(each.friend, each.friend),
            write_number(each.value, 1 if by == "recursive" else 0),
            each.friend == asked.truth.partner,
        )
        for each in ranked
        if each.rank <= SHOWN or each.friend == asked.truth.partner
    ]
