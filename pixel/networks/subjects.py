"""What somebody's likes, comments, groups and pages are about, by name: read with whatever a page reads. `wording` puts
it into sentences."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pixel.profile.interests import SourceKind
from pixel.store import Connection
from pixel.store.queries.town.subjects import name_authors, name_groups, name_pages
from pixel.store.records import SignalSource


@dataclass(frozen=True)
class Subjects:
    """Authors of the town's posts by post; names of groups and pages by id, in each language."""

    authors: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    pages: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def read_subjects(
    connection: Connection, network: str, asked: Iterable[tuple[SourceKind | SignalSource, str]]
) -> Subjects:
    """The names of what is asked for, each by kind and id; of many the first."""
    ids: defaultdict[str, list[str]] = defaultdict(list)
    for kind, subject in asked:
        ids["post" if kind in ("like", "comment") else kind].append(subject)
    return Subjects(
        name_authors(connection, network, ids["post"]),
        name_groups(connection, network, ids["group"]),
        name_pages(connection, network, ids["page"]),
    )
