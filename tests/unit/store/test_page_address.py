"""Which page an address is of."""

import pytest

from pixel.store.page_address import page_of

PAGE = "http://soleil.localhost:8000/destinations/bahamas"


@pytest.mark.parametrize(
    ("address", "page"),
    [
        pytest.param(PAGE, PAGE, id="as it is"),
        pytest.param(f"{PAGE}#photos", PAGE, id="a fragment"),
        pytest.param(f"{PAGE}?lang=fr", PAGE, id="the language"),
        pytest.param(f"{PAGE}?fbclid=IwAR0&gclid=x", PAGE, id="click ids"),
        pytest.param(f"{PAGE}?FBCLID=IwAR0", PAGE, id="in capitals"),
        pytest.param(
            f"{PAGE}?lang=fr&departure=2026-12-01#dates", f"{PAGE}?departure=2026-12-01", id="what matters stays"
        ),
        pytest.param(f"{PAGE}?departure=1&lang=en&month=2", f"{PAGE}?departure=1&month=2", id="in the middle"),
        pytest.param(f"{PAGE}?", PAGE, id="an empty query"),
        pytest.param(f"{PAGE}?language=fr", f"{PAGE}?language=fr", id="another name"),
        pytest.param("", "", id="no address"),
    ],
)
def test_a_page_is_the_same_by_whichever_address(address: str, page: str) -> None:
    assert (page_of(address) or address) == page
