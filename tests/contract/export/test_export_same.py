"""Same seed, same clock, same story: the same export, byte for byte, on either store and on any number of workers."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import Client

from pixel import clock
from pixel.app import create_app
from pixel.export.exporter import export
from pixel.export.options import FORMATS, WHATS, Export
from pixel.networks.ribambelle.network import load_ribambelle
from pixel.settings import Settings
from pixel.store import Store
from tests.support.api_client import Script
from tests.support.app_harness import CHROMIUM, FIREFOX, AppHarness, Browser, build_harness, one_hit

MONDAY = "2026-01-05T09:00:00Z"
POST = load_ribambelle().content.posts[0].id


@pytest.fixture(autouse=True, scope="module")
def calm() -> Iterator[None]:
    """The clock is put back."""
    yield
    clock.set_offset(timedelta(0))


class Workers:
    """Several servers on one database, which take turns."""

    def __init__(self, settings: Settings, number: int) -> None:
        self.apps = [create_app(settings) for _ in range(number)]
        self._turns = cycle(self.apps)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        return next(self._turns)(environ, start_response)

    def close(self) -> None:
        for app in self.apps:
            app.store.close()


def play(harness: AppHarness, workers: int, *, is_other_way_round: bool = False) -> None:
    """A story of two people over some days. A page's two hits may come in either order."""
    settings = replace(harness.settings, has_simulated_clock=True, hit_wait_ms=20_000)
    served = Workers(settings, workers)
    script = Script(Client(served), {"Authorization": f"Bearer {settings.teacher_token}"})
    script.post("/reset")
    script.post("/clock", {"stands_at": MONDAY})
    zoe, marcel = Browser(Client(served), FIREFOX, False), Browser(Client(served), CHROMIUM, False)
    steps: list[Callable[[], object]] = [
        lambda: zoe.join("marcel"),
        lambda: marcel.join("marcel"),
        lambda: _look(zoe, "bahamas", is_other_way_round),
        lambda: _look(marcel, "bahamas", is_other_way_round),
        lambda: zoe.ads(),
        lambda: marcel.post("network", f"/posts/{POST}/like"),
        lambda: zoe.post("network", "/activity/disconnect", {"site": "nordet"}),
        lambda: zoe.look("iceland", "nordet"),
        lambda: marcel.hit(sec_gpc="1"),
        lambda: script.post("/clock", {"advance_seconds": 3 * 86_400}),
        lambda: [zoe.ads(), marcel.ads()],
        lambda: Browser(Client(served), FIREFOX, False).look("cuba"),
        lambda: marcel.hit(sec_gpc="1"),
    ]
    for step in steps:
        script.post("/clock", {"advance_seconds": 1})
        step()
    served.close()


def _look(browser: Browser, destination: str, is_other_way_round: bool) -> None:
    """A page with its two hits, each with an id drawn by the browser."""
    page = browser.url("soleil", f"/destinations/{destination}")
    hits = [
        one_hit(ev="PageView", dl=page, eid=f"{id(browser)}-1", **{"cd[content_ids]": ""}),
        one_hit(ev="ViewContent", dl=page, eid=f"{id(browser)}-2"),
    ]
    for fields in reversed(hits) if is_other_way_round else hits:
        assert browser.hit(fields=fields).headers["X-Pixel-Verdict"] == "recorded"


def write_all(store: Store, folder: Path) -> dict[str, bytes]:
    """The export in all formats."""
    written = {}
    for form in FORMATS:
        for whats in [(what,) for what in WHATS] if form == "csv" else [WHATS]:
            to = folder / f"{form}-{whats[0]}"
            export(store, Export(whats, form, str(to), "numbers"))
            written[to.name] = to.read_bytes()
    return written


@pytest.fixture(scope="module")
def reference(calm: None, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """One worker, SQLite."""
    folder = tmp_path_factory.mktemp("reference")
    harness = build_harness(folder)
    play(harness, 1)
    written = write_all(harness.app.store, folder)
    harness.app.store.close()
    return written


@pytest.mark.long
@pytest.mark.parametrize(("workers", "swapped"), [(1, False), (3, True)], ids=["one worker", "three, hits swapped"])
def test_the_same_story_gives_the_same_export(
    harness: AppHarness, tmp_path: Path, reference: dict[str, bytes], workers: int, swapped: bool
) -> None:
    play(harness, workers, is_other_way_round=swapped)
    assert write_all(harness.app.store, tmp_path) == reference


def test_it_tells_the_story(reference: dict[str, bytes]) -> None:
    rows = [json.loads(line) for line in reference["jsonl-events"].decode().splitlines()]
    events = [row for row in rows if row["table"] == "events"]
    assert [(row["id"], row["visitor_id"], row["event"], row["received_at"]) for row in events] == [
        (1, 1, "PageView", "2026-01-05T09:00:03.000Z"),
        (2, 1, "ViewContent", "2026-01-05T09:00:03.000Z"),
        (3, 2, "PageView", "2026-01-05T09:00:04.000Z"),
        (4, 2, "ViewContent", "2026-01-05T09:00:04.000Z"),
        (5, 3, "ViewContent", "2026-01-08T09:00:12.000Z"),
    ]
    assert events[0]["page_url"] == "http://soleil.localhost/destinations/bahamas"
    people = [row for row in rows if row["table"] == "profiles"]
    assert [(row["seat_id"], row["visitors"], row["disconnected"]) for row in people] == [
        (1, [1], ["nordet"]),
        (2, [2], []),
        (None, [3], []),
    ]
    shown = [row for row in rows if row["table"] == "impressions"]
    assert [row["number"] for row in shown] == list(range(1, len(shown) + 1))
    assert {row["seat_id"] for row in shown} == {1, 2}
