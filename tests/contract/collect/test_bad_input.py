"""Any bytes anywhere: the pixel answers its GIF, pages answer below 500, nothing is raised, nothing is logged, and
what came stands escaped where it is shown."""

import json
import re
from urllib.parse import quote, quote_from_bytes

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pixel.collect.verdict import REASONS
from pixel.origins import SITES
from tests.support.app_harness import GIF, Answer, AppHarness, Browser, call, listen, one_hit, verdict_of
from tests.support.server import HOSTS

VERDICTS = {"recorded"} | {f"ignored; reason={reason}" for reason in REASONS} - {"ignored; reason=store-unavailable"}
OFTEN = settings(deadline=None, database=None, max_examples=150, suppress_health_check=list(HealthCheck))
# What a server hands on: each byte a letter. Control characters it refuses before anything of ours sees them.
BYTES = st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=80)
NASTY = st.sampled_from(
    [
        "\xff\xfe",
        "\xed\xa0\x80",
        "%00",
        "%ED%A0%80",
        "http://[",
        "http://[::1",
        "//",
        "../../etc/passwd",
        "<script>alert(1)</script>",
        "' OR 1=1 --",
        "{{7*7}}",
        "%s%s%n",
        "9" * 5000,
        "-1",
        "1e999",
        "NaN",
        "[" * 2000,
        '["\\ud800"]',
        "visitor=" + "0" * 20 + "." + "0" * 32,
        'a="b;c=d',
        "=;=;=",
        "fr;q=x,en;q=9e999",
        "bytes=0-,9-",
        "x" * 9000,
        "",
    ]
)
ANY = st.one_of(BYTES, NASTY)
NAMES = st.sampled_from(
    [
        "ACCEPT",
        "ACCEPT_LANGUAGE",
        "AUTHORIZATION",
        "COOKIE",
        "DNT",
        "IF_MODIFIED_SINCE",
        "IF_NONE_MATCH",
        "ORIGIN",
        "RANGE",
        "REFERER",
        "SEC_FETCH_DEST",
        "SEC_FETCH_MODE",
        "SEC_FETCH_SITE",
        "SEC_FETCH_STORAGE_ACCESS",
        "SEC_GPC",
        "USER_AGENT",
        "X_FORWARDED_FOR",
        "X_FORWARDED_HOST",
        "X_FORWARDED_PROTO",
        "X_REQUESTED_WITH",
    ]
)
HEADERS = st.lists(st.tuples(NAMES, ANY), max_size=6)
FIELDS = st.sampled_from(
    [
        "id",
        "ev",
        "dl",
        "rl",
        "eid",
        "consent",
        "noscript",
        "sw",
        "sh",
        "cd[content_ids]",
        "cd[value]",
        "cd[",
        "cd[]",
        "",
    ]
)


@st.composite
def queries(draw: st.DrawFn) -> str:
    """Now and then a hit that is good but for one field, else anything."""
    if draw(st.booleans()):
        return draw(ANY)
    text = draw(ANY).encode("latin-1", "replace")
    given_fields = one_hit() | {draw(FIELDS): quote_from_bytes(text)}
    return "&".join(f"{name}={quote(value, safe='%')}" for name, value in given_fields.items())


def is_the_gif(answer: Answer) -> bool:
    is_well = answer.status == "200 OK" and answer.headers["Content-Type"] == "image/gif" and answer.body == GIF
    return is_well and answer.headers["Cache-Control"] == "no-store"


@OFTEN
@given(query=queries(), headers=HEADERS, method=st.sampled_from(["GET", "POST", "PUT"]), body=st.binary(max_size=300))
@example(query="id=soleil&ev=x&cd[content_ids]=%5B%22%5Cud800%22%5D", headers=[], method="GET", body=b"")
@example(query="id=soleil&ev=x", headers=[("REFERER", "http://[")], method="GET", body=b"")
@example(query="id=soleil&ev=x", headers=[("COOKIE", "visitor=\xff")], method="GET", body=b"")
def test_any_bytes_get_the_gif_and_a_verdict(
    shared_harness: AppHarness, query: str, headers: list[tuple[str, str]], method: str, body: bytes
) -> None:
    for host, path in (("pixel.reseau.localhost:8000", "/tr"), ("127.0.0.1:8000", "/pixel/tr")):
        with listen() as records:
            answer = call(shared_harness, path, host=host, method=method, query=query, headers=headers, body=body)
        assert [record.getMessage() for record in records] == []
        assert is_the_gif(answer)
        assert answer.headers["X-Pixel-Verdict"] in VERDICTS


