"""Close ties: small graphs by hand, the paper's recursion written out, and networkx."""

from collections.abc import Iterable
from itertools import combinations

import networkx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pixel.profile.inference.close_ties import Graph, Measure, hit_rate, rank_friends
from pixel.profile.inference.evaluation import Rate

Edge = tuple[str, str]


def graph_of(edges: Iterable[Edge]) -> Graph:
    friends: dict[str, set[str]] = {}
    for one, other in edges:
        friends.setdefault(one, set()).add(other)
        friends.setdefault(other, set()).add(one)
    return {person: frozenset(others) for person, others in friends.items()}


def circle(*among_friends: str, of: str = "u") -> Graph:
    """A person's graph from who are friends among the friends: "va" for v and a. All of them are friends of `u`."""
    people = {person for pair in among_friends for person in pair}
    return graph_of([*((of, person) for person in people), *((pair[0], pair[1]) for pair in among_friends)])


def values(graph: Graph, person: str, by: Measure) -> dict[str, float]:
    return {ranked.friend: ranked.value for ranked in rank_friends(graph, person, by)}


# v knows one of each of u's two circles (a, b and c, d), h is in the midst of the first one.
TWO_CIRCLES = circle("va", "vc", "ab", "cd", "ha", "hb")


@pytest.mark.parametrize(
    ("by", "of_v", "of_a"),
    [
        pytest.param("mutual", 2, 3, id="mutual friends: a has more"),
        pytest.param("dispersion", 1, 2, id="dispersion: a, c are far apart but for v; v, b and v, h but for a"),
        pytest.param("normalised", 1 / 2, 2 / 3, id="normalised: by the mutual friends"),
    ],
)
def test_two_circles_worked_by_hand(by: Measure, of_v: float, of_a: float) -> None:
    found = values(TWO_CIRCLES, "u", by)
    assert found["v"] == pytest.approx(of_v)
    assert found["a"] == pytest.approx(of_a)


def test_friends_of_each_other_are_not_far_apart() -> None:
    assert values(circle("va", "vb", "ab"), "u", "dispersion") == {"v": 0, "a": 0, "b": 0}


def test_a_second_common_friend_brings_two_people_together() -> None:
    assert values(circle("va", "vb"), "u", "dispersion")["v"] == 1
    assert values(circle("va", "vb", "wa", "wb"), "u", "dispersion")["v"] == 0


def test_a_common_friend_outside_the_circle_does_not_count() -> None:
    """x knows a and b, but is no friend of u: outside G_u."""
    outside = graph_of([*_edges(circle("va", "vb")), ("x", "a"), ("x", "b")])
    assert values(outside, "u", "dispersion")["v"] == 1


def test_the_recursion_worked_by_hand() -> None:
    """v knows a and b, far apart. Once: x_v = (1 + 1 + 2)/2 = 2, x_a = x_b = 1/1. Twice: x_v = (1 + 1 + 2)/2 = 2,
    x_a = 2² = 4. A third time: x_v = (16 + 16 + 2·16)/2 = 32, x_a = 2² = 4."""
    assert values(circle("va", "vb"), "u", "recursive") == {"v": 32, "a": 4, "b": 4}


@pytest.mark.parametrize("by", ["mutual", "dispersion", "normalised", "recursive"])
@pytest.mark.parametrize(
    ("graph", "person", "friends"),
    [
        pytest.param({"u": frozenset()}, "u", [], id="no friends"),
        pytest.param({}, "u", [], id="not in the graph"),
        pytest.param(graph_of([("u", "v")]), "u", ["v"], id="one friend, none in common"),
        pytest.param({"u": frozenset("uv"), "v": frozenset("uv")}, "u", ["v"], id="a friend of oneself"),
        pytest.param({"u": frozenset("v")}, "u", ["v"], id="a friend who is not in the graph"),
    ],
)
def test_who_has_nobody_in_common_scores_nothing(graph: Graph, person: str, friends: list[str], by: Measure) -> None:
    assert values(graph, person, by) == dict.fromkeys(friends, 0.0)


def test_a_ring_of_friends_has_no_ties_to_tell() -> None:
    ring = graph_of((f"p{number}", f"p{(number + 1) % 6}") for number in range(6))
    assert values(ring, "p0", "recursive") == {"p1": 0.0, "p5": 0.0}


def test_ranks_begin_with_one_and_ties_go_to_common_friends_then_to_the_id() -> None:
    ranked = rank_friends(circle("va", "vb", "cd", "de", "ce"), "u", "dispersion")
    assert [(one.rank, one.friend, one.mutual) for one in ranked] == [
        (1, "v", 2),
        (2, "c", 2),
        (3, "d", 2),
        (4, "e", 2),
        (5, "a", 1),
        (6, "b", 1),
    ]


def test_hits_count_of_those_whose_partner_is_a_friend() -> None:
    graph = circle("va", "vb")
    partners = {"u": "v", "v": "u", "a": "z", "b": "u"}
    assert hit_rate(graph, partners, "dispersion") == Rate(3, 3)
    assert hit_rate(graph, {"u": "a"}, "dispersion") == Rate(0, 1)
    assert hit_rate(graph, {}, "recursive").share is None


PEOPLE = "uvwxyzabc"
GRAPHS = st.sets(st.sampled_from(list(combinations(PEOPLE, 2))), max_size=30).map(graph_of)


@settings(deadline=None, derandomize=True, max_examples=60)
@given(GRAPHS)
def test_networkx_agrees(graph: Graph) -> None:
    theirs = networkx.Graph(_edges(graph))
    for person in graph:
        for by, is_normalised in (("dispersion", False), ("normalised", True)):
            expected = networkx.dispersion(theirs, person, normalized=is_normalised)
            assert values(graph, person, by) == pytest.approx(expected)  # type: ignore[arg-type]


@settings(deadline=None, derandomize=True, max_examples=60)
@given(GRAPHS)
def test_the_recursion_is_the_paper_s_written_out(graph: Graph) -> None:
    for person, friends in graph.items():
        x = dict.fromkeys(friends, 1.0)
        for _ in range(3):
            x = {friend: _once_more(graph, person, friend, x) for friend in friends}
        assert values(graph, person, "recursive") == pytest.approx(x)


def _once_more(graph: Graph, u: str, v: str, x: dict[str, float]) -> float:
    common = graph[u] & graph[v]
    total = sum(x[w] ** 2 for w in common)
    for s, t in combinations(common, 2):
        if t not in graph[s] and not (graph[s] & graph[t] & graph[u]) - {v}:
            total += 2 * x[s] * x[t]
    return total / len(common) if common else 0.0


def _edges(graph: Graph) -> list[Edge]:
    return [(one, other) for one, others in graph.items() for other in others]
