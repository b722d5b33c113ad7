"""A campaign's report as its company reads it, and the comparison with television."""

import re

import pytest

from pixel.ads.measurement.television import BOUNDS, LEFT_OUT
from pixel.store import Connection
from tests.contract.api.test_visits import visitor_of
from tests.support.app_harness import AppHarness, Browser
from tests.support.campaign_rows import run_campaign
from tests.support.members import hooks, text_of

REPORT = "/campaigns/cartes-campaign/report"


@pytest.fixture
def buyer(harness: AppHarness, browser: Browser) -> Browser:
    """Who acts for the company whose campaign ran."""
    browser.join()
    visitor_of(harness, browser)
    [seat] = harness.rows("SELECT id FROM seats")
    run_campaign(harness.app.store, seat["id"])
    return browser


def test_the_page_says_what_the_rows_say(harness: AppHarness, buyer: Browser) -> None:
    page = buyer.get("regie", f"{REPORT}?lang=en").text
    [row] = harness.rows(
        "SELECT count(*) n, count(DISTINCT seat_id) people, sum(price) mc FROM impressions"
        " WHERE ad_set_id IN ('cartes-set', 'cartes-set-2')"
    )
    figures = dict(re.findall(r'data-figure="([^"]*)">([^<]*)<', page))
    assert figures == {
        "impressions": str(row["n"]),
        "reach": str(row["people"]),
        "frequency": "1.8",
        "clicks": "4",
        "unique-clicks": "3",
        "click-rate": "57.1%",
        "spend": "$0.18446",
        "cost-per-thousand": "$26.35143",
        "cost-per-click": "$0.04612",
        "cost-per-person": "$0.04612",
    }
    assert row["mc"] == 18_446
    assert hooks(page, "chart", "data-chart") == ["spend", "reach", "often", "funnel"]
    assert page.count('data-testid="step"') == 4
    assert (hooks(page, "frequency", "data-times"), hooks(page, "frequency", "data-people")) == (
        ["1", "2", "3"],
        ["2", "1", "1"],
    )
    assert hooks(page, "stage", "data-people") == ["4", "4", "3", "1", "1"]
    assert hooks(page, "attribution", "data-credited") == ["1", "2", "3"]
    said = text_of(page)
    for sentence in ("Attribution is not effect.", "Small counts are told as they are", "Views: “served”."):
        assert sentence in said
    assert "<b>&</b>" not in page, "the campaign's name is text"
    assert not re.search(r"v-(ana|bob|cleo|dov)", page), "nobody is named"


def test_it_is_linked_from_the_ad_and_said_in_french(buyer: Browser) -> None:
    assert f'href="{REPORT}"' in buyer.get("regie", "/ads/cartes-ad").text
    said = text_of(buyer.get("regie", f"{REPORT}?lang=fr").text.replace("&nbsp;", "\u00a0"))
    assert "L’attribution n’est pas l’effet." in said
    assert "57,1 %" in said


def test_a_campaign_that_never_ran_has_a_report(harness: AppHarness, buyer: Browser) -> None:
    harness.app.store.write(_forget_all_ads_shown)
    page = buyer.get("regie", f"{REPORT}?lang=en").text
    figures = dict(re.findall(r'data-figure="([^"]*)">([^<]*)<', page))
    assert (figures["impressions"], figures["cost-per-click"], figures["click-rate"]) == ("0", "–", "–")
    assert hooks(page, "stage", "data-people") == ["0"] * 5


def _forget_all_ads_shown(connection: Connection) -> None:
    connection.execute("DELETE FROM clicks")
    connection.execute("DELETE FROM impressions")


@pytest.mark.parametrize("path", [REPORT, "/campaigns/none/report"])
def test_it_is_nobody_elses_business(harness: AppHarness, buyer: Browser, path: str) -> None:
    other = harness.browser()
    other.join("josianne")
    assert other.get("regie", path).status_code == 404
    assert "Des cartes" not in harness.browser().get("regie", path).text


def test_television_has_every_assumption_beside_what_came_of_it(harness: AppHarness) -> None:
    page = harness.browser().get("regie", "/television?lang=en").text
    # 2,500.00 dollars to 1,400; 100,000 × 3 at 6.00 a thousand to 2,000; 3,000 × 3 at 15.00 a thousand to 1,200.
    assert hooks(page, "way", "data-mc") == ["178571", "90000", "11250"]
    assert set(hooks(page, "assumption", "data-field")) == set(BOUNDS)
    for field in BOUNDS:
        assert f' name="{field}"' in page
    assert page.partition('data-testid="left-out"')[2].partition("</ul>")[0].count("<li>") == len(LEFT_OUT)
    assert 'data-testid="error"' not in page


def test_television_computes_with_what_was_typed(browser: Browser) -> None:
    browser.join()
    assert 'data-testid="to-television"' in browser.get("regie").text
    page = browser.get("regie", "/television?lang=fr&spot_cents=1000,50&spot_watched_percent=100&interested=1+000").text
    assert hooks(page, "way", "data-mc")[0] == "100050"
    assert 'value="1000,50"' in page


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        pytest.param("viewers", "many", "Write a whole number from 1 to 1000000000.", id="no number"),
        pytest.param("times", "0", "It goes from 1 to 100.", id="too small"),
        pytest.param("found_percent", "101", "It goes from 0 to 100.", id="too large"),
        pytest.param("interested", "100001", "It goes from 0 to 100000.", id="more than there are"),
        pytest.param("spot_cents", "-1", "Nobody is paid for advertising", id="negative"),
        pytest.param("broad_cents_per_thousand", "NaN", "That is no amount.", id="NaN"),
        pytest.param("targeted_cents_per_thousand", '9"><b>', "That is no amount.", id="markup"),
    ],
)
def test_a_bad_number_gets_a_sentence_and_nothing_is_lost(
    harness: AppHarness, field: str, typed: str, sentence: str
) -> None:
    query = {"lang": "en", "right_percent": "33", field: typed}
    answer = harness.browser().client.get(
        "/television", base_url="http://regie.reseau.localhost:8000", query_string=query
    )
    page = answer.text
    assert answer.status_code == 200
    assert hooks(page, "error", "data-field") == [field]
    assert sentence in text_of(page)
    assert 'value="33"' in page
    assert f'value="{typed.replace("<", "&lt;").replace(">", "&gt;").replace(chr(34), "&#34;")}"' in page
    assert hooks(page, "way", "data-mc") == ["178571", "90000", "11250"], "the default figures stay"
