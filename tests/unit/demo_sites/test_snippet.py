"""What each page tells the network: by its script tag, by its image for browsers without scripts, or not at all."""

import json
import re

import pytest
from flask.testing import FlaskClient

from demo_sites import AGENCIES
from tests.support.agency_client import COLLECTOR, image_address, image_of, open_agency, script_of, text_of

WITH_PIXEL = [agency for agency in AGENCIES if agency != "discrete"]


def agency_after(agency_id: str, answer: str = "") -> FlaskClient:
    """A browser that has already answered, or not."""
    client = open_agency(agency_id)
    if answer:
        client.set_cookie("consent", answer)
    return client


@pytest.mark.parametrize(
    ("path", "event", "ids"),
    [
        pytest.param("/", "", None, id="home"),
        pytest.param("/blog", "", None, id="blog"),
        pytest.param("/legal", "", None, id="legal"),
        pytest.param("/wishlist", "", None, id="wish list"),
        pytest.param("/nowhere", "", None, id="a page that is not there"),
        pytest.param("/search", "", None, id="the list of everything is no search"),
        pytest.param("/search?q=bahamas", "Search", ["bahamas"], id="search by word"),
        pytest.param("/search?budget=1400", "Search", ["cuba"], id="search by budget"),
        pytest.param("/search?q=zzzz", "Search", [], id="search in vain"),
        pytest.param("/destinations/bahamas", "ViewContent", ["bahamas"], id="a destination"),
        pytest.param("/destinations/bahamas/book", "InitiateCheckout", ["bahamas"], id="the booking form"),
        pytest.param("/destinations/bahamas/thanks", "", None, id="thanks without an order"),
    ],
)
def test_a_page_tells_its_most_specific_event(path: str, event: str, ids: list[str] | None) -> None:
    answer = open_agency("soleil").get(path)
    script, image = script_of(answer), image_of(answer)
    assert script
    assert (script.address, script.event) == (f"{COLLECTOR}/pixel.js", event)
    assert script.data.get("content_ids") == ids
    assert image["id"] == "soleil"
    assert image["ev"] == (event or "PageView")
    assert image["noscript"] == "1"
    assert image["dl"] == f"http://localhost{path}"
    assert json.loads(image.get("cd[content_ids]", "null")) == ids


def test_a_destination_is_told_with_its_travel_data() -> None:
    answer = open_agency("soleil").get(
        "/destinations/bahamas", headers={"Referer": "http://localhost/search?q=îles & co"}
    )
    expected = {
        "content_ids": ["bahamas"],
        "content_type": "destination",
        "content_name": "The Bahamas",
        "city": "Nassau",
        "region": "caribbean",
        "country": "BS",
        "travel_start": "2027-02-13",
        "travel_end": "2027-02-20",
        "num_adults": 1,
        "value": 1899,
        "currency": "CAD",
    }
    script, image = script_of(answer), image_of(answer)
    assert script
    assert script.data == expected
    told = {key: image[f"cd[{key}]"] for key in expected}
    assert told == {
        key: json.dumps(value) if isinstance(value, list) else str(value) for key, value in expected.items()
    }
    assert image["rl"].startswith("http://localhost/search?q=")
    assert re.fullmatch(r"http://pixel\.test/tr\?[\w%.~=&-]+", image_address(answer)), "properly encoded"


@pytest.mark.parametrize("words", ["l’été", "<script>alert(1)</script>", "'\"><img src=x>", "a&b=c#d", "\u2028\ud7ff"])
def test_whatever_is_searched_for_arrives_as_it_was_typed_and_breaks_nothing(words: str) -> None:
    answer = open_agency("soleil").get("/search", query_string={"q": words})
    script = script_of(answer)
    assert script
    assert script.data["search_string"] == " ".join(words.split())
    assert image_of(answer)["cd[search_string]"] == " ".join(words.split())
    assert "<script>alert" not in answer.text
    assert "<img src=x" not in answer.text


