"""What a class brought about: charts with their tables, and the same to take away. Nobody's name is in it."""

import csv
import json
import re
from io import StringIO

import pytest

from tests.support.app_harness import AppHarness, Browser, one_hit

NAMES = ("Comète", "=SUM(A1)")


@pytest.fixture
def classroom(harness: AppHarness) -> AppHarness:
    """A class in which things have happened; somebody who was here before has a hit of their own."""
    earlier = harness.browser()
    earlier.join()
    earlier.look("cuba")
    harness.open_class()
    students = [harness.browser() for _ in NAMES]
    for student, name in zip(students, NAMES, strict=True):
        student.join_class(harness.class_code(), name)
        student.look("bahamas")
        student.ads()
        page = student.url("soleil", "/destinations/bahamas")
        student.hit("GET", {"id": "soleil", "ev": "PageView", "dl": page, "rl": student.url("network", "/")})
    harness.browser().look("bahamas")
    harness.browser().hit(sec_gpc="1")
    boss = teach(harness)
    boss.post("backstage", "/class/step", {"step": "ad"})
    students[1].post("backstage", "/lesson/ad/predict", {"choice": "same"})
    return harness


def teach(harness: AppHarness) -> Browser:
    browser = harness.browser()
    browser.teach()
    return browser


def totals(harness: AppHarness) -> dict[str, dict[str, str]]:
    """Of each chart the numbers by key, as its table has them."""
    page = teach(harness).get("backstage", "/class/totals", accept_language="en").text
    charts = re.split(r'data-testid="chart" data-chart="', page)[1:]
    return {
        chart.partition('"')[0]: dict(re.findall(r'data-testid="total" data-key="([^"]*)" data-parts="([^"]*)"', chart))
        for chart in charts
    }


def test_the_charts_count_what_is_the_classs(classroom: AppHarness) -> None:
    told = totals(classroom)
    assert told["sites"] == {"soleil": "4 1"}  # of students, and nobody's
    assert told["destinations"] == {"bahamas": "2 1"}  # and not the trip that somebody else looked at
    assert told["ads"]["soleil"].split()[1] == "2"
    assert told["refusals"] == {"gpc": "1"}
    assert sum(int(number) for number in told["cookies"].values()) == 5


def test_the_page_is_drawn_without_a_script_and_names_nobody(classroom: AppHarness) -> None:
    page = teach(classroom).get("backstage", "/class/totals").text
    assert page.count('<svg class="bars"') == 5
    assert not [name for name in NAMES if name in page]


@pytest.mark.parametrize(("asked", "separator"), [("", ","), ("?separator=semicolon", ";"), ("?separator=tab", "\t")])
def test_the_rows_as_csv(classroom: AppHarness, asked: str, separator: str) -> None:
    answer = teach(classroom).get("backstage", f"/class/export.csv{asked}")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(StringIO(answer.data.decode("utf-8-sig"), newline=""), delimiter=separator))
    hits = [row for row in rows if row["kind"] == "hit"]
    assert sorted(row["student"] for row in hits) == ["", "1", "1", "2", "2"]
    assert {row["verdict"] for row in hits} == {"recorded"}
    [ignored] = [row for row in rows if row["kind"] == "ignored"]
    assert (ignored["verdict"], ignored["student"]) == ("gpc", "")
    [predicted] = [row for row in rows if row["kind"] == "predicted"]
    assert (predicted["student"], predicted["step"], predicted["value"]) == ("2", "ad", "same")


def test_a_separator_that_is_none_is_refused(classroom: AppHarness) -> None:
    assert teach(classroom).get("backstage", "/class/export.csv?separator=x").status_code == 422


def test_the_rows_as_json_lines_in_the_order_of_time(classroom: AppHarness) -> None:
    lines = teach(classroom).get("backstage", "/class/export.jsonl").text.splitlines()
    rows = [json.loads(line) for line in lines]
    assert [row["at"] for row in rows] == sorted(row["at"] for row in rows)
    assert {row["kind"] for row in rows} >= {"joined", "hit", "ad", "ignored", "opened", "predicted"}


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_nothing_that_points_to_somebody_is_taken_away(classroom: AppHarness, form: str) -> None:
    text = teach(classroom).get("backstage", f"/class/export.{form}").text
    ids = [row["id"] for row in classroom.rows("SELECT id FROM seats")]
    ids += [row["visitor_id"] for row in classroom.rows("SELECT visitor_id FROM events")]
    assert not [each for each in (*NAMES, *ids) if each in text]


def test_what_somebody_sent_is_no_formula(classroom: AppHarness) -> None:
    classroom.browser().hit(fields=one_hit(ev="=HYPERLINK(1)"))
    rows = teach(classroom).get("backstage", "/class/export.csv").data.decode("utf-8-sig")
    assert ",=HYPERLINK" not in rows
