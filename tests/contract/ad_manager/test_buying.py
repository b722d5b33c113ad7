"""Buying an ad: with one form, refused in place where an amount or a day makes no sense, reviewed where all does."""

import json
from typing import Any

import pytest

from pixel.store.advertising import StaleError
from pixel.store.queries.advertisers.buying import set_ad_state
from tests.support.ad_manager import TEXTS, buy_ad, errors_on, found_company, send_ad, set_state
from tests.support.app_harness import AppHarness, Browser
from tests.support.members import has, hooks, text_of

MODES = pytest.mark.parametrize("one_address", [False, True], ids=["own hosts", "one address"])


@pytest.fixture
def zoe(browser: Browser) -> Browser:
    browser.join()
    return browser


@pytest.fixture
def company(zoe: Browser) -> str:
    return found_company(zoe)


def bought(harness: AppHarness, company: str) -> dict[str, Any]:
    """The one ad of a company, with its ad set, as rows."""
    sql = "SELECT * FROM ads JOIN ad_sets ON ad_sets.id = ad_set_id WHERE company_id = :id"
    (row,) = harness.rows(sql, id=company.rpartition("/")[2])
    return row


@MODES
def test_an_ad_for_everybody_runs_at_once_and_stands_in_the_list(harness: AppHarness, one_address: bool) -> None:
    browser = harness.browser(one_address=one_address)
    browser.join()
    company = found_company(browser)
    page = browser.get("regie", buy_ad(browser, company)).text
    assert (hooks(page, "ad-state", "data-state"), has(page, "runs")) == (["running"], True)
    assert "Deux roues pour l’été" in page
    assert "Two wheels for summer" in page
    assert hooks(page, "size", "data-about") == ["120"]  # the whole town
    assert hooks(browser.get("regie", company).text, "ad-state", "data-state") == ["running"]
    row = bought(harness, company)
    assert (row["whole_budget"], row["daily_budget"]) == (2_000, None)


def test_what_was_bought_is_kept_as_the_ad_server_reads_it(zoe: Browser, company: str, harness: AppHarness) -> None:
    buy_ad(zoe, company, age_least="18", towns="quebec", budget_kind="daily", budget="12,50", bid="7.5", cap="4")
    row = bought(harness, company)
    assert json.loads(row["definition"]) == {
        "audience": {
            "include": [[{"facet": "town", "town": "quebec"}], [{"facet": "age", "least": 18, "most": 120}]],
            "exclude": [],
        },
        "bid": 750,
        "cap": 4,
    }
    creative = json.loads(row["creative"])
    assert creative["picture"] == "plantes.svg"
    assert creative["en"] == {part: TEXTS[f"{part}_en"] for part in ("title", "text", "button")}
    assert (row["whole_budget"], row["daily_budget"]) == (None, 1_250)


def test_the_recipe_comes_back_to_who_looked_and_did_not_book(zoe: Browser, company: str, harness: AppHarness) -> None:
    page = zoe.get("regie", buy_ad(zoe, company, "retargeting", seen="soleil/bahamas"), accept_language="en").text
    assert hooks(page, "ad-state", "data-state") == ["running"]
    assert has(page, "size-partly")
    said = text_of(page)
    assert "on the site of Plein Soleil Évasion in the last 30 days" in said
    assert "Left out: whoever booked at Plein Soleil Évasion" in said
    assert json.loads(bought(harness, company)["definition"])["cap"] == 2


@pytest.mark.parametrize(
    "amount", ["", "-5", "−5", "0", "1e999", "NaN", "inf", "9" * 40, "100.01", "dix", "1.005", "٣", "5\0"]
)
def test_an_amount_that_is_none_is_refused_with_a_sentence(zoe: Browser, company: str, amount: str) -> None:
    answer = send_ad(zoe, company, {"budget": amount, "bid": amount if amount != "100.01" else "501"})
    errors = errors_on(answer.text)
    assert (answer.status_code, set(errors)) == (422, {"budget", "bid"})
    assert all(error.endswith(".") for error in errors.values())
    assert has(zoe.get("regie", company).text, "no-ad")


