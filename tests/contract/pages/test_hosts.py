"""One server, many sites: by host, or under one address; unknown names are told so, foreign ones read nothing."""

import re
from pathlib import Path

import pytest

from pixel.origins import SITES
from tests.support.app_harness import AppHarness, Browser, build_harness, call, listen
from tests.support.server import HOSTS

EVERY_SITE = pytest.mark.parametrize("site", SITES)
EITHER_MODE = pytest.mark.parametrize("one_address", [False, True], ids=["own hosts", "one address"])


def links(page: str) -> list[str]:
    """Every address that a page links to, posts to or loads."""
    return re.findall(r'(?:href|src|action)="([^"#][^"]*)"', page)


@EITHER_MODE
@EVERY_SITE
def test_every_site_answers(shared_harness: AppHarness, site: str, one_address: bool) -> None:
    response = shared_harness.browser(one_address=one_address).get(site)
    assert (response.status_code, response.mimetype) == (200, "text/html")
    assert response.text.count("<h1") == 1


@EVERY_SITE
def test_each_site_is_another_page(shared_harness: AppHarness, site: str) -> None:
    titles = {other: title_of(shared_harness.browser(), other) for other in SITES}
    assert [other for other in SITES if titles[other] == titles[site]] == [site]


def title_of(browser: Browser, site: str) -> str:
    found = re.search(r"<title>(.*?)</title>", browser.get(site).text, re.DOTALL)
    assert found
    return found[1].strip()


@EITHER_MODE
@EVERY_SITE
def test_links_stay_in_the_mode_in_which_the_request_came(
    shared_harness: AppHarness, site: str, one_address: bool
) -> None:
    browser = shared_harness.browser(one_address=one_address)
    page = browser.get(site, "/destinations/bahamas" if site == "soleil" else "/").text
    own, prefix = browser.at(site)
    known = {browser.at(other)[0] for other in SITES}
    assert links(page)
    for address in links(page):
        if re.match(r"https?:|//", address):
            origin = "/".join(address.split("/", 3)[:3])
            offered = {"http://127.0.0.1:8000", "http://localhost:8000"} if site == "start" else set()
            assert origin in known | offered, address
        elif one_address and address.startswith("/"):
            assert address.startswith(f"{prefix}/"), address
    assert own


@EVERY_SITE
def test_a_segment_without_slash_leads_to_the_site(shared_harness: AppHarness, site: str) -> None:
    segment = {"network": "reseau", "collector": "pixel", "backstage": "coulisses", "start": ""}.get(site, site)
    if not segment:
        return
    answer = call(shared_harness, f"/{segment}", host="127.0.0.1:8000", query="lang=en&x=\xc3\xa9")
    assert answer.status.startswith("308")
    assert answer.headers["Location"].startswith(f"http://127.0.0.1:8000/{segment}/?lang=en&x=")


@pytest.mark.parametrize(
    "host",
    ["plage.localhost:8000", "reseau.plage.localhost:8000", "xn--t-9fa.localhost"],
    ids=["mistyped", "below an unknown one", "punycode"],
)
def test_an_unknown_name_under_localhost_is_told_which_there_are(shared_harness: AppHarness, host: str) -> None:
    answer = call(shared_harness, "/any/page", host=host)
    assert answer.status.startswith("404")
    port = ":8000" if ":" in host else ""
    for name in HOSTS.values():
        assert f'href="http://{name}{port}/"'.encode() in answer.body
    assert host.encode() in answer.body


@pytest.mark.parametrize(
    ("accepted", "said"), [("fr-CA", "Aucun site à ce nom"), ("en", "No site by that name")], ids=["French", "English"]
)
def test_that_page_has_the_readers_language_and_the_houses_look(
    shared_harness: AppHarness, accepted: str, said: str
) -> None:
    asked = [("ACCEPT_LANGUAGE", accepted)]
    answer = call(shared_harness, host="plage.localhost:8000", headers=asked)
    assert f"<h1>{said}</h1>" in answer.body.decode()
    style = re.search(r'rel="stylesheet" href="(/[^"?]*)\?([^"]*)"', answer.body.decode())
    assert style
    assert call(shared_harness, style[1], query=style[2], host="plage.localhost:8000").status == "200 OK"


@pytest.mark.parametrize("method", ["POST", "DELETE", "HEAD"])
def test_an_unknown_name_has_nothing_to_post_to(shared_harness: AppHarness, method: str) -> None:
    answer = call(shared_harness, "/leave", method=method, host="plage.localhost:8000")
    assert answer.status.startswith("404")
    assert (answer.body == b"") == (method == "HEAD")


FOREIGN = [
    pytest.param("evil.example", id="a foreign name"),
    pytest.param("evil.example:8000", id="with our port"),
    pytest.param("reseau.localhost.evil.example", id="that begins as ours"),
    pytest.param("evil-localhost", id="that ends as ours"),
    pytest.param("", id="none"),
    pytest.param("[127.0.0.1]", id="no address"),
    pytest.param("localhost:99999", id="no port"),
    pytest.param("a b", id="a blank"),
    pytest.param("\xff", id="a byte"),
]


@pytest.mark.parametrize("path", ["/", "/tr", "/reseau/", "/pixel.js", "/feed.json"])
@pytest.mark.parametrize("host", FOREIGN)
def test_a_foreign_name_reads_nothing(shared_harness: AppHarness, host: str, path: str) -> None:
    answer = call(shared_harness, path, host=host)
    assert answer.status.startswith("421")
    assert "Set-Cookie" not in answer.headers
    assert len(answer.body) < 100


