"""The booking form: what it accepts, what it says of the rest; nothing of it stands in an address or a cookie."""

import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from demo_sites.booking import Given, find_problems, make_order, read_cookie, write_cookie
from demo_sites.catalogue import load_agency
from tests.support.agency_client import image_of, open_agency, script_of, text_of

GOOD = {"first_name": "Zoé", "email": "zoe@invention.test", "travellers": "2", "departure": "2027-02-13"}
BAHAMAS = "/destinations/bahamas"


def send(client: FlaskClient, **changed: str) -> TestResponse:
    return client.post(f"{BAHAMAS}/book", data=GOOD | {"form_token": "a-token"} | changed)


@pytest.mark.parametrize(
    ("changed", "field", "problem"),
    [
        pytest.param({"first_name": ""}, "first_name", "missing", id="no first name"),
        pytest.param({"first_name": "Z" * 61}, "first_name", "too-long", id="a first name without end"),
        pytest.param({"email": ""}, "email", "missing", id="no address"),
        pytest.param({"email": "zoe"}, "email", "not-an-address", id="half an address"),
        pytest.param({"email": "zoe@"}, "email", "not-an-address", id="an address to nowhere"),
        pytest.param({"email": "z" * 120 + "@x"}, "email", "too-long", id="an address without end"),
        pytest.param({"travellers": "0"}, "travellers", "not-a-number", id="nobody travels"),
        pytest.param({"travellers": "7"}, "travellers", "not-a-number", id="a crowd"),
        pytest.param({"travellers": "²"}, "travellers", "not-a-number", id="a digit of another kind"),
        pytest.param({"departure": "2027-02-14"}, "departure", "not-a-departure", id="a day too late"),
        pytest.param({"departure": "tomorrow"}, "departure", "not-a-departure", id="no date"),
        pytest.param({"departure": ""}, "departure", "not-a-departure", id="no choice"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_the_rest_is_kept(
    changed: dict[str, str], field: str, problem: str
) -> None:
    destination = load_agency("soleil").find("bahamas")
    assert destination
    given = Given(**(GOOD | changed))
    assert find_problems(given, destination) == {field: problem}
    assert make_order(given, destination, "ABCDEFGH") is None
    answer = send(open_agency("soleil"), **changed)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert "One answer needs another look." in answer.text
    if field != "first_name":
        assert 'value="Zoé"' in answer.text
    script = script_of(answer)
    assert script
    assert script.event == ""


def test_each_departure_of_a_destination_leads_to_the_form_with_it_chosen() -> None:
    client, destination = open_agency("soleil"), load_agency("soleil").find("bahamas")
    assert destination
    page = client.get(BAHAMAS)
    links = re.findall(r'<a class="departure" href="([^"]*)"', page.text)
    assert links == [f"{BAHAMAS}/book?departure={leaving.start.isoformat()}" for leaving in destination.dates]
    assert "Choose this departure: February 13, 2027 → to February 20, 2027" in text_of(page)
    for link, leaving in zip(links, destination.dates, strict=True):
        form = client.get(link)
        assert chosen_in(form) == [leaving.start.isoformat()]
        script, image = script_of(form), image_of(form)
        assert script
        assert (script.event, image["ev"]) == ("InitiateCheckout", "InitiateCheckout")
        days = (leaving.start.isoformat(), leaving.end.isoformat())
        assert (script.data["travel_start"], script.data["travel_end"]) == days
        assert (image["cd[travel_start]"], image["cd[travel_end]"]) == days
    assert image_of(page)["cd[travel_start]"] == destination.dates[0].start.isoformat(), "looking chooses nothing"


@pytest.mark.parametrize(
    "asked", ["", "2027-02-14", "20270213", "2027-W06-6", "tomorrow", "<b>", "\x00", "２０２７-02-13"]
)
def test_a_departure_that_there_is_not_leaves_the_next_one_chosen(asked: str) -> None:
    form = open_agency("soleil").get(f"{BAHAMAS}/book", query_string={"departure": asked})
    script = script_of(form)
    assert script
    assert chosen_in(form) == [script.data["travel_start"]] == ["2027-02-13"]


def chosen_in(form: TestResponse) -> list[str]:
    return re.findall(r'name="departure" value="([^"]*)" checked', form.text)


def test_a_booking_leads_to_thanks_and_the_pixel_is_told_what_it_cost() -> None:
    client = open_agency("soleil")
    sent = send(client)
    assert (sent.status_code, sent.headers["Location"]) == (303, f"{BAHAMAS}/thanks")
    thanks = client.get(sent.headers["Location"])
    assert "Get the sunscreen out." in text_of(thanks)
    script = script_of(thanks)
    assert script
    assert (script.event, script.data["value"], script.data["num_adults"]) == ("Purchase", 3798, 2)
    assert script.data["travel_start"] == "2027-02-13"
    assert script.event_id in text_of(thanks)
    assert image_of(thanks)["ev"] == "Purchase"
    assert image_of(thanks)["eid"] == script.event_id


def test_reloaded_thanks_keep_the_order_number_and_a_new_booking_gets_another() -> None:
    client = open_agency("soleil")
    numbers = []
    for _ in range(2):
        address = send(client).headers["Location"]
        first, again = script_of(client.get(address)), script_of(client.get(address))
        assert first
        assert again
        assert first.event_id == again.event_id
        numbers.append(first.event_id)
    assert numbers[0] != numbers[1]


def test_neither_name_nor_address_goes_on_anywhere() -> None:
    client = open_agency("soleil")
    sent = send(client)
    thanks = client.get(sent.headers["Location"])
    told = [sent.headers["Location"], *sent.headers.getlist("Set-Cookie"), thanks.text]
    for text in told:
        for secret in ("Zoé", "Zo%C3%A9", "invention"):
            assert secret not in text


@pytest.mark.parametrize("value", sorted(set(GOOD.values()) - {"2"}))
def test_no_value_of_the_form_stands_in_an_address(value: str) -> None:
    client = open_agency("soleil")
    form = client.get(f"{BAHAMAS}/book")
    assert 'method="post" action="/destinations/bahamas/book"' in form.text
    wrong = send(client, travellers="99")
    sent = send(client)
    thanks = client.get(sent.headers["Location"])
    for address in (sent.headers["Location"], image_of(wrong)["dl"], image_of(thanks)["dl"]):
        assert value not in address
        assert "?" not in address


@pytest.mark.parametrize(
    "cookie",
    [
        pytest.param("", id="none"),
        pytest.param("ABCDEFGH.cuba.2.2027-02-27", id="another trip's"),
        pytest.param("ABCDEFGH.bahamas.9.2027-02-13", id="a crowd"),
        pytest.param("ABCDEFGH.bahamas.2.2027-02-14", id="a day without departure"),
        pytest.param("<script>.bahamas.2.2027-02-13", id="something forged"),
        pytest.param("....", id="dots"),
    ],
)
def test_without_an_order_of_its_own_the_page_thanks_nobody(cookie: str) -> None:
    client = open_agency("soleil")
    client.set_cookie("order", cookie)
    answer = client.get(f"{BAHAMAS}/thanks")
    assert answer.status_code == 200
    assert "Nothing booked here" in text_of(answer)
    script = script_of(answer)
    assert script
    assert script.event == ""
    assert image_of(answer)["ev"] == "PageView"


def test_the_order_cookie_reads_back_as_it_was_written() -> None:
    destination = load_agency("soleil").find("bahamas")
    assert destination
    order = make_order(Given(**GOOD), destination, "ABCDEFGH")
    assert order
    assert read_cookie(write_cookie(order), destination) == order


def test_the_order_cookie_is_short_lived_and_out_of_reach_of_scripts() -> None:
    cookie = send(open_agency("soleil")).headers["Set-Cookie"]
    assert cookie.startswith("order=")
    assert "Max-Age=900" in cookie
    assert "HttpOnly" in cookie
    assert "Path=/" in cookie


def test_under_a_path_everything_stays_under_it() -> None:
    client = open_agency("soleil")
    sent = client.post(f"{BAHAMAS}/book", data=GOOD, environ_overrides={"SCRIPT_NAME": "/soleil"})
    assert sent.headers["Location"] == f"/soleil{BAHAMAS}/thanks"
    assert "Path=/soleil" in sent.headers["Set-Cookie"]
    home = client.get("/", environ_overrides={"SCRIPT_NAME": "/soleil"})
    assert 'href="/soleil/destinations/bahamas"' in home.text
    assert 'src="/soleil/pictures/bahamas.svg?v=' in home.text
    assert ' href="/destinations' not in home.text