@OFTEN
@given(
    body=st.binary(max_size=400),
    content_type=st.one_of(
        st.sampled_from(
            [
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=b",
                "multipart/form-data",
                "multipart/form-data; boundary=\xff",
                "application/json",
                "text/plain; charset=utf-16",
            ]
        ),
        BYTES,
    ),
    is_part=st.booleans(),
)
def test_any_form_gets_the_gif_and_a_verdict(
    shared_harness: AppHarness, body: bytes, content_type: str, is_part: bool
) -> None:
    if is_part:
        body = b'--b\r\nContent-Disposition: form-data; name="id"\r\n' + body + b"\r\n\r\nsoleil\r\n--b--\r\n"
    with listen() as records:
        answer = call(shared_harness, method="POST", body=body, content_type=content_type)
    assert [record.getMessage() for record in records] == []
    assert is_the_gif(answer)
    assert answer.headers["X-Pixel-Verdict"] in VERDICTS


@OFTEN
@given(query=ANY, headers=HEADERS)
@example(query="", headers=[("REFERER", "http://[")])
def test_the_script_comes_whatever_is_asked(
    shared_harness: AppHarness, query: str, headers: list[tuple[str, str]]
) -> None:
    for host, path in (("pixel.reseau.localhost:8000", "/pixel.js"), ("127.0.0.1:8000", "/pixel/pixel.js")):
        answer = call(shared_harness, path, host=host, query=query, headers=headers)
        assert answer.status == "200 OK"
        assert answer.body.startswith(b"/*")


@pytest.fixture(scope="module")
def member_cookies(shared_harness: AppHarness) -> str:
    """What somebody with a seat sends along."""
    browser = shared_harness.browser()
    browser.look()
    browser.join()
    cookies = [browser.client.get_cookie(name, domain="reseau.localhost") for name in ("visitor", "seat")]
    return "; ".join(f"{cookie.key}={cookie.value}" for cookie in cookies if cookie)


def readable_routes(harness: AppHarness) -> list[tuple[str, str]]:
    """Site and pattern of every route that can be read."""
    rules = [(site, rule) for site, app in harness.app.sites.items() for rule in app.url_map.iter_rules()]
    return sorted({(site, rule.rule) for site, rule in rules if "GET" in (rule.methods or ())})


ARGUMENTS = st.sampled_from(
    ["lang", "page", "q", "month", "budget", "before", "nonce", "words", "cleared", "departure", "travellers", "x", ""]
)


@OFTEN
@given(data=st.data())
def test_any_page_answers_any_address_below_500(
    shared_harness: AppHarness, member_cookies: str, data: st.DataObject
) -> None:
    site, rule = data.draw(st.sampled_from(readable_routes(shared_harness)))
    word = data.draw(ANY).replace("?", "").replace("#", "")
    path = re.sub(r"<[^>]*>", lambda _: word, rule)
    query = "&".join(
        f"{data.draw(ARGUMENTS)}={quote(data.draw(ANY), safe='%')}" for _ in range(data.draw(st.integers(0, 3)))
    )
    headers = [("COOKIE", member_cookies), *data.draw(HEADERS)]
    with listen() as records:
        answer = call(shared_harness, path, host=f"{HOSTS[site]}:8000", query=query, headers=headers)
    assert int(answer.status[:3]) < 500
    assert [record.getMessage() for record in records] == []


