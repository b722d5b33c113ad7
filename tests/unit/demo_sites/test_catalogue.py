"""What the agencies offer is complete: in both languages, with pictures, and as the feed that the network is handed."""

import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from demo_sites import AGENCIES
from demo_sites.catalogue import HOME, CatalogueError, load_agency
from demo_sites.feed import build_feed
from demo_sites.vocabulary import LANGUAGES

CONSENT = {
    "soleil": "none",
    "nordet": "ask_first",
    "escale": "fire_anyway",
    "affaires": "none",
    "discrete": "none",
}


@pytest.mark.parametrize("agency_id", AGENCIES)
def test_an_agency_offers_six_destinations_or_more_each_complete(agency_id: str) -> None:
    agency = load_agency(agency_id)
    assert len(agency.destinations) >= 6
    assert len({destination.id for destination in agency.destinations}) == len(agency.destinations)
    for destination in agency.destinations:
        assert re.fullmatch(r"[A-Z]{2}", destination.country), destination.id
        assert destination.themes, destination.id
        assert destination.price > 0, destination.id
        assert 2 <= len(destination.dates) <= 4, destination.id
        assert all(date(2027, 1, 1) <= leaving.start <= date(2027, 10, 31) for leaving in destination.dates)
        for lang in LANGUAGES:
            words = destination.words[lang]
            assert words.name, destination.id
            assert words.country_name, destination.id
            assert words.short, destination.id
            assert len(words.description) >= 2, destination.id
            assert len(words.highlights) >= 3, destination.id


def test_the_control_opens_with_a_trip_that_nobody_else_sells() -> None:
    """What is looked at there and turns up on the network all the same can only have come from elsewhere."""
    sold = {agency_id: [each.id for each in load_agency(agency_id).destinations] for agency_id in AGENCIES}
    assert sold["discrete"][:2] == ["azores", "bahamas"]
    assert [agency_id for agency_id in AGENCIES if "azores" in sold[agency_id]] == ["discrete"]


@pytest.mark.parametrize("agency_id", AGENCIES)
def test_an_agency_has_pictures_a_logo_and_a_look_of_its_own(agency_id: str) -> None:
    agency = load_agency(agency_id)
    look = agency.folder / "static"
    files = [look / "site.css", look / "logo.svg", look / "pictures" / "hero.svg"]
    files += [look / "pictures" / destination.picture for destination in agency.destinations]
    for file in files:
        assert file.stat().st_size > 200, file
        assert "http://" not in file.read_text("utf-8").replace("http://www.w3.org/", ""), f"{file} leaves the machine"


@pytest.mark.parametrize("agency_id", AGENCIES)
def test_an_agency_has_two_articles_or_more_worth_reading(agency_id: str) -> None:
    articles = load_agency(agency_id).articles
    assert len(articles) >= 2
    for article in articles:
        assert article.destinations, article.slug
        for lang in LANGUAGES:
            words = " ".join(article.words[lang].paragraphs).split()
            assert len(words) >= 220, f"{article.slug} in {lang}: {len(words)} words"


@pytest.mark.parametrize("agency_id", AGENCIES)
def test_an_agency_behaves_with_consent_as_the_lesson_needs(agency_id: str) -> None:
    agency = load_agency(agency_id)
    assert agency.consent == CONSENT[agency_id]
    assert agency.has_pixel == (agency_id != "discrete")
    assert agency.audience == ("companies" if agency_id == "affaires" else "consumers")


@pytest.mark.parametrize("agency_id", AGENCIES)
def test_french_is_set_as_a_teacher_sets_it(agency_id: str) -> None:
    for name in ("agency.toml", "destinations.toml", "articles.toml"):
        written = (HOME / agency_id / name).read_text("utf-8")
        text = re.sub(r"(?m)(^|\s)#.*$", "", written)
        loose = re.findall(r".{12}(?:« | »).{0,12}|\w'\w.{0,12}", text)
        assert loose == [], f"{agency_id}/{name}: guillemets want non-breaking spaces, apostrophes are ’"


@pytest.mark.parametrize("agency_id", AGENCIES)
def test_the_feed_holds_what_an_advertiser_uploads(agency_id: str) -> None:
    agency = load_agency(agency_id)
    feed = build_feed(agency)
    assert (feed["version"], feed["advertiser"], feed["name"]) == (1, agency_id, agency.name)
    assert [item["id"] for item in feed["items"]] == [destination.id for destination in agency.destinations]
    for item in feed["items"]:
        assert item["link"] == f"/destinations/{item['id']}"
        assert re.fullmatch(r"/pictures/[\w-]+\.svg", item["image_link"])
        assert set(item["name"]) == set(item["description"]) == set(item["country_name"]) == set(LANGUAGES)
        assert item["dates"][0]["start"] < item["dates"][0]["end"]


def _replace(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new, 1)


@pytest.mark.parametrize(
    ("file", "change", "said"),
    [
        pytest.param("agency.toml", _replace('consent = "none"', 'consent = "maybe"'), "maybe", id="unknown consent"),
        pytest.param("agency.toml", _replace("[en]", "[de]"), r"\[en\]: missing", id="no English"),
        pytest.param("agency.toml", _replace("tagline", "tagling"), "unknown tagling", id="misspelt key"),
        pytest.param("agency.toml", _replace('id = "soleil"', 'id = "lune"'), "lune", id="id is not the folder"),
        pytest.param("destinations.toml", _replace('"beach"', '"beech"'), "no such theme", id="unknown theme"),
        pytest.param("destinations.toml", _replace('"bahamas.svg"', '"no.svg"'), "no picture", id="missing picture"),
        pytest.param("destinations.toml", _replace("nights = 7\n", ""), "nights", id="forgotten number"),
        pytest.param("destinations.toml", _replace("end = 2027-02-20", "end = 2027-02-01"), "end after", id="dates"),
        pytest.param("articles.toml", _replace('["bahamas"]', '["atlantis"]'), "atlantis", id="article of nowhere"),
        pytest.param("articles.toml", _replace("]]", "]"), "articles.toml", id="no TOML at all"),
    ],
)
def test_a_slip_in_the_data_stops_the_start_with_its_place(
    tmp_path: Path, file: str, change: Callable[[str], str], said: str
) -> None:
    shutil.copytree(HOME / "soleil", tmp_path / "soleil")
    slipped = tmp_path / "soleil" / file
    slipped.write_text(change(slipped.read_text("utf-8")), "utf-8")
    with pytest.raises(CatalogueError, match=said):
        load_agency("soleil", tmp_path)


def test_who_asks_for_consent_says_what_follows_from_each_answer(tmp_path: Path) -> None:
    shutil.copytree(HOME / "nordet", tmp_path / "nordet")
    slipped = tmp_path / "nordet" / "agency.toml"
    slipped.write_text(re.sub("(?m)^after_no .*$", "", slipped.read_text("utf-8"), count=1), "utf-8")
    with pytest.raises(CatalogueError, match=r"nordet/agency.toml \[fr\]: asks for consent without"):
        load_agency("nordet", tmp_path)
