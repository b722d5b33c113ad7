"""What the API tells of predictions is what was counted when the town was made."""

import json

import pytest

from pixel.seeds import seed
from tests.support.api_client import in_browser, teacher
from tests.support.app_harness import AppHarness, Browser

KEYS = {
    "trait", "auc", "base_rate", "sensitivity", "specificity", "wrong_of_ten", "threshold", "trained_on", "tried_on",
}  # fmt: skip


def test_anybody_is_told_what_was_counted(harness: AppHarness, browser: Browser) -> None:
    rows = harness.rows("SELECT trait, evaluation FROM trait_models")
    kept = {row["trait"]: json.loads(row["evaluation"]) for row in rows if not row["trait"].startswith("_")}
    told = in_browser(browser).get("/predictions")
    assert told == teacher(harness).get("/predictions")
    assert {item["trait"] for item in told["items"]} == set(kept)
    assert {"expecting", "fishing"} <= set(kept)
    for item in told["items"]:
        assert set(item) == KEYS
        trial = kept[item["trait"]]
        matrix = trial["confusion"]
        have = matrix["true_positives"] + matrix["false_negatives"]
        have_not = matrix["false_positives"] + matrix["true_negatives"]
        flagged = matrix["true_positives"] + matrix["false_positives"]
        assert (item["auc"], item["trained_on"], item["tried_on"]) == (
            trial["auc"], trial["trained_on"], trial["tried_on"],
        )  # fmt: skip
        assert item["base_rate"] == pytest.approx(have / (have + have_not))
        assert item["sensitivity"] == pytest.approx(matrix["true_positives"] / have)
        assert item["specificity"] == pytest.approx(matrix["true_negatives"] / have_not)
        wrong = 10 * matrix["false_positives"] / flagged if flagged else None
        assert item["wrong_of_ten"] == (None if wrong is None else pytest.approx(wrong))


def test_of_an_empty_town_nothing_is_predicted(harness: AppHarness) -> None:
    seed(harness.app.store, town_size=0)
    assert teacher(harness).get("/predictions") == {"items": []}
