"""What counts as loading a page ahead, by the headers in which browsers say it."""

import pytest

from pixel.pages.prefetch import is_prefetch


@pytest.mark.parametrize(
    ("headers", "holds"),
    [
        pytest.param({}, False, id="nothing said"),
        pytest.param({"sec-purpose": "prefetch"}, True, id="prefetch"),
        pytest.param({"sec-purpose": "prefetch;prerender"}, True, id="prerender"),
        pytest.param({"sec-purpose": "prefetch;anonymous-client-ip"}, True, id="prefetch over a proxy"),
        pytest.param({"sec-purpose": "Prefetch"}, True, id="capitals"),
        pytest.param({"purpose": "prefetch"}, True, id="Chromium's own"),
        pytest.param({"x-moz": "prefetch"}, True, id="Firefox's of before"),
        pytest.param({"x-purpose": "preview"}, True, id="Safari's"),
        pytest.param({"sec-purpose": "something else"}, False, id="another purpose"),
        pytest.param({"purpose": ""}, False, id="empty"),
        pytest.param({"x-other": "prefetch"}, False, id="another header"),
    ],
)
def test_headers_tell(headers: dict[str, str], holds: bool) -> None:
    assert is_prefetch(lambda name: headers.get(name, "")) is holds
