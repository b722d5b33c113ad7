"""A flood is ignored with the GIF and its verdict, and hardly writes; a class behind one address is never hit."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest

from pixel.collect import endpoint
from tests.support.app_harness import GIF, AppHarness, Browser, build_harness, verdict_of

REFUSED = "ignored; reason=rate-limited"
CLASS_SIZE = 30


@pytest.fixture(scope="module")
def limited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppHarness]:
    built = build_harness(tmp_path_factory.mktemp("limited"), rate_limit=2)
    yield built
    built.app.store.close()


def test_who_floods_is_told_so_and_the_page_still_gets_its_image(limited: AppHarness) -> None:
    flooder, other = limited.browser(), limited.browser()
    before, start = limited.count("events"), monotonic()
    answers = [flooder.hit() for _ in range(100)]
    said = [verdict_of(answer) for answer in answers]
    took = monotonic() - start
    assert said[0] == "recorded"
    assert set(said) == {"recorded", REFUSED}
    assert 4 <= said.count("recorded") <= 6 + 2 * took
    assert all((answer.status_code, answer.data, answer.mimetype) == (200, GIF, "image/gif") for answer in answers)
    assert limited.count("events") - before == said.count("recorded")
    noted = limited.rows("SELECT * FROM refusals WHERE reason = 'rate-limited'")
    assert 1 <= len(noted) <= 1 + took
    assert verdict_of(other.hit()) == "recorded"


def test_the_stream_tells_all_of_the_others_hits_and_counts_the_flood(limited: AppHarness) -> None:
    flooder, other = limited.browser(), limited.browser()
    teacher = {"authorization": f"Bearer {limited.settings.teacher_token}"}
    stream = "/api/stream?wait=0"
    begin = re.findall(r"^id: (.+)$", other.get("backstage", stream, **teacher).text, re.MULTILINE)[-1]
    said = []
    for destination in ("cuba", "bahamas"):
        said += [verdict_of(flooder.hit()) for _ in range(50)]
        assert other.look(destination) == "recorded"
    told = limited.browser().get("backstage", stream, **teacher, last_event_id=begin).text
    hits = [json.loads(line) for line in re.findall(r"^event: hit\ndata: (.+)$", told, re.MULTILINE)]
    assert [hit["contents"] for hit in hits if hit["visitor"] == visitor_of(other)] == [["cuba"], ["bahamas"]]
    assert len([hit for hit in hits if hit["visitor"] == visitor_of(flooder)]) == said.count("recorded")
    assert [hit["visitor"] for hit in hits if hit["reason"] == "rate-limited"] <= [None] * 3


def visitor_of(browser: Browser) -> str:
    cookie = browser.client.get_cookie("visitor", "reseau.localhost")
    assert cookie
    return cookie.value.partition(".")[0]


def test_a_class_behind_one_address_is_never_hit(tmp_path: Path) -> None:
    """The default beyond loopback: each picks a trip, looks at three pages, all at once, all from one address."""
    harness = build_harness(tmp_path, host="0.0.0.0")
    students = [harness.browser() for _ in range(CLASS_SIZE)]
    said = {
        student.look(destination, event=event)
        for destination in ("bahamas", "cuba", "martinique")
        for event in ("PageView", "ViewContent")
        for student in students
    }
    assert said == {"recorded"}
    harness.app.store.close()


def test_a_flood_without_cookies_is_refused_by_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoint, "monotonic", lambda: 1000.0)  # all within the same moment, however slow the machine
    harness = build_harness(tmp_path, rate_limit=1)
    said = [verdict_of(harness.browser().hit(fields={"id": "nobody", "ev": "PageView"})) for _ in range(130)]
    assert said == ["ignored; reason=unknown-pixel"] * 120 + [REFUSED] * 10
    harness.app.store.close()


def test_on_loopback_nobody_is_limited(harness: AppHarness) -> None:
    browser = harness.browser()
    assert {verdict_of(browser.hit()) for _ in range(60)} == {"recorded"}
