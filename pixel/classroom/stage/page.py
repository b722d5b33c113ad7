"""The page to project, the whole list page by page, and the picture to keep: what each reads, and what it shows."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import get_timezone

from pixel import clock
from pixel.ads.catalogue import Catalogue, read_catalogue
from pixel.classroom.stage.choice import Choice
from pixel.classroom.stage.graph import FRAMES, Count, Frame, Lane, Node, Shape, count_passages, lay_out
from pixel.classroom.stage.map_layout import LAYOUTS, MapLayout, StationId
from pixel.classroom.stage.viewer import Viewer, label_students, list_of_viewer
from pixel.classroom.stage.views import CONTROL, TRACKED, AdView, HitView, list_ad_titles, view_items
from pixel.classroom.stage.what_if import COOKIES
from pixel.classroom.stage.words import tell_reason
from pixel.collect.verdict import REASONS
from pixel.store import Connection
from pixel.store.queries.classroom.classes import Student
from pixel.store.queries.classroom.stage import StageItem, list_after, list_newest
from pixel.store.queries.classroom.stream import Cursor

MOST_SHOWN = 300  # of the recent past, and in a stage that stays open
HITS_A_PAGE = 100


@dataclass(frozen=True)
class StageFacts:
    """What the page reads, on one snapshot. `end`: from where the stream goes on."""

    students: Sequence[Student]
    items: Sequence[StageItem]
    catalogue: Catalogue
    end: Cursor


@dataclass(frozen=True)
class ListFacts:
    """A page of the whole list; `next` None: there is no more."""

    students: Sequence[Student]
    items: Sequence[StageItem]
    catalogue: Catalogue
    next: Cursor | None


@dataclass(frozen=True)
class GraphView:
    """The graph in one shape, with the numbers on its lines."""

    shape: Shape
    frame: Frame
    nodes: Sequence[Node]
    counts: Mapping[tuple[str, Lane], Count]


@dataclass(frozen=True)
class Why:
    """A cookie outcome, or a reason to ignore, and how many hits had it."""

    key: str
    words: str
    count: int


@dataclass(frozen=True)
class Stage:
    """All that the page shows. `labels`: what each student is called; `at_stations`: how many have come by each;
    `whys`: what the browsers did; `zone`: of the times shown."""

    viewer: Viewer
    choice: Choice
    labels: Mapping[str, str]
    items: Sequence[HitView | AdView]
    graphs: Sequence[GraphView]
    maps: Mapping[Shape, MapLayout]
    at_stations: Mapping[StationId, int]
    whys: Sequence[Why]
    ad_titles: Mapping[str, str]
    end: Cursor
    now: datetime
    zone: str

    @property
    def latest(self) -> HitView | None:
        return next((item for item in self.items if isinstance(item, HitView)), None)


def read_stage(connection: Connection, viewer: Viewer, end: Cursor) -> StageFacts:
    """The recent past, up to a settled place: from there the stream goes on, and nothing is there twice."""
    items = list_newest(connection, viewer.scope, end, MOST_SHOWN)
    return StageFacts(list_of_viewer(connection, viewer), items, read_catalogue(connection), end)


def read_list(connection: Connection, viewer: Viewer, after: Cursor, end: Cursor) -> ListFacts:
    """What came after a place, oldest first, up to a settled one."""
    items, behind, has_more = list_after(connection, viewer.scope, after, end, HITS_A_PAGE)
    students = list_of_viewer(connection, viewer)
    return ListFacts(students, items, read_catalogue(connection), behind if has_more else None)


def set_stage(facts: StageFacts, viewer: Viewer, choice: Choice) -> Stage:
    """The page as the reader chose it."""
    labels = label_students(viewer, facts.students)
    viewed = view_items(facts.items, labels, facts.catalogue, choice.switch)
    items = [item for item in viewed if choice.shows(item)]
    return Stage(
        viewer=viewer,
        choice=choice,
        labels=labels,
        items=items,
        graphs=[draw_graph(items, choice, shape) for shape in FRAMES],
        maps=LAYOUTS,
        at_stations=count_at_stations(items),
        whys=count_whys(items),
        ad_titles=list_ad_titles(facts.catalogue),
        end=facts.end,
        now=clock.now(),
        zone=str(get_timezone()),
    )


def draw_graph(items: Sequence[HitView | AdView], choice: Choice, shape: Shape) -> GraphView:
    """The graph of some items."""
    passages = [item.passage for item in items if isinstance(item, HitView)]
    counts = count_passages(passages, choice.switch)
    return GraphView(shape, FRAMES[shape], lay_out(TRACKED, CONTROL, shape), counts)


def count_at_stations(items: Sequence[HitView | AdView]) -> dict[StationId, int]:
    """How many hits came by each station of the map, and how many ads."""
    lanes = Counter(item.lane for item in items if isinstance(item, HitView))
    hits, ads = lanes.total(), sum(isinstance(item, AdView) for item in items)
    return {
        "browsers": hits,
        "agencies": hits,
        "collector": hits,
        "ignored": lanes["ignored"],
        "nobody": lanes["loose"],
        "profile": lanes["tied"],
        "auction": ads,
        "feed": ads,
    }


def count_whys(items: Sequence[HitView | AdView]) -> list[Why]:
    """How many hits had each cookie outcome, and how many were ignored for each reason."""
    counts = Counter(item.reason or item.cookie for item in items if isinstance(item, HitView))
    outcomes = [Why(cookie, tell_reason("", cookie), counts[cookie]) for cookie in COOKIES]
    return outcomes + [Why(reason, tell_reason(reason, ""), counts[reason]) for reason in REASONS]
