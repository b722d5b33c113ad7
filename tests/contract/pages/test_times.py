"""Pages that show times say in which zone they are."""

from pathlib import Path

import pytest

from tests.support.app_harness import build_harness


@pytest.mark.parametrize(
    ("language", "said"),
    [("fr", "Fuseau des heures affichées\N{NO-BREAK SPACE}: heure de l’Est"), ("en", "All times are in Eastern Time.")],
    ids=["French", "English"],
)
def test_the_zone_is_told_once_a_page(tmp_path: Path, language: str, said: str) -> None:
    harness = build_harness(tmp_path, timezone="America/Montreal")
    browser = harness.browser()
    browser.look()
    browser.join()
    (why,) = [ad["why"] for ad in browser.ads() if ad["content"] == "bahamas"]
    for site, path in (("network", "/activity"), ("network", why), ("backstage", "/inspector")):
        page = browser.get(site, path, accept_language=language).text
        assert page.count('data-testid="zone"') == 1, path
        assert said in page, path
    harness.app.store.close()