def test_nothing_that_was_typed_is_lost(zoe: Browser, company: str) -> None:
    typed = {"name": "<i>Été</i>", "budget": "-5", "age_least": "20", "seen": "soleil/bahamas", "interests": "beach"}
    page = send_ad(zoe, company, typed).text
    for kept in (
        'value="&lt;i&gt;Été&lt;/i&gt;"',
        'value="-5"',
        'value="20"',
        'value="beach" checked',
        "Un vélo à la journée.",
    ):
        assert kept in page
    assert 'value="soleil/bahamas" selected' in page


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"name": ""}, "name", id="no name"),
        pytest.param({"title_en": " "}, "title_en", id="no English title"),
        pytest.param({"text_fr": "x" * 241}, "text_fr", id="a text that is too long"),
        pytest.param({"first_day": "2001-01-01"}, "first_day", id="a day that is past"),
        pytest.param({"first_day": "demain"}, "first_day", id="no day"),
        pytest.param({"last_day": "2001-01-01"}, "last_day", id="an end before the beginning"),
        pytest.param({"age_least": "50", "age_most": "20"}, "age_least", id="ages the wrong way round"),
        pytest.param({"age_most": "1e3"}, "age_most", id="an age that is no number"),
        pytest.param({"towns": "atlantide"}, "towns", id="a town that is none"),
        pytest.param({"seen": "discrete"}, "seen", id="a site without a pixel"),
        pytest.param({"seen": "soleil", "seen_days": "181"}, "seen_days", id="too many days"),
        pytest.param({"cap": "0"}, "cap", id="never shown"),
        pytest.param({"picture": "../logo"}, "picture", id="a picture that is none of the kit"),
        pytest.param({"category": "arms"}, "category", id="a category that is none"),
    ],
)
def test_each_mistake_is_told_where_it_was_made(
    zoe: Browser, company: str, changes: dict[str, str], field: str
) -> None:
    answer = send_ad(zoe, company, changes)
    assert (answer.status_code, list(errors_on(answer.text))) == (422, [field])


@pytest.mark.parametrize(
    ("changes", "rules"),
    [
        pytest.param({"interests": "romance"}, {"sensitive-topic"}, id="love"),
        pytest.param({"category": "jobs", "age_most": "60"}, {"special-age"}, id="a job for the young"),
        pytest.param({"towns": "lausanne", "age_most": "9"}, {"too-small"}, id="hardly anybody"),
        pytest.param({"text_fr": "Vous êtes divorcée?"}, {"text-sensitive"}, id="as if it knew"),
        pytest.param({"title_en": "a\0b"}, {"text-unreadable"}, id="a zero byte"),
    ],
)
def test_what_breaks_a_rule_is_kept_and_says_which(
    zoe: Browser, company: str, changes: dict[str, str], rules: set[str]
) -> None:
    ad = buy_ad(zoe, company, **changes)
    page = zoe.get("regie", ad).text
    assert hooks(page, "ad-state", "data-state") == ["refused"]
    assert rules <= set(hooks(page, "problem", "data-rule")) <= rules | {"too-small"}
    assert set_state(zoe, ad, "running").status_code == 400


def test_the_size_is_told_before_anything_is_bought(zoe: Browser, company: str) -> None:
    answer = send_ad(zoe, company, {"look": "yes", "budget": "?"})
    assert (answer.status_code, hooks(answer.text, "size", "data-about")) == (200, ["120"])
    assert hooks(send_ad(zoe, company, {"look": "yes", "age_most": "3"}).text, "size", "data-about") == [""]
    assert has(zoe.get("regie", company).text, "no-ad")


def test_an_ad_is_paused_and_ended_and_then_stays_so(zoe: Browser, company: str) -> None:
    ad = buy_ad(zoe, company)
    for version, state in enumerate(("paused", "running", "ended"), 1):
        assert set_state(zoe, ad, state, version).status_code == 303
        assert hooks(zoe.get("regie", ad).text, "ad-state", "data-state") == [state]
    assert set_state(zoe, ad, "running", 4).status_code == 400
    for state, told in (("fled", "4"), ("paused", "x"), ("paused", "9" * 30), ("draft", "4")):
        assert zoe.post("regie", f"{ad}/state", {"state": state, "version": told}).status_code == 400


def test_of_two_who_change_the_same_ad_the_later_is_told(zoe: Browser, company: str, harness: AppHarness) -> None:
    ad = buy_ad(zoe, company)
    assert set_state(zoe, ad, "paused", 1).status_code == 303
    answer = set_state(zoe, ad, "ended", 1)
    assert (answer.status_code, has(answer.text, "stale")) == (409, True)
    assert hooks(answer.text, "ad-state", "data-state") == ["paused"]
    with pytest.raises(StaleError):
        harness.app.store.write(set_ad_state, ad.rpartition("/")[2], "ended", 1)


def test_somebody_elses_ad_is_not_there(zoe: Browser, company: str, harness: AppHarness) -> None:
    ad, other = buy_ad(zoe, company), harness.browser()
    other.join("josianne")
    assert other.get("regie", ad).status_code == 404
    assert set_state(other, ad, "paused").status_code == 404
    assert hooks(zoe.get("regie", ad).text, "ad-state", "data-state") == ["running"]


@pytest.mark.parametrize(("language", "said"), [("fr", "Qui elle cherche"), ("en", "Whom it seeks")])
def test_an_ads_page_is_in_the_readers_language(zoe: Browser, company: str, language: str, said: str) -> None:
    ad = buy_ad(zoe, company, interests="beach")
    assert said in zoe.get("regie", f"{ad}?lang={language}").text