@OFTEN
@given(data=st.data())
def test_any_form_of_any_page_answers_below_500(
    shared_harness: AppHarness, member_cookies: str, data: st.DataObject
) -> None:
    routes = [
        (site, rule.rule)
        for site, app in shared_harness.app.sites.items()
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ()) and rule.rule not in ("/afresh", "/leave")
    ]
    site, rule = data.draw(st.sampled_from(sorted(routes)))
    path = re.sub(r"<[^>]*>", data.draw(st.sampled_from(["bahamas", "machine-polie", "x", "\xff"])), rule)
    names = st.sampled_from(
        ["member", "first_name", "text", "site", "token", "answer", "email", "departure", "form_token"]
    )
    body = "&".join(
        f"{data.draw(names)}={quote(data.draw(ANY), safe='%')}" for _ in range(data.draw(st.integers(0, 4)))
    )
    headers = [("COOKIE", member_cookies), ("SEC_FETCH_SITE", "same-origin"), ("REFERER", data.draw(ANY))]
    if data.draw(st.booleans()):  # as a browser that says nothing of where it comes from
        headers = [header for header in headers if header[0] != "SEC_FETCH_SITE"]
    with listen() as records:
        answer = call(
            shared_harness,
            path,
            host=f"{HOSTS[site]}:8000",
            method="POST",
            headers=headers,
            body=body.encode("latin-1"),
        )
    assert int(answer.status[:3]) < 500
    assert [record.getMessage() for record in records] == []


@OFTEN
@given(
    host=st.one_of(BYTES, st.from_regex(r"[\[a-z0-9.:\]]{0,20}(\.localhost|\.local)?(:[0-9]{0,6})?", fullmatch=True))
)
@example(host="..local")
@example(host="x" * 64 + ".local")
@example(host=("x" * 60 + ".") * 9 + "local")
@example(host="xn--99999.local")
def test_any_host_is_answered(shared_harness: AppHarness, host: str) -> None:
    with listen() as records:
        for path in ("/", "/reseau/", "/tr", "/pixel/tr", "/soleil/destinations/bahamas"):
            answer = call(shared_harness, path, host=host)
            assert int(answer.status[:3]) < 500
    refused = [record.getMessage() for record in records if record.name == "pixel.hosts"]
    assert [record.getMessage() for record in records if record.name != "pixel.hosts"] == []
    assert len(refused) <= 1
    assert all(line.isprintable() for line in refused)


MARKUP = "<b onmouseover=\"alert('MARK-55')\">&amp;</b>"


@pytest.fixture
def marked(harness: AppHarness) -> Browser:
    """A member whose one hit is full of markup."""
    browser = harness.browser()
    fields = one_hit(
        ev=MARKUP,
        dl=f"http://soleil.localhost:8000/destinations/bahamas?{MARKUP}",
        rl=MARKUP,
        eid=MARKUP,
        sw="<b>",
        sh="<b>",
        **{"cd[search_string]": MARKUP, f"cd[{MARKUP}]": MARKUP, "cd[content_ids]": json.dumps(["bahamas", MARKUP])},
    )
    headers = {"accept_language": MARKUP, "dnt": MARKUP, "sec_fetch_dest": MARKUP}
    sent = {**headers, "user_agent": f"Mozilla/5.0 {MARKUP}", "referer": "http://soleil.localhost:8000/"}
    assert verdict_of(browser.hit("GET", fields, **sent)) == "recorded"
    assert verdict_of(browser.hit("GET", one_hit(id=MARKUP), **sent)) == "ignored; reason=unknown-pixel"
    browser.join()
    return browser


@pytest.mark.parametrize(
    ("site", "path"),
    [
        ("network", "/activity"),
        ("network", "/profile"),
        ("network", "/"),
        ("backstage", "/inspector"),
        ("backstage", "/"),
    ],
    ids=["activity", "profile", "feed", "inspector", "walk"],
)
def test_what_came_with_a_hit_is_shown_escaped(marked: Browser, site: str, path: str) -> None:
    page = marked.get(site, path).text
    if path in ("/activity", "/inspector"):
        assert "MARK-55" in page
    assert "<b onmouseover" not in page
    assert '"alert(' not in page


def test_the_explanation_shows_it_escaped(marked: Browser) -> None:
    assert marked.look() == "recorded"
    (ad,) = [ad for ad in marked.ads() if ad["content"] == "bahamas"]
    page = marked.get("network", ad["why"]).text
    assert "<b onmouseover" not in page


@pytest.mark.parametrize("site", SITES)
def test_an_address_with_markup_is_shown_escaped(shared_harness: AppHarness, site: str) -> None:
    for path in (f"/{quote(MARKUP)}", f"/?lang={quote(MARKUP)}", f"/search?q={quote(MARKUP)}&month={quote(MARKUP)}"):
        assert "<b onmouseover" not in shared_harness.browser().get(site, path).text
