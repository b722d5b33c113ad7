"""Product feeds: what an advertiser publishes is what the network learns, and a slip is named."""

from typing import Any

import pytest

from pixel.ads.campaigns import load_campaigns
from pixel.ads.product_feed import read_feed
from pixel.origins import AGENCIES
from pixel.seeds import fetch_feed, house_campaigns


def item(**changes: Any) -> dict[str, Any]:
    return {
        "id": "bahamas",
        "name": {"fr": "Les Bahamas", "en": "The Bahamas"},
        "description": {"fr": "Du sable.", "en": "Sand."},
        "country": "BS",
        "city": "Nassau",
        "region": "caribbean",
        "themes": ["beach", "islands"],
        "price": 1490,
        "currency": "CAD",
        "link": "/destinations/bahamas",
        "image_link": "/pictures/bahamas.svg",
    } | changes


def feed(**changes: Any) -> dict[str, Any]:
    return {
        "version": 1,
        "advertiser": "soleil",
        "name": "Plein Soleil",
        "logo_link": "/logo.svg",
        "items": [item()],
    } | changes


def picture(path: str) -> str:
    return f"<svg>{path}</svg>"


def test_an_item_becomes_a_product() -> None:
    (product,) = read_feed(feed(), picture).products
    assert (product.advertiser, product.content_id, product.price) == ("soleil", "bahamas", 1490)
    assert product.name == {"fr": "Les Bahamas", "en": "The Bahamas"}
    assert product.themes == ("beach", "islands")
    assert product.picture == "<svg>/pictures/bahamas.svg</svg>"


def test_whoever_advertises_has_a_name_and_a_logo() -> None:
    read = read_feed(feed(), picture)
    assert (read.advertiser.name, read.advertiser.logo) == ("Plein Soleil", "<svg>/logo.svg</svg>")
    assert {product.advertiser_name for product in read.products} == {"Plein Soleil"}


def test_a_changed_logo_has_another_address() -> None:
    one, another = (read_feed(feed(logo_link=link), picture).products[0].logo_version for link in ("/a", "/b"))
    assert one
    assert one != another


def test_a_description_in_lines_becomes_one_text() -> None:
    (product,) = read_feed(feed(items=[item(description={"fr": ["Un.", "Deux."], "en": ["One."]})]), picture).products
    assert product.description == {"fr": "Un. Deux.", "en": "One."}


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        pytest.param(feed(version=2), "soleil: version 2", id="another version"),
        pytest.param({"version": 1, "advertiser": "soleil", "items": []}, "soleil.*name", id="nobody's"),
        pytest.param(feed(items=[{"id": "bahamas"}]), "bahamas.*name", id="a field missing"),
        pytest.param(feed(items=[item(price="cheap")]), "bahamas", id="a price in words"),
        pytest.param(feed(items=[item(name={"fr": "Les Bahamas"})]), "bahamas.*en", id="one language"),
        pytest.param(feed(items=[item(themes=None)]), "bahamas", id="no themes"),
        pytest.param({"version": 1, "advertiser": "soleil"}, "soleil", id="no items"),
        pytest.param(feed(items=["bahamas"]), "soleil", id="an item that is a word"),
    ],
)
def test_a_slip_names_advertiser_and_item(broken: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_feed(broken, picture)


@pytest.mark.parametrize("agency", AGENCIES)
def test_each_agencys_own_feed_is_taken_in(agency: str) -> None:
    products = fetch_feed(agency).products
    assert len(products) >= 6
    assert len({product.content_id for product in products}) == len(products)
    for product in products:
        assert product.link == f"/destinations/{product.content_id}"
        assert product.picture.lstrip().startswith("<svg")
        assert product.price > 0
        assert all(product.name[language] and product.description[language] for language in ("fr", "en"))


def test_bahamas_is_soleils() -> None:
    assert "bahamas" in {product.content_id for product in fetch_feed("soleil").products}


def test_each_featured_destination_is_in_its_advertisers_feed() -> None:
    on_offer = {agency: {product.content_id for product in fetch_feed(agency).products} for agency in AGENCIES}
    featured = [(campaign.advertiser, campaign.content_id) for campaign in load_campaigns() if campaign.content_id]
    assert [ad for ad in featured if ad[1] not in on_offer[ad[0]]] == []


def test_untargeted_ads_fill_a_page_in_both_languages() -> None:
    ads = house_campaigns()
    assert len(ads) >= 3
    assert {ad.kind for ad in ads} == {"default"}
    assert all(ad.creative[language]["title"] for ad in ads for language in ("fr", "en"))