def test_an_allowed_name_is_one_address(tmp_path: Path) -> None:
    harness = build_harness(tmp_path, allowed_hosts=frozenset({"classe.example"}))
    assert call(harness, "/reseau/", host="classe.example").status == "200 OK"
    assert call(harness, "/reseau/", host="autre.example").status.startswith("421")
    harness.app.store.close()


def test_sites_behind_a_proxy_have_origins_of_their_own(tmp_path: Path) -> None:
    origins = {
        "network": "https://reseau.example",
        "collector": "https://pixel.reseau.example",
        "backstage": "https://coulisses.reseau.example",
        "regie": "https://regie.reseau.example",
        "soleil": "https://soleil.example",
    }
    harness = build_harness(tmp_path, site_origins=origins, trusted_proxies=("127.0.0.1",))
    proxied = [("X_FORWARDED_PROTO", "https"), ("X_FORWARDED_FOR", "203.0.113.9")]
    page = call(harness, "/destinations/bahamas", host="soleil.example", headers=proxied)
    assert page.status == "200 OK"
    assert b'src="https://pixel.reseau.example/pixel.js' in page.body
    assert "https://pixel.reseau.example" in page.headers["Content-Security-Policy"]
    hit = call(
        harness,
        host="pixel.reseau.example",
        query="id=soleil&ev=PageView&dl=https://soleil.example/",
        headers=[*proxied, ("REFERER", "https://soleil.example/"), ("SEC_FETCH_SITE", "cross-site")],
    )
    assert hit.headers["X-Pixel-Verdict"] == "recorded"
    assert "Domain=reseau.example" in hit.headers["Set-Cookie"]
    assert "Secure" in hit.headers["Set-Cookie"]
    harness.app.store.close()


PROXIED = (("X_FORWARDED_FOR", "203.0.113.9"), ("X_FORWARDED_PROTO", "https, http"))


@pytest.mark.parametrize(
    ("host", "headers"),
    [
        pytest.param("classe.example", PROXIED, id="the proxy hands on the name"),
        pytest.param("classe.example:443", PROXIED, id="with its port"),
        pytest.param("localhost:8000", (*PROXIED, ("X_FORWARDED_HOST", "classe.example")), id="in a header of its own"),
        pytest.param("x", (("FORWARDED", "for=203.0.113.9;proto=https;host=classe.example"),), id="as RFC 7239 has it"),
    ],
)
def test_behind_a_proxy_one_address_is_what_the_browser_sees(
    tmp_path: Path, host: str, headers: tuple[tuple[str, str], ...]
) -> None:
    harness = build_harness(
        tmp_path, allowed_hosts=frozenset({"classe.example"}), trusted_proxies=("127.0.0.1",), hit_wait_ms=10_000
    )
    page = call(harness, "/soleil/destinations/bahamas", host=host, headers=headers)
    assert b'src="https://classe.example/pixel/pixel.js' in page.body
    seen = "https://classe.example/soleil/destinations/bahamas"
    sent = [*headers, ("REFERER", seen), ("SEC_FETCH_SITE", "same-origin")]
    hit = call(harness, "/pixel/tr", host=host, query=f"id=soleil&ev=PageView&dl={seen}", headers=sent)
    assert hit.headers["X-Pixel-Verdict"] == "recorded"
    harness.app.store.close()


def test_a_forwarded_name_must_be_allowed_as_any_other(tmp_path: Path) -> None:
    harness = build_harness(tmp_path, trusted_proxies=("127.0.0.1",))
    with listen() as told:
        answer = call(harness, host="localhost:8000", headers=[("X_FORWARDED_HOST", "mot-8000.app.github.dev")])
    assert answer.status.startswith("421")
    assert [line.getMessage().endswith("PIXEL_ALLOWED_HOSTS=mot-8000.app.github.dev") for line in told] == [True]
    harness.app.store.close()


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8000", "soleil.localhost:8000", "evil.example"])
def test_health_is_told_on_any_host(shared_harness: AppHarness, host: str) -> None:
    answer = call(shared_harness, "/healthz", host=host)
    assert (answer.status, answer.body) == ("200 OK", b'{"status": "ok"}')
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"


def test_one_address_walks_the_whole_way(harness: AppHarness) -> None:
    browser = harness.browser(one_address=True)
    assert browser.look() == "recorded"
    browser.join()
    (ad,) = [ad for ad in browser.ads() if ad["content"] == "bahamas"]
    assert ad["reason"] == "retargeting"
    assert ad["why"].startswith("/reseau/why/")
    why = browser.get("network", ad["why"].removeprefix("/reseau"))
    assert why.status_code == 200
    assert "/soleil/destinations/bahamas" in why.text


def test_own_hosts_walk_the_whole_way(harness: AppHarness, browser: Browser) -> None:
    assert browser.look() == "recorded"
    browser.join()
    (ad,) = [ad for ad in browser.ads() if ad["content"] == "bahamas"]
    assert (ad["campaign"], ad["advertiser"], ad["reason"]) == ("soleil-retour", "soleil", "retargeting")
    (row,) = harness.rows("SELECT * FROM events")
    why = browser.get("network", ad["why"]).text
    assert "http://soleil.localhost:8000/destinations/bahamas" in why
    assert row["visitor_id"] in why


def test_an_untargeted_ad_says_that_nothing_was_known(browser: Browser) -> None:
    browser.post("network", "/join", {"first_name": "Zoé"})
    ads = browser.ads()
    assert {ad["reason"] for ad in ads} == {"default"}
    assert len({ad["campaign"] for ad in ads}) == len(ads)
    assert browser.get("network", ads[0]["why"]).status_code == 200
