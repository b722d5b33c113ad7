"""Why this ad, of one that a company bought: who pays, what it cost, and every facet of whom they seek."""

import html
import re
from typing import Any

import pytest

from pixel.ads.audience.reading import SHAPES
from pixel.store.queries.advertisers.buying import Offer, set_ad_state
from tests.support.app_harness import AppHarness, Browser
from tests.support.buyers import buy, make_offer
from tests.support.members import has, hooks, text_of

SOUGHT = [
    [{"facet": "town", "town": "rimouski"}],
    [{"facet": "age", "least": 50, "most": 64}],
    [{"facet": "interest", "interest": "fishing"}, {"facet": "employer", "employer": "Scierie du Nord"}],
    [{"facet": "event", "pixel_id": "soleil", "event": "ViewContent", "contents": ["bahamas"], "days": 30}],
]
ONE_OF_EACH = [
    {"facet": "town", "town": "rimouski"},
    {"facet": "region", "region": "bas-du-fleuve"},
    {"facet": "radius", "town": "rimouski", "km": 50},
    {"facet": "age", "least": 0, "most": 120},
    {"facet": "age", "least": 18, "most": 120},
    {"facet": "age", "least": 0, "most": 30},
    {"facet": "sex", "sex": "m"},
    {"facet": "language", "language": "en"},
    {"facet": "employer", "employer": "Autobus du Bas-du-Fleuve"},
    {"facet": "sector", "sector": "office"},
    {"facet": "interest", "interest": "fishing", "min_level": 0.1},
    {"facet": "group", "group": "le-dore-fuyant"},
    {"facet": "event", "pixel_id": "nordet", "event": "Danced", "days": 1},
    {"facet": "customers", "hashes": ["0" * 64, "1" * 64]},
    {"facet": "lookalike", "source": "clients"},
]
AUDIENCE = {"include": SOUGHT, "exclude": [{"facet": "buyers", "pixel_id": "soleil"}]}


def buy_for(harness: AppHarness, audience: dict[str, Any]) -> Offer:
    """An ad that bids more than all others."""
    offer = make_offer(definition={"audience": audience, "bid": 900_000, "cap": 7})
    buy(harness.app.store, offer)
    return offer


def open_feed(browser: Browser) -> str:
    """Reads the feed; where the bought ad that stands there is explained."""
    return next(ad["why"] for ad in browser.ads() if ad["campaign"] == "cartes-ad")


def explain(browser: Browser, why: str, language: str = "fr") -> str:
    answer = browser.get("network", f"{why}?lang={language}")
    assert answer.status_code == 200
    return answer.text


def facets_on(page: str) -> dict[str, tuple[str, str]]:
    """Of each facet whether it is met, and how its line came about."""
    names, met, bases = (hooks(page, "why-facet", f"data-{part}") for part in ("facet", "met", "basis"))
    return dict(zip(names, zip(met, bases, strict=True), strict=True))


def sentences_on(page: str) -> list[str]:
    """What each facet asks, in order."""
    return [
        html.unescape(said) for said in re.findall(r'data-testid="why-facet".*?<strong>(.*?)</strong>', page, re.DOTALL)
    ]


@pytest.fixture
def marcel(browser: Browser) -> Browser:
    """A man of 58 from Rimouski who fishes, and looked at the Bahamas."""
    browser.join("marcel")
    browser.look()
    browser.look("torngat", "nordet")
    return browser


@pytest.mark.parametrize(
    ("language", "said"),
    [
        pytest.param(
            "fr",
            (
                "Les cartes de Zoé",
                "habite à Rimouski Vous habitez à Rimouski.",
                "Ville, Rimouski · Vous l’avez déclaré",
                "a de 50 à 64 ans Vous avez de 50 à 64 ans.",
                "s’intéresse à «\u00a0Pêche\u00a0» Vous vous intéressez à «\u00a0Pêche\u00a0».",
                "travaille chez Scierie du Nord Ce n’est pas votre cas.",
                "a regardé un voyage (Les Bahamas) sur le site de Plein Soleil Évasion au cours des 30 derniers jours",
                "a déjà réservé chez Plein Soleil Évasion Ce n’est pas votre cas\u00a0: rien ne vous excluait.",
                "tels qu’ils sont aujourd’hui",
                "7 fois en 24 heures",
            ),
            id="French",
        ),
        pytest.param(
            "en",
            (
                "Les cartes de Zoé",
                "lives in Rimouski You live in Rimouski.",
                "Town, Rimouski · You declared it",
                "is 50 to 64 years old You are 50 to 64 years old.",
                "is interested in “Fishing” You are interested in “Fishing”.",
                "works at Scierie du Nord That does not fit you.",
                "looked at a trip (The Bahamas) on the site of Plein Soleil Évasion within the last 30 days",
                "has ever booked at Plein Soleil Évasion That is not you: you were not left out.",
                "your file stand today",
                "7 times in 24 hours",
            ),
            id="English",
        ),
    ],
)
def test_every_facet_is_told_with_the_line_that_it_read(
    marcel: Browser, harness: AppHarness, language: str, said: tuple[str, ...]
) -> None:
    buy_for(harness, AUDIENCE)
    page = explain(marcel, open_feed(marcel), language)
    text = text_of(page)
    assert [part for part in said if " ".join(part.split()) not in text] == []
    assert facets_on(page) == {
        "town": ("yes", "declared"),
        "age": ("yes", "declared"),
        "interest": ("yes", "declared"),
        "employer": ("no", "declared"),
        "event": ("yes", "reported"),
        "buyers": ("no", ""),
    }
    places = hooks(page, "why-facet", "data-place")
    assert places == ["include.0.0", "include.1.0", "include.2.0", "include.2.1", "include.3.0", "exclude.0"]


