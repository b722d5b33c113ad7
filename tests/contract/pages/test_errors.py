"""Error pages: told in the reader's language, on every site of the house, for each thing that can go wrong."""

import re

import pytest
from werkzeug.exceptions import BadRequestKeyError, HTTPException, default_exceptions

from pixel.pages.errors import error_text
from tests.support.app_harness import AppHarness

# Words of werkzeug's own texts, and of English ones of ours.
ENGLISH = re.compile(r"\b(the|server|requested|this|was|not|found|allowed|your)\b", re.IGNORECASE)
SITES = pytest.mark.parametrize("site", ["start", "network", "collector", "backstage"])


def text_of(page: str) -> str:
    """What is read of a page's main part."""
    main = re.search(r"<main.*?</main>", page, re.DOTALL)
    assert main
    return " ".join(re.sub(r"<[^>]*>", " ", main[0]).split())


@SITES
@pytest.mark.parametrize(("method", "path", "code"), [("GET", "/nowhere", 404), ("PUT", "/", 405), ("POST", "/", 405)])
def test_a_french_error_page_has_no_english(
    shared_harness: AppHarness, site: str, method: str, path: str, code: int
) -> None:
    browser = shared_harness.browser()
    address = browser.url(site, path)
    own = {"Accept-Language": "fr", "Sec-Fetch-Site": "same-origin"}
    answer = browser.client.open(address, method=method, headers=own)
    assert answer.status_code == code
    assert not ENGLISH.search(text_of(answer.text)), text_of(answer.text)
    in_english = browser.client.open(address, method=method, headers=own | {"Accept-Language": "en"})
    assert ENGLISH.search(text_of(in_english.text))


@SITES
def test_a_post_from_elsewhere_is_refused_in_french(shared_harness: AppHarness, site: str) -> None:
    answer = shared_harness.browser().post(site, "/", sec_fetch_site="cross-site", accept_language="fr")
    assert answer.status_code == 403
    assert "rechargez-la" in text_of(answer.text)
    assert not ENGLISH.search(text_of(answer.text))


def test_what_makes_no_sense_is_told_in_french(harness: AppHarness) -> None:
    browser = harness.browser()
    browser.join()
    answer = browser.post("network", "/activity/disconnect", {"site": "personne"}, accept_language="fr")
    assert answer.status_code == 400
    assert "Il manque quelque chose" in text_of(answer.text)
    assert not ENGLISH.search(text_of(answer.text))


def test_a_link_that_was_used_is_told_with_its_own_words(harness: AppHarness) -> None:
    answer = harness.browser().get("network", "/continue/none", accept_language="en")
    assert answer.status_code == 410
    assert "Ask for a new one" in text_of(answer.text)


@pytest.mark.parametrize("kind", [*default_exceptions.values(), BadRequestKeyError], ids=lambda kind: kind.__name__)
def test_every_error_has_words_of_ours(shared_harness: AppHarness, kind: type[HTTPException]) -> None:
    with shared_harness.app.sites["start"].test_request_context():
        assert error_text(kind()) != kind().description
