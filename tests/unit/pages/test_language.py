"""The reader's language: what they chose, else the browser's order of preference by primary tag, else French."""

import pytest
from flask import Flask
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from pixel.pages.language import language, match_language


@pytest.mark.parametrize(
    ("header", "matched"),
    [
        pytest.param("fr-CA,en;q=0.8", "fr", id="a country's French before English"),
        pytest.param("en-CA,fr;q=0.5", "en", id="a country's English before French"),
        pytest.param("de,fr-CA;q=0.8,en;q=0.5", "fr", id="first a language that we do not speak"),
        pytest.param("de,en-GB;q=0.8,fr;q=0.5", "en", id="the same, English before French"),
        pytest.param("en;q=0.5,fr;q=0.9", "fr", id="the weight counts, not the place"),
        pytest.param("en;q=0.9, fr-CA;q=0.9", "en", id="of equal weights the first"),
        pytest.param("fr-CA,fr;q=0.9,en-CA;q=0.8,en;q=0.7", "fr", id="Chrome in Québec"),
        pytest.param("en-CA,en-US;q=0.7,fr-CA;q=0.3", "en", id="Firefox in Ontario"),
        pytest.param("fr-Latn-CA", "fr", id="with a script"),
        pytest.param("FR-ca,EN;q=0.8", "fr", id="capitals do not matter"),
        pytest.param("fr_CA,en;q=0.8", "fr", id="an underscore, as programs write it"),
        pytest.param("fr;q=0,en;q=0.1", "en", id="weight 0 means not this one"),
        pytest.param("fr-CA;q=0,de", None, id="weight 0, and nothing else of ours"),
        pytest.param("de,it;q=0.5", None, id="nothing of ours"),
        pytest.param("*", None, id="anything"),
        pytest.param("de,*;q=0.5", None, id="anything, after another"),
        pytest.param("frr,eng;q=0.5", None, id="other languages that begin alike"),
        pytest.param("", None, id="empty"),
        pytest.param(";;,,;q=,", None, id="malformed"),
        pytest.param("fr;q=much,en;q=0.5", "en", id="what has a malformed weight does not count"),
        pytest.param("-,fr", "fr", id="a malformed tag first"),
    ],
)
def test_a_browsers_languages_are_ranked_by_primary_tag(header: str, matched: str | None) -> None:
    assert match_language(parse_accept_header(header, LanguageAccept)) == matched


@pytest.mark.parametrize(
    ("query", "cookie", "header", "read"),
    [
        pytest.param("", "", "en-CA,fr;q=0.5", "en", id="the browser's"),
        pytest.param("", "", "de", "fr", id="French where nothing is known"),
        pytest.param("", "fr", "en", "fr", id="chosen before"),
        pytest.param("?lang=en", "fr", "fr", "en", id="chosen now"),
        pytest.param("?lang=de", "en", "fr", "fr", id="what we do not speak is no choice"),
    ],
)
def test_a_choice_goes_before_the_browsers_languages(query: str, cookie: str, header: str, read: str) -> None:
    headers = {"Accept-Language": header} | ({"Cookie": f"lang={cookie}"} if cookie else {})
    with Flask("somewhere").test_request_context(f"/{query}", headers=headers):
        assert language() == read