def test_there_are_words_for_every_facet(marcel: Browser, harness: AppHarness) -> None:
    buy_for(harness, {"include": [ONE_OF_EACH], "exclude": [{"facet": "buyers", "pixel_id": "soleil"}]})
    why = open_feed(marcel)
    assert set(facets_on(explain(marcel, why))) == set(SHAPES)
    french, english = (sentences_on(explain(marcel, why, language)) for language in ("fr", "en"))
    assert len(french) == len(english) == len(set(english)) == len(ONE_OF_EACH) + 1
    assert not set(french) & set(english)
    assert english[2] == "lives within 50 km of Rimouski"
    assert "est membre du groupe «\u00a0Le doré fuyant\u00a0»" in french
    assert "est sur une liste de 2 clients" in french
    assert "a envoyé «\u00a0Danced\u00a0» sur le site de Nordet Expéditions depuis moins de 1 jour" in french


def test_an_event_leads_on_to_the_hits_that_met_it_and_their_cookie(marcel: Browser, harness: AppHarness) -> None:
    buy_for(harness, AUDIENCE)
    why = open_feed(marcel)
    marcel.look()  # after the ad
    page = explain(marcel, why)
    (hit,) = hooks(page, "why-hit", "data-event-id")
    (first, *_) = harness.rows("SELECT id, visitor_id FROM events WHERE pixel_id = 'soleil' ORDER BY id")
    assert hit == str(first["id"])
    assert f"visitor={first['visitor_id']}" in page
    assert has(page, "why-like")
    for key in re.findall(r'href="(/profile/lines/[^"]*)"', page):
        assert marcel.get("network", key).status_code == 200


def test_who_booked_after_seeing_the_ad_was_no_buyer_then(marcel: Browser, harness: AppHarness) -> None:
    buy_for(harness, AUDIENCE)
    why = open_feed(marcel)
    marcel.look(event="Purchase")
    assert facets_on(explain(marcel, why))["buyers"] == ("no", "")


def test_without_an_event_no_cookie_is_part_of_it(marcel: Browser, harness: AppHarness) -> None:
    buy_for(harness, {"include": SOUGHT[:2], "exclude": []})
    page = explain(marcel, open_feed(marcel))
    assert not any(has(page, testid) for testid in ("why-cookie", "why-hit", "why-like"))
    assert has(page, "why-member")


def test_a_file_that_says_something_else_today_is_shown_so(marcel: Browser, harness: AppHarness) -> None:
    buy_for(harness, {"include": SOUGHT[:2], "exclude": []})
    why = open_feed(marcel)
    assert "plus dans ce public" not in explain(marcel, why)
    marcel.post("network", "/profile/correct", {"key": "town", "value": "gaspe"})
    page = explain(marcel, why)
    assert facets_on(page) == {"town": ("no", "declared"), "age": ("yes", "declared")}
    assert "Gaspé" in page
    assert "plus dans ce public" in page


def test_an_ad_for_everybody_read_nothing(marcel: Browser, harness: AppHarness) -> None:
    buy_for(harness, {"include": [], "exclude": []})
    harness.app.store.write(lambda connection: connection.execute("DELETE FROM campaigns WHERE kind <> 'default'"))
    page = explain(marcel, open_feed(marcel))
    assert "Rien de votre dossier n’a été lu" in page
    assert has(page, "why-payer")
    assert not any(has(page, testid) for testid in ("why-facet", "why-member", "why-nothing"))


def test_the_price_is_told_for_one_and_for_a_thousand(marcel: Browser, harness: AppHarness) -> None:
    buy_for(harness, AUDIENCE)
    why = open_feed(marcel)
    (row,) = harness.rows("SELECT price FROM impressions WHERE campaign_id = 'cartes-ad'")
    assert row["price"] > 20
    page = text_of(explain(marcel, why, "en"))
    assert f"${row['price'] / 100_000:.5f}, which is ${row['price'] / 100:.2f} for a thousand" in page
    assert "the ad that came second: its score was" in page


def test_with_nobody_second_the_price_is_the_reserve(marcel: Browser, harness: AppHarness) -> None:
    buy_for(harness, AUDIENCE)
    harness.app.store.write(lambda connection: connection.execute("DELETE FROM campaigns"))
    page = explain(marcel, open_feed(marcel))
    assert "0,00020\u00a0$, soit 0,20\u00a0$ pour mille" in page
    assert "prix minimal, 0,20\u00a0$ pour mille" in page


@pytest.mark.parametrize(
    ("state", "said"),
    [pytest.param("paused", "en pause", id="paused"), pytest.param("ended", "mis fin", id="ended")],
)
def test_an_ad_that_runs_no_more_is_still_explained(
    marcel: Browser, harness: AppHarness, state: Any, said: str
) -> None:
    offer = buy_for(harness, AUDIENCE)
    why = open_feed(marcel)
    harness.app.store.write(set_ad_state, offer.ad.id, state, 1)
    page = explain(marcel, why)
    assert said in page
    assert facets_on(page)["town"] == ("yes", "declared")
    assert page.count("Les cartes de Zoé") > 1  # in the auction too


def test_somebody_elses_ad_is_not_explained(marcel: Browser, harness: AppHarness) -> None:
    buy_for(harness, AUDIENCE)
    why = open_feed(marcel)
    other = harness.browser()
    other.join("marcel")
    assert other.get("network", why).status_code == 404