@pytest.mark.parametrize(
    ("agency_id", "consent", "is_sent", "told"),
    [
        pytest.param("soleil", "", True, "", id="soleil asks nobody"),
        pytest.param("soleil", "denied", True, "", id="soleil hears no refusal"),
        pytest.param("affaires", "", True, "", id="affaires asks nobody"),
        pytest.param("nordet", "", False, "", id="nordet waits for an answer"),
        pytest.param("nordet", "denied", False, "", id="nordet honours a no"),
        pytest.param("nordet", "granted", True, "granted", id="nordet after a yes"),
        pytest.param("nordet", "forged", False, "", id="nordet believes no other word"),
        pytest.param("escale", "", True, "", id="escale does not wait"),
        pytest.param("escale", "denied", True, "denied", id="escale tells the no"),
        pytest.param("escale", "granted", True, "granted", id="escale after a yes"),
        pytest.param("discrete", "", False, "", id="discrete has no pixel"),
        pytest.param("discrete", "granted", False, "", id="discrete has no pixel, whatever is granted"),
    ],
)
def test_consent(agency_id: str, consent: str, is_sent: bool, told: str) -> None:
    answer = agency_after(agency_id, consent).get("/")
    script, image = script_of(answer), image_of(answer)
    assert bool(script) == bool(image) == is_sent == (COLLECTOR in answer.text)
    if script:
        assert script.consent == image.get("consent", "") == told
        assert script.address.endswith("?consent=denied") == (told == "denied")


@pytest.mark.parametrize(
    ("agency_id", "consent", "told"),
    [
        pytest.param("nordet", "", {"consent": "", "may_send": False}, id="nordet before an answer"),
        pytest.param("nordet", "granted", {"consent": "granted", "may_send": True}, id="nordet after a yes"),
        pytest.param("nordet", "denied", {"consent": "denied", "may_send": False}, id="nordet after a no"),
        pytest.param("escale", "", {"consent": "", "may_send": True}, id="escale before an answer"),
        pytest.param("escale", "granted", {"consent": "granted", "may_send": True}, id="escale after a yes"),
        pytest.param("escale", "denied", {"consent": "denied", "may_send": False}, id="escale after a no"),
        pytest.param("escale", "forged", {"consent": "", "may_send": True}, id="escale believes no other word"),
    ],
)
def test_the_script_can_ask_for_the_answer_of_the_moment(agency_id: str, consent: str, told: dict[str, object]) -> None:
    answer = agency_after(agency_id, consent).get("/consent.json")
    assert (answer.json, answer.headers["Cache-Control"]) == (told, "no-store")


def test_only_where_consent_is_asked_for_is_there_an_answer_to_ask_for() -> None:
    for agency_id in AGENCIES:
        asks = agency_id in ("nordet", "escale")
        client = agency_after(agency_id, "granted")
        script = script_of(client.get("/", environ_overrides={"SCRIPT_NAME": "/here"}))
        assert (script.consent_url if script else "") == ("/here/consent.json" if asks else "")
        assert client.get("/consent.json").status_code == (200 if asks else 404)


@pytest.mark.parametrize(
    ("agency_id", "consent", "is_asked"),
    [
        pytest.param("nordet", "", True, id="nordet asks"),
        pytest.param("escale", "", True, id="escale asks"),
        pytest.param("nordet", "denied", False, id="nordet asks once"),
        pytest.param("escale", "granted", False, id="escale asks once"),
        pytest.param("soleil", "", False, id="soleil does not ask"),
        pytest.param("discrete", "", False, id="discrete has nothing to ask"),
    ],
)
def test_the_banner_stands_until_it_is_answered(agency_id: str, consent: str, is_asked: bool) -> None:
    client = agency_after(agency_id, consent)
    assert ('data-testid="consent-banner"' in client.get("/").text) == is_asked
    asks = agency_id in ("nordet", "escale")
    assert ('data-testid="consent-change"' in client.get("/").text) == asks
    assert ('data-testid="consent-no"' in client.get("/legal").text) == asks


def test_an_answer_is_kept_and_can_be_changed() -> None:
    client = open_agency("nordet")
    for answer, is_sent in (("granted", True), ("denied", False)):
        sent = client.post("/consent", data={"answer": answer}, headers={"Referer": "http://localhost/blog"})
        assert (sent.status_code, sent.headers["Location"]) == (303, "http://localhost/blog")
        assert bool(image_of(client.get("/"))) == is_sent
    assert "You have refused" in text_of(client.get("/legal"))


