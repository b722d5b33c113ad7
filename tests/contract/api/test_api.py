"""The API's ways: who may ask what, starting over, the catalogue, and what an answer that is no success looks like."""

import logging
import re
from dataclasses import replace

import pytest

from pixel.app import create_app
from pixel.store import StoreUnavailable
from pixel.store.queries.collect import keep_hits
from tests.contract.store.test_store import HIT
from tests.support.api_client import BACKSTAGE, Script, in_browser, problem_of, stranger, teacher
from tests.support.app_harness import AppHarness, Browser, listen


def test_starting_over_leaves_catalogue_and_campaigns(harness: AppHarness, browser: Browser) -> None:
    browser.join()
    assert browser.look() == "recorded"
    browser.ads()
    assert teacher(harness).post("/reset") is None
    assert [harness.count(table) for table in ("events", "tallies", "seats", "impressions")] == [0, 0, 0, 0]
    assert harness.count("products") > 0


def test_the_catalogue_is_taken_in_anew(harness: AppHarness) -> None:
    told = teacher(harness).post("/seed")
    assert told == {"products": harness.count("products"), "campaigns": harness.count("campaigns")}
    assert told["products"] > 20


TEACHERS = [("POST", "/reset"), ("POST", "/seed"), ("POST", "/clock")]


@pytest.mark.parametrize(("method", "path"), TEACHERS)
@pytest.mark.parametrize(
    "authorization",
    [
        pytest.param(None, id="nothing"),
        pytest.param("", id="empty"),
        pytest.param("Bearer", id="no token"),
        pytest.param("Bearer ", id="empty token"),
        pytest.param("Bearer chalk", id="another token"),
        pytest.param("Basic craie", id="another scheme"),
        pytest.param("craie", id="no scheme"),
    ],
)
def test_without_the_token_nothing_is_changed(
    harness: AppHarness, method: str, path: str, authorization: str | None
) -> None:
    harness.app.store.write(keep_hits, [HIT])
    headers = {} if authorization is None else {"Authorization": authorization}
    answer = Script(stranger(harness).client, headers).ask(method, path, {"advance_seconds": 1})
    assert problem_of(answer)["status"] == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert harness.count("events") == 1


def test_a_server_without_a_token_opens_to_nobody(harness: AppHarness) -> None:
    settings = replace(harness.settings, teacher_token="")
    built = AppHarness(create_app(settings), settings)
    for given in ("Bearer ", "Bearer", ""):
        assert Script(stranger(built).client, {"Authorization": given}).problem("POST", "/reset")["status"] == 401
    built.app.store.close()


def test_a_cookie_does_not_stand_for_the_token(harness: AppHarness, browser: Browser) -> None:
    browser.look()
    assert in_browser(browser).problem("POST", "/reset")["status"] == 401


@pytest.mark.parametrize(
    ("method", "path", "status", "name"),
    [
        ("GET", "/nowhere", 404, "not-found"),
        ("GET", "/reset", 405, "method-not-allowed"),
        ("DELETE", "/clock", 405, "method-not-allowed"),
        ("OPTIONS", "/clock", 405, "method-not-allowed"),
        ("POST", "/reset?all=1", 422, "invalid"),
        ("GET", "/clock?zone=utc", 422, "invalid"),
    ],
)
def test_what_is_no_success_is_a_problem(harness: AppHarness, method: str, path: str, status: int, name: str) -> None:
    problem = teacher(harness).problem(method, path)
    assert problem["status"] == status
    assert problem["type"] == f"{BACKSTAGE}/api/problems/{name}"
    assert problem["instance"] == "/api" + path.partition("?")[0]


@pytest.mark.parametrize(
    ("body", "media_type", "status"),
    [
        pytest.param(b'{"advance_seconds": 1}', "", 415, id="no type"),
        pytest.param(b'{"advance_seconds": 1}', "text/plain", 415, id="text"),
        pytest.param(b"advance_seconds=1", "application/x-www-form-urlencoded", 415, id="a form"),
        pytest.param(b"", "application/json", 400, id="nothing"),
        pytest.param(b"{", "application/json", 400, id="half"),
        pytest.param(b'{"advance_seconds": 1}' + b" " * 20_000, "application/json", 413, id="much"),
        pytest.param(b"[" * 5_000, "application/json", 400, id="deep"),
        pytest.param(b'{"advance_seconds": NaN}', "application/json", 422, id="no number"),
        pytest.param(b"\xff\xfe", "application/json", 400, id="no UTF-8"),
        pytest.param(b'"\\ud800"', "application/json", 400, id="half a letter"),
    ],
)
def test_a_body_that_cannot_be_read(harness: AppHarness, body: bytes, media_type: str, status: int) -> None:
    script = teacher(harness)
    answer = script.client.post(
        "/api/clock", base_url=BACKSTAGE, data=body, content_type=media_type, headers=script.headers
    )
    assert problem_of(answer)["status"] == status


def test_under_one_address_it_stands_below_the_backstage(harness: AppHarness) -> None:
    browser = harness.browser(one_address=True)
    assert browser.get("backstage", "/api/clock").get_json()["offset_seconds"] == 0
    problem = problem_of(browser.get("backstage", "/api/nowhere"))
    assert problem["type"] == "http://127.0.0.1:8000/coulisses/api/problems/not-found"
    assert problem["instance"] == "/coulisses/api/nowhere"


@pytest.mark.parametrize("path", ["/clock", "/nowhere"])
def test_no_other_origin_may_read_it_and_no_cookie_is_set(harness: AppHarness, browser: Browser, path: str) -> None:
    answer = browser.get("backstage", f"/api{path}?lang=fr", origin="http://soleil.localhost:8000")
    assert not [name for name, _ in answer.headers if name.lower().startswith("access-control")]
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"


def test_other_sites_have_no_api(harness: AppHarness) -> None:
    for site in ("network", "start", "soleil"):
        assert harness.browser().get(site, "/api/clock").status_code == 404


def test_a_store_that_does_not_answer_is_a_problem_too(harness: AppHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object) -> None:
        raise StoreUnavailable("it is gone")

    monkeypatch.setattr(harness.app.store, "erase", gone)
    problem = teacher(harness).problem("POST", "/reset")
    assert (problem["status"], problem["detail"]) == (503, "it is gone.")


def test_a_defect_is_said_without_its_inside(harness: AppHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ValueError("inside")

    monkeypatch.setattr(harness.app.store, "erase", fail)
    with listen() as said:
        problem = teacher(harness).problem("POST", "/reset")
    assert problem["status"] == 500
    assert not re.search("inside|Traceback", str(problem))
    assert [record.levelno for record in said] == [logging.ERROR]
