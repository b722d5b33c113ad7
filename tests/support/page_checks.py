"""What holds for every page: axe finds nothing, nothing scrolls sideways, one language, one heading, whole pictures.

The two files of page tests call `check_page`.
"""

from typing import Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

Scheme = Literal["light", "dark"]
WIDTHS = (360, 390, 1280)
# Every page in French and light each time; in English and dark too in the long run, as that doubles the time.
LANGUAGES_LOOKED_AT = ("fr", pytest.param("en", marks=pytest.mark.long))
# Every page is looked at in both languages: so axe runs on each in light and in dark, on a phone and on a projector.
SCHEMES: dict[str, Scheme] = {"fr": "light", "en": "dark"}
AXE_WIDTHS = {"fr": 360, "en": 1280}
# All of axe's rules: WCAG, and its own best practices (landmarks, heading order). Colours that are still on their way
# from light to dark are brought to their end first, or their contrast would be that of a moment.
AXE = """async () => {
  for (const moving of document.getAnimations()) if (moving instanceof CSSTransition) moving.finish();
  return (await axe.run({ resultTypes: ["violations"] })).violations;
}"""

FIRST_PAINT_FINDINGS = """() => {
  const findings = [];
  const headings = document.querySelectorAll("h1").length;
  if (headings !== 1) findings.push(`${headings} level-one headings`);
  if (!document.title.trim()) findings.push("no title");
  for (const image of document.images)
    if (image.complete && !image.naturalWidth && image.loading !== "lazy") findings.push(`broken picture ${image.src}`);
  return findings;
}"""
SIDEWAYS = """() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth + 1) return "";
  const isWide = (it) => it.getBoundingClientRect().right > root.clientWidth + 1;
  const wide = [...document.querySelectorAll("body *")].filter(isWide);
  return wide.slice(0, 3).map((it) => it.outerHTML.slice(0, 120)).join(" | ") || "the page";
}"""


def check_page(page: Page, address: str, language: str, status: int = 200) -> list[str]:
    """Open `address` and look at it at each width; what a person would trip over, in words."""
    answer = page.goto(address, wait_until="load")
    got = answer.status if answer else 0
    found = [] if got == status else [f"status {got}, not {status}"]
    return [f"{address}: {finding}" for finding in found + look_at_page(page, language)]


def look_at_page(page: Page, language: str) -> list[str]:
    """`check_page` for the page that stands open."""
    found = list(page.evaluate(FIRST_PAINT_FINDINGS))
    said = page.locator("html").get_attribute("lang") or "none"
    if said.split("-")[0] != language:
        found.append(f"speaks {said}, not {language}")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate(SIDEWAYS)
        if wide:
            found.append(f"scrolls sideways at {width}: {wide}")
        if width == AXE_WIDTHS[language]:
            found += _axe(page, SCHEMES[language])
    return found


def _axe(page: Page, scheme: Scheme) -> list[str]:
    page.emulate_media(color_scheme=scheme)
    page.evaluate(AXE_SCRIPT)
    violations = page.evaluate(AXE)
    return [
        f"axe, {scheme}: {violation['id']} ({violation['impact']}) ×{len(violation['nodes'])}: "
        f"{violation['nodes'][0]['html'][:160]}"
        for violation in violations
    ]
