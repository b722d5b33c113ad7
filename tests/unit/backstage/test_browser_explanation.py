"""What this browser does with the cookie, as concluded from hits."""

from collections.abc import Sequence

import pytest

from pixel.backstage.browser_explanation import Outcome, explain
from pixel.store.records import Event
from tests.support.backstage_hits import FIREFOX, NOW, make_event

JAR = make_event(seconds=60, cookie="own-jar")
REFUSED = make_event(seconds=60, cookie="refused")
BACK = make_event(seconds=60)
BACK_LONG_AGO = make_event(seconds=3600)


@pytest.mark.parametrize(
    ("own", "untied", "outcome", "is_tied"),
    [
        pytest.param([], [], "nothing", False, id="no hit at all"),
        pytest.param([BACK], [], "sent-back", True, id="it came back"),
        pytest.param([], [REFUSED], "refused", False, id="untied, same browser"),
        pytest.param([], [JAR], "own-jar", False, id="untied, from a jar of its own"),
        pytest.param(
            [BACK], [REFUSED], "sent-back", True, id="one's own recent hit counts first: a private window looks alike"
        ),
        pytest.param(
            [BACK_LONG_AGO], [REFUSED], "refused", False, id="a recent untied hit beats an old one of one's own"
        ),
        pytest.param([BACK_LONG_AGO], [], "sent-back", True, id="an old one beats nothing"),
        pytest.param([make_event(seconds=5, cookie="first-seen"), BACK], [], "sent-back", True, id="the telling one"),
        pytest.param([make_event(seconds=5, cookie="first-seen")], [], "first-seen", True, id="nothing telling yet"),
        pytest.param(
            [], [make_event(seconds=9, cookie="refused", user_agent="Other")], "nothing", False, id="another browser"
        ),
        pytest.param([], [make_event(seconds=3000, cookie="refused")], "nothing", False, id="too long ago to be sure"),
    ],
)
def test_on_own_hosts(own: Sequence[Event], untied: Sequence[Event], outcome: Outcome, is_tied: bool) -> None:
    explained = explain(own, untied, FIREFOX, NOW, is_gpc=False, is_one_address=False)
    assert (explained.outcome, explained.is_tied) == (outcome, is_tied)
    assert (explained.shown_by is None) == (outcome == "nothing")


def test_at_one_address_the_cookie_is_first_party_whatever_came() -> None:
    assert explain([], [], FIREFOX, NOW, is_gpc=False, is_one_address=True).outcome == "first-party"


@pytest.mark.parametrize("is_one_address", [True, False])
def test_gpc_comes_before_any_cookie(is_one_address: bool) -> None:
    assert explain([BACK], [], FIREFOX, NOW, is_gpc=True, is_one_address=is_one_address).outcome == "gpc"
