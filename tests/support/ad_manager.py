"""What a person does in the ad manager, and what its pages show: the contract tests' words."""

import html
import re
from collections.abc import Mapping

from werkzeug.test import TestResponse

from tests.support.app_harness import Browser

FOUNDING = {
    "name": "Les vélos de Zoé",
    "about": "On répare des vélos.",
    "shape": "disc",
    "colour": "teal",
    "symbol": "wheel",
}
TEXTS = {
    "title_fr": "Deux roues pour l’été",
    "text_fr": "Un vélo à la journée.",
    "button_fr": "Réserver",
    "title_en": "Two wheels for summer",
    "text_en": "A bicycle for a day.",
    "button_en": "Book",
}


def found_company(browser: Browser, **changes: str) -> str:
    """Founds a company; its path."""
    answer = browser.post("regie", "/companies", FOUNDING | changes)
    assert answer.status_code == 303, answer.text
    return path_of(browser, answer)


def read_form(page: str) -> dict[str, str]:
    """What stands in a page's last form as a browser would send it, one value a field."""
    form = page.rpartition("<form")[2]
    sent: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        named = {name: html.unescape(text) for name, text in re.findall(r'([a-z_]+)="([^"]*)"', tag)}
        is_chosen = named.get("type") not in ("radio", "checkbox") or " checked" in tag
        if "name" in named and is_chosen:
            sent[named["name"]] = named.get("value", "")
    for name, text in re.findall(r'<textarea[^>]* name="([^"]*)"[^>]*>([^<]*)<', form):
        sent[name] = html.unescape(text)
    for name, options in re.findall(r'<select[^>]* name="([^"]*)".*?>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        sent[name] = chosen[1] if chosen else ""
    return sent


def send_ad(browser: Browser, company: str, changes: Mapping[str, str], recipe: str = "") -> TestResponse:
    """Sends the form as it stands, with texts and some changes; what is changed to nothing is sent empty."""
    query = f"?recipe={recipe}" if recipe else ""
    form = read_form(browser.get("regie", f"{company}/ads/new{query}").text)
    return browser.post("regie", f"{company}/ads", form | {"name": "Été"} | TEXTS | dict(changes))


def buy_ad(browser: Browser, company: str, recipe: str = "", **changes: str) -> str:
    """Buys an ad; its path."""
    answer = send_ad(browser, company, changes, recipe)
    assert answer.status_code == 303, errors_on(answer.text)
    return path_of(browser, answer)


def set_state(browser: Browser, ad: str, state: str, version: int = 1) -> TestResponse:
    """Presses one of the buttons of a page that was made from a version."""
    return browser.post("regie", f"{ad}/state", {"state": state, "version": str(version)})


def errors_on(page: str) -> dict[str, str]:
    """Each field's error as it is read."""
    found = re.findall(r'data-testid="error" data-field="([^"]*)">([^<]*)<', page)
    return {field: html.unescape(text) for field, text in found}


def path_of(browser: Browser, answer: TestResponse) -> str:
    """Where an answer leads, as a path of the site."""
    return answer.headers["Location"].removeprefix(browser.at("regie")[1] or "/regie")
