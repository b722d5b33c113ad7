"""A script that speaks to the API of a server in this process; `test_api*` stand on it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from werkzeug.test import Client, TestResponse

from tests.support.app_harness import PORT, AppHarness, Browser

BACKSTAGE = f"http://coulisses.reseau.localhost:{PORT}"


@dataclass(frozen=True)
class Script:
    """By default with the teacher's token, and without a cookie."""

    client: Client
    headers: Mapping[str, str] = field(default_factory=dict)

    def get(self, path: str, **query: str | int) -> Any:
        """The JSON of an answer that is a success."""
        answer = self.ask("GET", path, query=query)
        assert answer.status_code == 200, answer.text
        assert answer.mimetype == "application/json"
        return answer.get_json()

    def post(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        answer = self.ask("POST", path, body)
        assert answer.status_code in (200, 204), answer.text
        return answer.get_json() if answer.status_code == 200 else None

    def problem(self, method: str, path: str, body: Any = None, **query: str | int) -> dict[str, Any]:
        """The problem details of an answer that is none; they are what RFC 9457 says they are."""
        return problem_of(self.ask(method, path, body, query))

    def ask(
        self, method: str, path: str, body: Any = None, query: Mapping[str, str | int] | None = None
    ) -> TestResponse:
        more: dict[str, Any] = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        return self.client.open(
            f"/api{path}", base_url=BACKSTAGE, method=method, query_string=query or None, headers=self.headers, **more
        )


def problem_of(answer: TestResponse) -> dict[str, Any]:
    assert answer.mimetype == "application/problem+json", answer.text
    problem: dict[str, Any] = answer.get_json()
    assert {"type", "title", "status", "detail", "instance"} <= set(problem)
    assert problem["status"] == answer.status_code
    assert "Set-Cookie" not in answer.headers
    return problem


def teacher(harness: AppHarness) -> Script:
    """A script with the token."""
    return Script(Client(harness.app), {"Authorization": f"Bearer {harness.settings.teacher_token}"})


def in_browser(browser: Browser) -> Script:
    """What a browser's own address bar can ask: with its cookies, without the token."""
    return Script(browser.client)


def stranger(harness: AppHarness) -> Script:
    """Nobody known."""
    return Script(Client(harness.app))


def collect(script: Script, path: str, **query: str | int) -> list[Any]:
    """All items of a list, page by page."""
    items: list[Any] = []
    after: str | int | None = None
    while True:
        page = script.get(path, **query, **({} if after is None else {"after": after}))
        items += page["items"]
        after = page["next"]
        if after is None:
            return items
