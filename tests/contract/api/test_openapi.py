"""The OpenAPI document and the API agree: schemathesis asks all that the document allows, and what it does not."""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.schemas import OpenApiSchema

from pixel import clock
from pixel.api.description import Description
from pixel.api.openapi import describe
from pixel.api.operations import OPERATIONS
from pixel.store.queries.advertisers.shown import keep_impressions
from pixel.store.queries.collect import keep_hits, keep_refusal
from pixel.store.queries.identity import keep_seat, link_visitor
from pixel.store.records import Refusal, Seat
from tests.contract.api.test_people import SHOWN
from tests.contract.store.test_store import HIT
from tests.support.api_client import BACKSTAGE, stranger
from tests.support.app_harness import AppHarness, build_harness


class Served:
    """The server that is asked, once a test has one: schemathesis wants the document before."""

    harness: AppHarness

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        return self.harness.app({**environ, "HTTP_HOST": BACKSTAGE.removeprefix("http://")}, start_response)


def load(*, with_token: bool) -> OpenApiSchema:
    """The document; `with_token`: each request is sent with the token, so nothing is to be tried without."""
    document = describe(Description(OPERATIONS).operations, server="/")
    for methods in document["paths"].values() if with_token else ():
        for operation in methods.values():
            del operation["security"]
    loaded = schemathesis.openapi.from_dict(document)
    loaded.app = served
    return loaded


served = Served()
teachers = load(with_token=True).exclude(path="/api/reset")
strangers = load(with_token=False)
FEW = settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppHarness]:
    """A server with a simulated clock, and something in every list."""
    served.harness = harness = build_harness(tmp_path_factory.mktemp("openapi"), has_simulated_clock=True)
    store = harness.app.store
    store.write(keep_seat, Seat("s", "marcel", None, clock.now()))
    store.write(link_visitor, "v", "s", clock.now())
    store.write(keep_hits, [HIT._replace(content_ids=("bahamas",), received_at=clock.now())])
    store.write(keep_refusal, Refusal(clock.now(), "soleil", "gpc", ("sec-gpc",)))
    store.write(keep_impressions, [SHOWN])
    yield harness
    store.close()
    clock.set_offset(timedelta(0))


@teachers.parametrize()
@FEW
def test_it_answers_as_described(case: schemathesis.Case[Any], lived_in: AppHarness) -> None:
    case.call_and_validate(headers={"Authorization": f"Bearer {lived_in.settings.teacher_token}"})


@strangers.parametrize()
@settings(FEW, max_examples=2)
def test_it_answers_as_described_to_strangers(case: schemathesis.Case[Any], lived_in: AppHarness) -> None:
    case.call_and_validate()


@pytest.mark.long
@teachers.parametrize()
@settings(FEW, max_examples=100, derandomize=False)
def test_it_answers_as_described_whatever_is_asked(case: schemathesis.Case[Any], lived_in: AppHarness) -> None:
    case.call_and_validate(headers={"Authorization": f"Bearer {lived_in.settings.teacher_token}"})


def test_every_operation_is_described_with_what_may_come_of_it(harness: AppHarness) -> None:
    document = stranger(harness).get("/openapi.json")
    assert document == describe(Description(OPERATIONS).operations, server=BACKSTAGE)
    assert document["openapi"].startswith("3.1")
    told = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    assert told == {(operation.method, operation.path) for operation in Description(OPERATIONS).operations}
    for methods in document["paths"].values():
        for said in methods.values():
            assert said["summary"].endswith(".")
            assert set(said["responses"]) & {"200", "204"}


def test_what_can_be_asked_is_listed_and_problems_are_explained(harness: AppHarness) -> None:
    told = stranger(harness).get("/")
    assert told["openapi"] == f"{BACKSTAGE}/api/openapi.json"
    assert {item["name"] for item in told["items"]} >= {"list_events", "move_clock", "show_profile"}
    for name in ("invalid", "clock-fixed"):
        problem = stranger(harness).get(f"/problems/{name}")
        assert problem["type"] == f"{BACKSTAGE}/api/problems/{name}"
        assert problem["meaning"]
    assert stranger(harness).problem("GET", "/problems/none")["status"] == 404


def test_shipped_stories_are_told_with_their_text(harness: AppHarness) -> None:
    shipped = Path(__file__).parents[3] / "pixel" / "stories" / "shipped"
    told = stranger(harness).get("/stories")["items"]
    assert [story["name"] for story in told] == sorted(path.stem for path in shipped.glob("*.yaml"))
    for story in told:
        whole = stranger(harness).get(f"/stories/{story['name']}")
        assert whole["text"] == (shipped / f"{story['name']}.yaml").read_text(encoding="utf-8")
        assert {*whole["title"]} == {*whole["about"]} == {"fr", "en"}
    for name in ("none", "..%2Fmodel", "%2e%2e"):
        assert stranger(harness).problem("GET", f"/stories/{name}")["status"] == 404
