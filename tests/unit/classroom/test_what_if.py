"""What another setting would have made of a hit: one rule, told for each case."""

import pytest

from pixel.classroom.stage.what_if import SWITCHES, Case, Consequence, find_stopping, judge, list_cases


@pytest.mark.parametrize(
    ("case", "stopping"),
    [
        pytest.param(Case("", "sent-back"), ("blocked", "gpc"), id="tied by its cookie, on a page that asked nobody"),
        pytest.param(Case("", "sent-back", has_asked=True), SWITCHES, id="tied by its cookie, after a yes"),
        pytest.param(Case("", "first-seen"), ("blocked", "gpc"), id="the cookie is only being set"),
        pytest.param(Case("", "unknown"), ("blocked", "gpc"), id="no header tells"),
        pytest.param(Case("", "refused"), ("gpc",), id="the browser blocks already"),
        pytest.param(Case("", "own-jar"), ("gpc",), id="a jar for each site already"),
        pytest.param(Case("", "first-party"), ("gpc",), id="one address: no third party"),
        pytest.param(Case("gpc", ""), (), id="ignored for GPC"),
        pytest.param(Case("bot", ""), (), id="ignored for another reason"),
    ],
)
def test_which_settings_would_have_kept_a_hit_out(case: Case, stopping: tuple[str, ...]) -> None:
    assert find_stopping(case) == stopping


@pytest.mark.parametrize(
    ("case", "switch", "consequence"),
    [
        (Case("", "sent-back"), "blocked", Consequence(True, "cookie-kept-back")),
        (Case("", "first-party"), "blocked", Consequence(False, "not-third-party")),
        (Case("", "sent-back"), "no-consent", Consequence(False, "never-asked")),
        (Case("", "sent-back", has_asked=True), "no-consent", Consequence(True, "refused")),
        (Case("no-consent", ""), "no-consent", Consequence(False, "so-already")),
        (Case("no-consent", ""), "gpc", Consequence(False, "ignored-anyway")),
    ],
)
def test_each_answer_has_its_reason(case: Case, switch: str, consequence: Consequence) -> None:
    [switch_meant] = [each for each in SWITCHES if each == switch]
    assert judge(case, switch_meant) == consequence


def test_the_script_can_tell_all_cases_apart() -> None:
    keys = [case.key for case in list_cases()]
    assert len(keys) == len(set(keys))
