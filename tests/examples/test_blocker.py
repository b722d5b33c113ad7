"""Does the blocker block? Asked of the tracker itself: what it was sent, what it kept, which ad it showed."""

from pathlib import Path

from blocker import Blocker

from pixel.testing.server import PixelServer
from pixel.testing.story import StoryPlayer

HERE = Path(__file__).parent


def test_without_a_blocker_the_ad_is_there(pixel_story: StoryPlayer) -> None:
    """The control: the shipped story ends with the ad for what was looked at."""
    played = pixel_story("bahamas", browser="chromium")
    ads = [ad for step in played.steps if step.seen for ad in step.seen.ads]
    assert "retargeting" in {ad.reason for ad in ads}


def test_with_the_blocker_the_tracker_learns_nothing(pixel_server: PixelServer, pixel_story: StoryPlayer) -> None:
    """A story of our own: no ad, no row, the same on the next day."""
    blocker = Blocker(HERE / "filters.txt")
    pixel_story(HERE / "stories" / "unseen.yaml", browser="chromium", prepare=blocker.attach)
    assert any("/pixel.js" in url for url in blocker.stopped)
    assert list(pixel_server.api.list_events()) == [], "nothing arrived at all"


def test_a_list_that_names_somebody_else_protects_nobody(pixel_story: StoryPlayer, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("||pixel.elsewhere.example^\n", encoding="utf-8")
    blocker = Blocker(other)
    pixel_story("bahamas", browser="chromium", prepare=blocker.attach)
    assert blocker.stopped == []
