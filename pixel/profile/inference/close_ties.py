"""Who is somebody's partner, from the friendship graph alone. Pure; the profile and the walk ask.

After L. Backstrom, J. Kleinberg, "Romantic partnerships and the dispersion of social ties" (CSCW 2014, arXiv
1310.6753). For a person u and a friend v, within G_u (u, the friends of u, and who among them are friends):

- `mutual`, the embeddedness emb(u, v): how many friends they have in common.
- `dispersion`, disp(u, v): how many pairs s, t of these common friends are far apart: not friends of each other, and
  without a common friend in G_u but u and v themselves. A partner knows people from all of one's circles.
- `normalised`: disp(u, v) / emb(u, v).
- `recursive`: a far-apart pair counts for more if s and t score high themselves. From x_v = 1, three times over,

      x_v ← (sum of x_w² over common friends w  +  2 · sum of x_s · x_t over pairs far apart) / emb(u, v)

  After the first time x_v is 1 + 2 · normalised, which ranks alike.

Where there is no common friend, all four are 0. A pair s, t is far apart for at most one v: the one common friend that
they have. So one look at every pair of friends yields all dispersions of a person, in time and memory that grow with
the square of the friends (500 friends: tenths of a second).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from pixel.profile.inference.evaluation import Rate

Graph = Mapping[str, frozenset[str]]
"""Person to friends, both ways; nobody is a friend of themselves."""
Measure = Literal["mutual", "dispersion", "normalised", "recursive"]
ITERATIONS = 3  # the paper: ranks best after the third


@dataclass(frozen=True)
class RankedFriend:
    """A friend with `value` in the measure asked for; `mutual`: friends in common; `rank` from 1."""

    rank: int
    friend: str
    value: float
    mutual: int


def rank_friends(graph: Graph, person: str, by: Measure) -> list[RankedFriend]:
    """A person's friends, closest first; of equals the one with more common friends, then by id. Empty for who has no
    friends or is not in the graph."""
    circle = _Circle(graph, person)
    values = circle.measure(by)
    order = sorted(circle.friends, key=lambda friend: (-values[friend], -circle.mutual[friend], friend))
    return [
        RankedFriend(rank, friend, values[friend], circle.mutual[friend]) for rank, friend in enumerate(order, start=1)
    ]


def hit_rate(graph: Graph, partners: Mapping[str, str], by: Measure) -> Rate:
    """For how many people the first of `rank_friends` is the partner, of all whose partner is among their friends (as
    in the paper). `partners`: person to partner, the truth."""
    asked = [person for person, partner in partners.items() if partner in graph.get(person, frozenset())]
    hits = sum(rank_friends(graph, person, by)[0].friend == partners[person] for person in asked)
    return Rate(hits, len(asked))


class _Circle:
    """G_u: who are friends among a person's friends, as sets of bits, one bit a friend."""

    def __init__(self, graph: Graph, person: str) -> None:
        self.friends = sorted(graph.get(person, frozenset()) - {person})
        bit = {friend: 1 << index for index, friend in enumerate(self.friends)}
        known = [graph.get(friend, frozenset()) - {friend} for friend in self.friends]
        self._links = [sum(bit[other] for other in others & bit.keys()) for others in known]
        self.mutual = {friend: links.bit_count() for friend, links in zip(self.friends, self._links, strict=True)}

    def measure(self, by: Measure) -> dict[str, float]:
        if by == "mutual":
            return {friend: float(count) for friend, count in self.mutual.items()}
        far_apart = self._find_far_apart()
        if by == "recursive":
            return dict(zip(self.friends, self._iterate(far_apart), strict=True))
        dispersions = zip(self.friends, map(len, far_apart), strict=True)
        if by == "dispersion":
            return {friend: float(count) for friend, count in dispersions}
        return {friend: count / max(self.mutual[friend], 1) for friend, count in dispersions}

    def _find_far_apart(self) -> list[list[tuple[int, int]]]:
        """For each friend v, the pairs that are far apart but for v."""
        pairs: list[list[tuple[int, int]]] = [[] for _ in self.friends]
        for (s, links_s), (t, links_t) in combinations(enumerate(self._links), 2):
            common = links_s & links_t
            if common and not common & (common - 1) and not links_s >> t & 1:  # one bit, and not friends
                pairs[common.bit_length() - 1].append((s, t))
        return pairs

    def _iterate(self, far_apart: list[list[tuple[int, int]]]) -> list[float]:
        neighbours = [[w for w in range(len(self.friends)) if links >> w & 1] for links in self._links]
        x = [1.0] * len(self.friends)
        for _ in range(ITERATIONS):
            x = [
                (sum(x[w] ** 2 for w in common) + 2 * sum(x[s] * x[t] for s, t in pairs)) / max(len(common), 1)
                for common, pairs in zip(neighbours, far_apart, strict=True)
            ]
        return x
