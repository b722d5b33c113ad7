"""For the tests of the agencies: a browser without scripts on one of them, and what its pages hold."""

import json
import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import parse_qsl, urlsplit

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from demo_sites import Addresses, Bar, HostServices, create_agency

COLLECTOR = "http://pixel.test"
ADDRESSES = Addresses(f"{COLLECTOR}/pixel.js", f"{COLLECTOR}/tr", "http://start.test/")


def open_agency(agency_id: str, language: str = "en", bar: Bar | None = None) -> FlaskClient:
    """A browser on that agency's site, with an empty cookie jar."""
    host_services = HostServices(lambda: ADDRESSES, lambda: "a-token", lambda: language, lambda: "", lambda: bar)
    return create_agency(agency_id, host_services).test_client()


def text_of(answer: TestResponse) -> str:
    """What a reader reads, without tags."""
    bare = re.sub(r"<(script|head)\b.*?</\1>", "", answer.text, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", bare)).split())


@dataclass(frozen=True)
class Script:
    address: str
    event: str
    event_id: str
    consent: str
    consent_url: str
    data: dict[str, object]


def script_of(answer: TestResponse) -> Script | None:
    """The pixel's script tag as the page carries it."""
    found = re.search(r"<script async ([^>]*)>", answer.text)
    if not found:
        return None
    said = {
        name: unescape(two or one) for name, one, two in re.findall(r"""([\w-]+)=(?:'([^']*)'|"([^"]*)")""", found[1])
    }
    data = json.loads(said.get("data-cd", "{}"))
    event, event_id = said.get("data-event", ""), said.get("data-event-id", "")
    return Script(said["src"], event, event_id, said.get("data-consent", ""), said.get("data-consent-url", ""), data)


def image_of(answer: TestResponse) -> dict[str, str]:
    """What the image for browsers without scripts would send; empty: the page has none."""
    found = re.search(r'<noscript><img [^>]*src="([^"]*)"', answer.text)
    return dict(parse_qsl(urlsplit(unescape(found[1])).query)) if found else {}


def image_address(answer: TestResponse) -> str:
    found = re.search(r'<noscript><img [^>]*src="([^"]*)"', answer.text)
    return unescape(found[1]) if found else ""
