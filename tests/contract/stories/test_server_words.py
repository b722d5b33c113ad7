"""Stories need nothing of the server, so they name its outcomes themselves: the same ones, but for two that no story
can bring about at will: at one address no cookie is another site's, and what was not weighed depends on all bids."""

from typing import get_args

import pytest

from pixel.ads import candidates
from pixel.collect.verdict import REASONS
from pixel.store.records import AdReason, CookieOutcome
from pixel.stories.actions import expectations


@pytest.mark.parametrize(
    ("of_stories", "of_server"),
    [
        pytest.param(expectations.Verdict, {"recorded", *REASONS}, id="verdicts"),
        pytest.param(expectations.Outcome, set(get_args(CookieOutcome)) - {"first-party"}, id="the cookie's outcomes"),
        pytest.param(expectations.AdReason, set(get_args(AdReason)), id="why an ad is there"),
        pytest.param(expectations.Fate, set(get_args(candidates.Outcome)) - {"not-weighed"}, id="what became of an ad"),
    ],
)
def test_a_story_can_expect_all_that_the_server_says(of_stories: object, of_server: set[str]) -> None:
    assert set(get_args(of_stories)) == of_server
