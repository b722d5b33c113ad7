"""Every page of every agency, in both languages: it renders, is sound HTML, and every word is translated."""

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from demo_sites import AGENCIES, Bar
from demo_sites.catalogue import HOME, load_agency
from demo_sites.vocabulary import LANGUAGES
from tests.support.agency_client import open_agency, text_of

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "path", "wbr"}


def pages_of(agency_id: str) -> list[str]:
    agency = load_agency(agency_id)
    paths = ["/", "/search", "/search?q=zzzz&month=never&budget=lots", "/wishlist", "/blog", "/legal", "/nowhere"]
    paths += [f"/blog/{article.slug}" for article in agency.articles]
    for destination in agency.destinations:
        here = f"/destinations/{destination.id}"
        paths += [here, f"{here}/book", f"{here}/thanks"]
    return paths


class Outline(HTMLParser):
    """What of a page a checker would look at."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.headings: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        if said.get("id"):
            self.ids.append(said["id"] or "")
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(tag)
        if tag == "img" and "alt" not in said:
            self.faults.append("picture without alt")
        self.faults += [f"inline {name} in <{tag}>" for name in said if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and not said.get("src")):
            self.faults.append(f"inline <{tag}>")

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"stray </{tag}>")


def faults_of(page: str) -> list[str]:
    outline = Outline()
    outline.feed(page)
    faults = outline.faults
    if outline.headings.count("h1") != 1:
        faults.append(f"{outline.headings.count('h1')} h1")
    faults += [f"id {name} twice" for name in set(outline.ids) if outline.ids.count(name) > 1]
    steps = list(zip(outline.headings, outline.headings[1:], strict=False))
    faults += [f"{after} after {before}" for before, after in steps if int(after[1]) > int(before[1]) + 1]
    faults += [f"<{tag}> left open" for tag in outline.open]
    return faults


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("agency_id", AGENCIES)
def test_every_page_renders_soundly(agency_id: str, language: str) -> None:
    client = open_agency(agency_id, language)
    for path in pages_of(agency_id):
        answer = client.get(path)
        assert answer.status_code == (404 if path == "/nowhere" else 200), path
        assert answer.mimetype == "text/html", path
        assert f'<html lang="{language}">' in answer.text, path
        assert faults_of(answer.text) == [], path
        assert 'data-testid="fictional-notice"' in answer.text, path
        assert load_agency(agency_id).name in text_of(answer), path


@pytest.mark.parametrize("agency_id", AGENCIES)
def test_every_address_that_the_pages_name_is_there(agency_id: str) -> None:
    client = open_agency(agency_id)
    named: set[str] = set()
    for path in (
        "/",
        "/search",
        "/blog",
        "/legal",
        *(f"/destinations/{each.id}" for each in load_agency(agency_id).destinations),
    ):
        named |= set(re.findall(r'(?:href|src)="(/[^"#]*)', client.get(path).text))
    assert {"/site.css", "/base.css", "/agency.js", "/logo.svg"} <= {address.partition("?v=")[0] for address in named}
    for address in sorted(named):
        with client.get(address.replace("&amp;", "&")) as answer:
            assert answer.status_code == 200, address


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/site.css", "text/css"),
        ("/base.css", "text/css"),
        ("/agency.js", "text/javascript"),
        ("/logo.svg", "image/svg+xml"),
        ("/pictures/bahamas.svg", "image/svg+xml"),
        ("/feed.json", "application/json"),
    ],
)
def test_files_are_served_as_what_they_are(path: str, kind: str) -> None:
    answer = open_agency("soleil").get(path)
    assert (answer.status_code, answer.mimetype) == (200, kind)
    answer.close()


@pytest.mark.parametrize(
    "path", ["/pictures/../site.css", "/pictures/..%2fsite.css", "/pictures/none.svg", "/pictures/"]
)
def test_only_pictures_are_served_as_pictures(path: str) -> None:
    assert open_agency("soleil").get(path).status_code == 404


@pytest.mark.parametrize("agency_id", AGENCIES)
def test_price_dates_and_booking_stand_before_the_prose(agency_id: str) -> None:
    destination = load_agency(agency_id).destinations[0]
    words = text_of(open_agency(agency_id).get(f"/destinations/{destination.id}"))
    prose = words.index(destination.words["en"].description[0])
    for before in ("per person", "Departures", "Choose this departure:", load_agency(agency_id).words["en"].book):
        assert words.index(before) < prose, before


GARBAGE = ["\x00", "é\u2028<b>", "%ff%fe", "../" * 50, "x" * 3000, "[", "//[", "\ud7ff", "\r\nSet-Cookie: a=b"]


@pytest.mark.parametrize("garbage", GARBAGE, ids=range(len(GARBAGE)))
def test_whatever_is_sent_the_answer_is_a_page(garbage: str) -> None:
    client = open_agency("nordet")
    header = garbage.encode("ascii", "ignore").decode().replace("\r\n", "")
    for name in ("wishlist", "consent", "order", "saved"):
        client.set_cookie(name, quote(garbage))
    for path in ("/", "/destinations/iceland", "/destinations/iceland/thanks", "/wishlist"):
        assert client.get(path, query_string={"lang": garbage}, headers={"Referer": header}).status_code == 200
    assert client.get("/search", query_string=dict.fromkeys(("q", "month", "budget"), garbage)).status_code == 200
    assert client.get(f"/destinations/{quote(garbage)}").status_code in (404, 308)
    sent = dict.fromkeys(("first_name", "email", "travellers", "departure", "answer", "destination", "action"), garbage)
    assert client.post("/destinations/iceland/book", data=sent).status_code == 422
    for path in ("/consent", "/wishlist"):
        assert client.post(path, data=sent, headers={"Referer": header}).status_code == 404


def test_prices_and_dates_are_written_as_each_language_writes_them() -> None:
    french = (
        text_of(open_agency("soleil", "fr").get("/destinations/bahamas")).replace("\u202f", " ").replace("\xa0", " ")
    )
    english = text_of(open_agency("soleil", "en").get("/destinations/bahamas"))
    assert "1 899 $" in french
    assert "13 février 2027" in french
    assert "4,8" in french
    assert "27 septembre 2027 → au 1er octobre 2027" in text_of(
        open_agency("affaires", "fr").get("/destinations/congress-lisbon")
    )
    assert "$1,899" in english
    assert "February 13, 2027" in english


def test_the_language_links_stay_on_the_page_and_keep_what_was_asked() -> None:
    page = open_agency("soleil").get("/search?q=plage+%26+soleil&month=2027-02&lang=en").text
    assert 'href="?q=plage+%26+soleil&amp;month=2027-02&amp;lang=fr" hreflang="fr"' in page


def test_what_could_not_be_read_is_said_kindly() -> None:
    words = text_of(open_agency("soleil").get("/search?month=never&budget=lots"))
    assert "We could not read the month, so we left it out." in words
    assert "We could not read the budget, so we left it out." in words


def test_a_form_carries_the_token_that_it_was_handed() -> None:
    for path in ("/", "/destinations/bahamas/book"):
        page = open_agency("soleil").get(path).text
        forms = re.findall(r'<form[^>]*method="post".*?</form>', page, re.DOTALL)
        assert forms
        assert all('name="form_token" value="a-token"' in form for form in forms)


@pytest.mark.parametrize("agency_id", AGENCIES)
def test_what_goes_wrong_is_said_in_the_readers_language_only(agency_id: str) -> None:
    for language, missing, refused in (
        ("fr", "Cette page est en vacances", "Cela n’a pas marché"),
        ("en", "This page has gone on holiday", "That did not work"),
    ):
        client = open_agency(agency_id, language)
        for answer, words in ((client.get("/nowhere"), missing), (client.post("/blog"), refused)):
            assert f'<h1 class="page-title">{words}</h1>' in answer.text
            assert f'<html lang="{language}">' in answer.text
            assert ("Not Found" in answer.text, "not allowed" in answer.text) == (False, False)


@pytest.mark.parametrize("agency_id", AGENCIES)
def test_the_hosts_bar_stands_on_top_of_every_page_and_only_where_there_is_one(agency_id: str) -> None:
    bar = Bar("look", "Step 3 of 10 · Look at <the> Bahamas", "http://walk.test/?a=1&b=2", "Back to the walk")
    on_the_walk, elsewhere = open_agency(agency_id, bar=bar), open_agency(agency_id)
    for path in pages_of(agency_id):
        page = on_the_walk.get(path).text
        assert re.search(
            r'class="skip-link"[^\n]*\s*<aside class="walk-bar" data-testid="walk-bar" data-step="look"', page
        )
        assert "<p>Step 3 of 10 · Look at &lt;the&gt; Bahamas</p>" in page
        assert '<a href="http://walk.test/?a=1&amp;b=2">Back to the walk</a>' in page
        assert faults_of(page) == [], path
        assert "walk-bar" not in elsewhere.get(path).text


def test_what_the_agency_says_in_english_is_all_translated_and_compiled() -> None:
    catalogue = HOME / "translations" / "fr" / "LC_MESSAGES"
    used = {_first(found[2]) for found in _messages(HOME)}
    with (catalogue / "messages.po").open("rb") as file:
        translated = {
            _first(message.id): _forms(message.string) for message in read_po(file) if message.id and message.string
        }
    with (catalogue / "messages.mo").open("rb") as file:
        compiled = {_first(message.id): _forms(message.string) for message in read_mo(file) if message.id}
    assert used - set(translated) == set()
    assert set(translated) - used == set()
    assert compiled == translated, "messages.mo is older than messages.po: pybabel compile -d demo_sites/translations"


def _messages(folder: Path) -> list[tuple[str, int, str | tuple[str, ...]]]:
    found = extract_from_dir(folder, method_map=[("**.py", "python"), ("**.html", "jinja2")])
    return [(file, line, message) for file, line, message, _, _ in found]


def _first(message: object) -> str:
    return str(message[0]) if isinstance(message, list | tuple) else str(message)


def _forms(text: object) -> list[str]:
    return [str(form) for form in text] if isinstance(text, list | tuple) else [str(text)]
