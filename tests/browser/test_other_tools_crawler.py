"""A crawler that records a HAR of an agency's pages, and a reader of such files that finds our pixel in it.

The recorder is Playwright's; the reader is the `haralyzer` package; what counts as a tracking pixel is what studies of
the web count as one: a tiny image from another site, whose address tells on which page it stands, and a cookie with it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from haralyzer import HarParser
from playwright.sync_api import Page

from pixel.testing.server import PixelServer
from tests.browser.conftest import OpenChromium
from tests.support.browsers import Setup

pytestmark = [pytest.mark.browser, pytest.mark.long]

TINY = 100  # bytes
PAGES = 5


@dataclass(frozen=True)
class Beacon:
    """One request that looks like a tracking pixel's."""

    host: str
    fields: Mapping[str, str]
    cookie: str  # as the browser sent it


def crawl(page: Page, start: str, most: int = PAGES) -> list[str]:
    """The addresses visited: a site's own links, the nearest first."""
    waiting, visited = [start], list[str]()
    while waiting and len(visited) < most:
        address = waiting.pop(0)
        page.goto(address, wait_until="networkidle")
        visited.append(address)
        links: list[str] = page.locator("main a[href]").evaluate_all("(links) => links.map((link) => link.href)")
        own = (link.partition("#")[0] for link in links if urlsplit(link).hostname == urlsplit(start).hostname)
        waiting += [link for link in dict.fromkeys(own) if link not in (*visited, *waiting)]
    return visited


def find_beacons(har: Path, site: str) -> list[Beacon]:
    """The tracking pixels on a site's pages, by their shape alone."""
    entries = HarParser(json.loads(har.read_text(encoding="utf-8"))).har_data["entries"]
    return [_read(entry) for entry in entries if _is_beacon(entry, site)]


def _is_beacon(entry: Mapping[str, Any], site: str) -> bool:
    answer, address = entry["response"], urlsplit(entry["request"]["url"])
    told = {value for values in parse_qs(address.query).values() for value in values}
    is_tiny_image = answer["content"]["mimeType"].startswith("image/") and 0 < answer["content"]["size"] <= TINY
    names_its_page = any(urlsplit(value).hostname == site for value in told if value.startswith("http"))
    return is_tiny_image and address.hostname != site and names_its_page


def _read(entry: Mapping[str, Any]) -> Beacon:
    address = urlsplit(entry["request"]["url"])
    fields = {name: values[0] for name, values in parse_qs(address.query).items()}
    cookies = [header["value"] for header in entry["request"]["headers"] if header["name"].lower() == "cookie"]
    return Beacon(address.hostname or "", fields, "; ".join(cookies))


def test_the_pixel_is_recognised_on_each_page_that_was_crawled(
    chromium: OpenChromium, pixel_server: PixelServer, tmp_path: Path
) -> None:
    har = tmp_path / "soleil.har"
    with chromium(Setup(har=har)) as browser:
        visited = crawl(browser.page, pixel_server.url("soleil"))
    beacons = find_beacons(har, "soleil.localhost")
    assert len(visited) == PAGES
    assert {beacon.host for beacon in beacons} == {"pixel.reseau.localhost"}
    assert {beacon.fields["id"] for beacon in beacons} == {"soleil"}
    seen = {beacon.fields["dl"] for beacon in beacons if beacon.fields["ev"] == "PageView"}
    assert seen == set(visited), "every page told that it was looked at"
    assert "ViewContent" in {beacon.fields["ev"] for beacon in beacons}
    assert all(beacon.cookie.startswith("visitor=") for beacon in beacons), "each with the same person's cookie"
    assert len({beacon.cookie for beacon in beacons}) == 1


def test_on_the_agency_without_a_pixel_none_is_found(
    chromium: OpenChromium, pixel_server: PixelServer, tmp_path: Path
) -> None:
    har = tmp_path / "discrete.har"
    with chromium(Setup(har=har)) as browser:
        crawl(browser.page, pixel_server.url("discrete"), most=3)
    assert find_beacons(har, "discrete.localhost") == []
