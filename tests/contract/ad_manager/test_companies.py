"""Companies: founded by somebody of the network, seen by those who may act for them alone, joined by invitation."""

import re

import pytest

from pixel.ad_manager.founding import MOST_COMPANIES
from tests.support.ad_manager import FOUNDING, errors_on, found_company
from tests.support.app_harness import AppHarness, Browser
from tests.support.members import has, hooks, text_of

MODES = pytest.mark.parametrize("one_address", [False, True], ids=["own hosts", "one address"])


@pytest.fixture
def zoe(browser: Browser) -> Browser:
    browser.join()
    return browser


def test_who_is_nobody_yet_is_sent_to_the_network_and_back(harness: AppHarness) -> None:
    browser = harness.browser()
    for path, status in (("/", 200), ("/companies/x", 403), ("/ads/x", 403)):
        answer = browser.get("regie", path)
        assert (answer.status_code, has(answer.text, "nobody")) == (status, True)
        assert hooks(answer.text, "join-network", "href") == ["http://reseau.localhost:8000/"]
        assert hooks(answer.text, "come-back", "href") == [path]
    before = harness.count("companies")
    assert browser.post("regie", "/companies", FOUNDING).status_code == 403
    assert harness.count("companies") == before
    browser.join()
    assert not has(browser.get("regie").text, "nobody")


@MODES
def test_a_company_is_founded_with_a_purse_and_stands_in_ones_list(harness: AppHarness, one_address: bool) -> None:
    browser = harness.browser(one_address=one_address)
    browser.join()
    company = found_company(browser)
    page = browser.get("regie", company, accept_language="fr").text
    assert "Les vélos de Zoé" in text_of(page)
    assert [hooks(page, f"purse-{part}", "data-mc") for part in ("granted", "spent", "left")] == [
        ["10000000"],
        ["0"],
        ["10000000"],
    ]
    assert "100,00\u00a0$" in page
    assert hooks(browser.get("regie").text, "company", "data-company") == [company.rpartition("/")[2]]
    for drawing in set(re.findall(r'src="([^"]*/logos/[^"]*)"', page)):
        path = drawing.removeprefix(browser.at("regie")[1])
        assert browser.get("regie", path).mimetype == "image/svg+xml"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"name": " "}, "name", id="no name"),
        pytest.param({"name": "é" * 61}, "name", id="a name of 61 letters"),
        pytest.param({"name": "Zoé\u202e"}, "name", id="a name that turns the line around"),
        pytest.param({"about": ""}, "about", id="no trade"),
        pytest.param({"colour": "puce"}, "logo", id="a colour that is none of the kit"),
        pytest.param({"symbol": "../../etc"}, "logo", id="a symbol that is none of the kit"),
    ],
)
def test_what_cannot_be_founded_is_said_in_place_and_nothing_is_lost(
    zoe: Browser, changes: dict[str, str], field: str
) -> None:
    answer = zoe.post("regie", "/companies", FOUNDING | {"about": "Des cartes <b>"} | changes)
    assert (answer.status_code, list(errors_on(answer.text))) == (422, [field])
    assert "about" in changes or 'value="Des cartes &lt;b&gt;"' in answer.text
    assert has(zoe.get("regie").text, "no-company")


def test_nobody_founds_more_than_there_may_be(zoe: Browser) -> None:
    for number in range(MOST_COMPANIES):
        found_company(zoe, name=f"Numéro {number}")
    assert has(zoe.get("regie").text, "full")
    assert zoe.post("regie", "/companies", FOUNDING).status_code == 422
    assert len(hooks(zoe.get("regie").text, "company", "data-company")) == MOST_COMPANIES


def test_somebody_elses_company_is_not_there(zoe: Browser, harness: AppHarness) -> None:
    company, other = found_company(zoe), harness.browser()
    other.join("josianne")
    assert other.get("regie", company).status_code == 404
    assert other.get("regie", f"{company}/ads/new").status_code == 404
    assert other.post("regie", f"{company}/ads", {}).status_code == 404
    assert has(zoe.get("regie", company).text, "no-ad")
    assert has(other.get("regie").text, "no-company")


def test_whoever_has_the_invitation_acts_for_the_company_too(zoe: Browser, harness: AppHarness) -> None:
    company, other = found_company(zoe), harness.browser()
    other.join("josianne")
    (address,) = hooks(zoe.get("regie", company).text, "invitation", "href")
    path = address.removeprefix("http://regie.reseau.localhost:8000")
    assert has(other.get("regie", path).text, "join-company")
    assert other.get("regie", company).status_code == 404  # to look is not to join
    assert other.post("regie", path).status_code == 303
    assert other.post("regie", path).status_code == 303
    assert other.get("regie", company).status_code == 200


def test_an_invitation_that_is_no_longer_good_is_refused(zoe: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    company = found_company(zoe)
    (address,) = hooks(zoe.get("regie", company).text, "invitation", "href")
    path = address.removeprefix("http://regie.reseau.localhost:8000")
    monkeypatch.setattr("pixel.ad_manager.access.clock.to_text", lambda _: "2999-01-01T00:00:00.000Z")
    for method in (zoe.get, zoe.post):
        assert method("regie", path).status_code == 410
        assert method("regie", f"{path[:-1]}~").status_code == 410


@pytest.mark.parametrize(("language", "said"), [("fr", "Fonder une entreprise"), ("en", "Found a company")])
def test_pages_are_in_the_readers_language(zoe: Browser, language: str, said: str) -> None:
    page = zoe.get("regie", f"/?lang={language}").text
    assert said in page
    assert f'<html lang="{language}">' in page
