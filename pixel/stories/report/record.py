"""A story in pictures: a screenshot of each step, and one page that shows them in their order. `pixel play --record`.

The page stands alone: its pictures and its look are inside it, it asks nobody for anything and runs no script.
"""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path

from jinja2 import Environment, PackageLoader

from pixel.data_files.base_model import Texts
from pixel.stories.actions.of_nobody import Look, WaitFor
from pixel.stories.drivers.driver import SeenAd, SeenHit
from pixel.stories.format.model import Story
from pixel.stories.play.results import Played, Result
from pixel.stories.report.captions import REASONS, expected_in_french

LOOK = resources.files("pixel") / "static" / "shared" / "shared.css"
PAGE = "index.html"


@dataclass(frozen=True)
class Scene:
    """One picture and what is said under it; `picture` is what stands in an image's `src`, empty for none."""

    number: int
    who: str
    caption: Texts
    is_ok: bool
    sentence: str
    details: tuple[str, ...]
    expected: tuple[str, ...]  # the same in French
    picture: str
    url: str
    hits: Sequence[SeenHit]
    ads: Sequence[SeenAd]
    is_time: bool


class Recorder:
    """Keeps the pictures of one story in a folder. Of a class, the first one's are kept, and what went wrong."""

    def __init__(self, folder: Path, story: Story) -> None:
        self._folder, self._story = folder, story
        self._scenes: list[Scene] = []
        folder.mkdir(parents=True, exist_ok=True)

    def add(self, played: Played, picture: bytes | None) -> None:
        """The next step, and a PNG of what its person saw then. Raises OSError."""
        if played.is_ok and not self._is_wanted(played.who):
            return
        if isinstance(played.step, Look) and self._belongs_to_last(played):
            last = self._scenes[-1]
            self._scenes[-1] = replace(
                last,
                details=(*last.details, *played.details),
                expected=(*last.expected, *_expected(played)),
                is_ok=last.is_ok and played.is_ok,
            )
            return
        if picture:
            (self._folder / f"{played.number:02}-{played.who}.png").write_bytes(picture)
        self._scenes.append(_scene(played, picture))

    def finish(self, result: Result) -> Path:
        """Writes the page; its path. Raises OSError."""
        room = Environment(loader=PackageLoader("pixel.stories.report", "."), autoescape=True, trim_blocks=True)
        template = room.get_template("record.html")
        path = self._folder / PAGE
        look = LOOK.read_text(encoding="utf-8")
        page = template.render(result=result, story=self._story, scenes=self._scenes, look=look, reasons=REASONS)
        path.write_text(page, encoding="utf-8")
        return path

    def _is_wanted(self, who: str | None) -> bool:
        return who is None or who in self._story.persons or who.endswith("-1")

    def _belongs_to_last(self, played: Played) -> bool:
        return bool(self._scenes) and self._scenes[-1].who == (played.who or "") and not self._scenes[-1].is_time


def _scene(played: Played, picture: bytes | None) -> Scene:
    seen = played.seen
    return Scene(
        number=played.number,
        who=played.who or "",
        caption=played.step.tell(played.who or ""),
        is_ok=played.is_ok,
        sentence=played.sentence,
        details=played.details,
        expected=_expected(played),
        picture=f"data:image/png;base64,{b64encode(picture).decode()}" if picture else "",
        url=seen.url if seen else "",
        hits=seen.hits if seen else (),
        ads=seen.ads if seen else (),
        is_time=isinstance(played.step, WaitFor),
    )


def _expected(played: Played) -> tuple[str, ...]:
    return tuple(expected_in_french(played.step.expect)) if played.step.expect else ()
