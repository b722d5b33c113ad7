"""Whose language the terminal speaks."""

import pytest

from pixel.hosts.terminal import terminal_language


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        pytest.param({"LANG": "fr_CA.UTF-8"}, "fr", id="French"),
        pytest.param({"LANG": "fr"}, "fr", id="French, no more"),
        pytest.param({"LANG": "en_CA.UTF-8"}, "en", id="English"),
        pytest.param({"LANG": "C.UTF-8"}, "en", id="none in particular"),
        pytest.param({"LANG": "de_DE"}, "en", id="another"),
        pytest.param({"LANG": "frr_DE"}, "en", id="North Frisian is not French"),
        pytest.param({"LC_ALL": "fr_FR", "LANG": "en_US"}, "fr", id="LC_ALL goes before LANG"),
        pytest.param({"LC_ALL": "", "LC_MESSAGES": "en_US", "LANG": "fr_FR"}, "en", id="so does LC_MESSAGES"),
        pytest.param({}, "en", id="nothing said"),
    ],
)
def test_the_environment_says_it(environ: dict[str, str], language: str) -> None:
    assert terminal_language(environ) == language
