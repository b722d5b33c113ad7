"""The session's cookie is read once and kept, and yet it is looked at each time whether it is ours and not too old."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from itsdangerous import TimestampSigner

from pixel import clock
from pixel.networks.session import SEAT
from tests.support.app_harness import AppHarness, Browser


def seat_cookie(harness: AppHarness, seat_id: str, age: timedelta) -> str:
    """The cookie of a session that was signed that long ago."""
    app: Any = harness.app.sites["network"]
    assert isinstance(app, Flask)
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]

    class AtThatTime(TimestampSigner):
        def get_timestamp(self) -> int:
            return super().get_timestamp() - int(age.total_seconds())

    signed = AtThatTime(serializer.secret_keys, serializer.salt, **serializer.signer_kwargs)
    return signed.sign(serializer.dump_payload({SEAT: seat_id})).decode()


def is_at_home(browser: Browser, cookie: str) -> bool:
    browser.client.set_cookie(SEAT, cookie, domain="reseau.localhost")
    return 'data-testid="post"' in browser.get("network").text


@pytest.fixture
def seat_id(harness: AppHarness, browser: Browser) -> str:
    browser.join()
    (row,) = harness.rows("SELECT id FROM seats")
    return str(row["id"])


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        pytest.param(timedelta(0), True, id="new"),
        pytest.param(timedelta(days=30), True, id="a month old"),
        pytest.param(timedelta(days=32), False, id="too old"),
        pytest.param(timedelta(days=-1), False, id="of a time to come"),
    ],
)
def test_a_session_lasts_a_month(
    harness: AppHarness, browser: Browser, seat_id: str, age: timedelta, *, expected: bool
) -> None:
    cookie = seat_cookie(harness, seat_id, age)
    assert [is_at_home(browser, cookie) for _ in range(2)] == [expected, expected]


def test_a_session_that_was_read_before_ends_all_the_same(
    harness: AppHarness, browser: Browser, seat_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    cookie = seat_cookie(harness, seat_id, timedelta())
    assert is_at_home(browser, cookie)
    later = int((clock.now() + timedelta(days=32)).timestamp())
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _: later)
    assert not is_at_home(browser, cookie)


def test_what_one_request_changes_is_in_no_other_session(harness: AppHarness, browser: Browser, seat_id: str) -> None:
    cookie, other = seat_cookie(harness, seat_id, timedelta()), harness.browser()
    assert is_at_home(browser, cookie)
    assert browser.post("network", "/leave").status_code == 303
    assert not is_at_home(browser, "")
    assert is_at_home(other, cookie)


@pytest.mark.parametrize("change", [lambda c: c[:-1], lambda c: "x" + c, lambda _: "é"])
def test_a_session_that_is_not_ours_is_none(harness: AppHarness, browser: Browser, seat_id: str, change: Any) -> None:
    cookie = seat_cookie(harness, seat_id, timedelta())
    assert is_at_home(browser, cookie)
    assert not is_at_home(browser, change(cookie))