@pytest.mark.parametrize(
    ("agency_id", "answer", "words"),
    [
        pytest.param("nordet", "granted", "this page has just told Ribambelle you were here", id="nordet, yes"),
        pytest.param("nordet", "denied", "nothing goes from here to Ribambelle", id="nordet, no"),
        pytest.param("escale", "granted", "we had not waited", id="escale, yes"),
        pytest.param("escale", "denied", "will still call Ribambelle, marked “denied”", id="escale, no"),
    ],
)
def test_the_page_after_an_answer_says_once_what_follows_from_it(agency_id: str, answer: str, words: str) -> None:
    client = open_agency(agency_id)
    sent = client.post("/consent", data={"answer": answer}, headers={"Referer": "http://localhost/blog"})
    status = r'<p class="flash" role="status" data-flash>(.*?)</p>'
    [said] = re.findall(status, client.get(sent.headers["Location"]).text)
    assert words in said
    assert re.findall(status, client.get("/blog").text) == [""]
    assert "says on the next page what follows from your answer" in text_of(client.get("/legal"))


def test_the_banner_is_the_first_thing_after_the_skip_link() -> None:
    page = open_agency("nordet").get("/").text
    reached = re.findall(r"<(?:a|button)\s[^>]*>", page.partition("<body")[2])
    wanted = ("skip-link", 'href="/legal"', "consent-yes", "consent-no")
    assert all(word in tag for word, tag in zip(wanted, reached, strict=False))


@pytest.mark.parametrize(
    "referrer",
    [
        "",
        "http://elsewhere.test/",
        "//elsewhere.test",
        "javascript:alert(1)",
        "http://localhost.elsewhere.test/",
        "http://[",
    ],
)
def test_nobody_elses_page_decides_where_an_answer_leads(referrer: str) -> None:
    sent = open_agency("nordet").post("/consent", data={"answer": "granted"}, headers={"Referer": referrer})
    assert (sent.status_code, sent.headers["Location"]) == (303, "/")


def test_a_wish_without_scripts_is_said_once_and_told_once_by_the_image() -> None:
    client = open_agency("soleil")
    wish = {"destination": "cuba", "action": "add"}
    sent = client.post("/wishlist", data=wish, headers={"Referer": "http://localhost/search?q=plage"})
    assert sent.headers["Location"] == "http://localhost/search?q=plage"
    page = client.get("/search?q=plage")
    assert "Varadero and Havana is on your wish list." in text_of(page)
    assert image_of(page)["ev"] == "AddToWishlist"
    assert image_of(page)["cd[content_ids]"] == '["cuba"]'
    again = client.get("/search?q=plage")
    assert "is on your wish list" not in text_of(again)
    assert image_of(again)["ev"] == "Search"
    assert 'data-testid="wishlist-item" data-content="cuba"' in client.get("/wishlist").text


def test_a_wish_by_script_is_answered_in_json_and_the_next_page_says_nothing() -> None:
    client = open_agency("soleil")
    for action, count in (("add", 1), ("add", 1), ("remove", 0)):
        wish = {"destination": "cuba", "action": action}
        answer = client.post("/wishlist", data=wish, headers={"Accept": "application/json"})
        assert answer.json == {"saved": action == "add", "count": count}
    assert image_of(client.get("/"))["ev"] == "PageView"


@pytest.mark.parametrize("cookie", ["bahamas.atlantis.bahamas", "bahamas", "..bahamas.."])
def test_a_wish_list_shows_what_the_agency_has_each_once(cookie: str) -> None:
    client = open_agency("soleil")
    client.set_cookie("wishlist", cookie)
    assert re.findall(r'wishlist-item" data-content="([\w-]+)"', client.get("/wishlist").text) == ["bahamas"]


def test_a_wish_for_nothing_known_gets_the_friendly_page() -> None:
    answer = open_agency("soleil").post("/wishlist", data={"destination": "atlantis", "action": "add"})
    assert answer.status_code == 404
    assert "This page has gone on holiday" in text_of(answer)
