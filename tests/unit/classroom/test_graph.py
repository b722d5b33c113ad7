"""The graph: which line a hit is on, what its number says, and that lines end where they should."""

from math import dist

import pytest

from pixel.classroom.stage.graph import FRAMES, Count, Lane, Passage, Shape, count_passages, lane_of, lay_out
from pixel.classroom.stage.map_layout import LAYOUTS, WAYS
from pixel.classroom.stage.what_if import Case

SITES = ("soleil", "nordet", "escale", "affaires")
TIED = Passage("soleil", "tied", Case("", "sent-back"))
SHAPES: tuple[Shape, ...] = ("wide", "tall")


@pytest.mark.parametrize(
    ("verdict", "is_tied", "lane"),
    [("recorded", True, "tied"), ("recorded", False, "loose"), ("ignored", False, "ignored")],
)
def test_a_hit_is_in_the_lane_of_what_became_of_it(verdict: str, is_tied: bool, lane: Lane) -> None:
    assert lane_of(verdict, is_tied=is_tied) == lane


def test_lines_count_what_passed_and_what_would_be_left() -> None:
    asked = Passage("escale", "tied", Case("", "sent-back", has_asked=True))
    ignored = Passage("soleil", "ignored", Case("gpc", ""))
    passages = [TIED, TIED, asked, ignored]
    assert count_passages(passages, None)["soleil", "tied"] == Count(2, 2)
    refused = count_passages(passages, "no-consent")
    assert refused["soleil", "tied"] == Count(2, 2)
    assert refused["escale", "tied"] == Count(1, 0)
    assert refused["escale", "tied"].is_faded
    assert count_passages(passages, "gpc")["soleil", "ignored"] == Count(1, 1)


def test_nothing_that_never_passed_fades() -> None:
    assert not Count().is_faded


@pytest.mark.parametrize("shape", SHAPES)
def test_a_line_ends_at_the_person_at_the_ring_or_before(shape: Shape) -> None:
    frame = FRAMES[shape]
    *tracked, control = lay_out(SITES, "discrete", shape)
    assert [node.site for node in tracked] == list(SITES)
    assert control.lines == ()
    for node in tracked:
        ends = {line.lane: dist(line.end, frame.centre) for line in node.lines}
        assert ends["tied"] == pytest.approx(frame.person, abs=0.2)
        assert ends["loose"] == pytest.approx(frame.ring, abs=0.2)
        assert ends["ignored"] > frame.ring


@pytest.mark.parametrize("shape", SHAPES)
def test_no_number_covers_another(shape: Shape) -> None:
    width, height = (84, 30) if shape == "wide" else (58, 21)
    labels = [line.label for node in lay_out(SITES, "discrete", shape) for line in node.lines]
    for at, (x, y) in enumerate(labels):
        for other_x, other_y in labels[:at]:
            assert abs(x - other_x) >= width or abs(y - other_y) >= height - 1


@pytest.mark.parametrize("shape", SHAPES)
def test_every_way_leads_over_stations_that_are_drawn(shape: Shape) -> None:
    layout = LAYOUTS[shape]
    stations = {station.id: station for station in layout.stations}
    assert {name for way in WAYS.values() for name in way} == set(stations)
    for station in stations.values():
        assert station.x + station.width <= layout.width
        assert station.y + station.height <= layout.height
