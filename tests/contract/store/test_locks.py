"""The locks: the exact versions that scripts/demo and scripts/test install."""

import re
import tomllib

import pytest

from tests.support.server import ROOT

SCRIPTS = ROOT / "scripts"


def read_lock(name: str) -> dict[str, tuple[str, int]]:
    """For each package, its version and how many hashes the lock gives for it."""
    text = (SCRIPTS / name).read_text(encoding="utf-8")
    pins = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    heads = [re.match(r"([a-z0-9.-]+)==(\S+)", pin) for pin in pins]
    return {head[1]: (head[2], pin.count("--hash=sha256:")) for head, pin in zip(heads, pins, strict=True) if head}


def wanted(extra: str | None) -> list[str]:
    """The packages that pyproject.toml names, as a lock spells them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = project["dependencies"] + (project["optional-dependencies"][extra] if extra else [])
    return [re.split(r"[\[<>=;\s]", requirement)[0] for requirement in named]


@pytest.mark.parametrize(
    ("name", "extra"),
    [("requirements.txt", None), ("requirements-test.txt", "test"), ("requirements-test.txt", "postgres")],
)
def test_a_lock_holds_all_that_the_project_names_with_hashes_and_no_address(name: str, extra: str | None) -> None:
    lock = read_lock(name)
    assert set(wanted(extra)) <= set(lock)
    assert [package for package, (_, hashes) in lock.items() if not hashes] == []
    text = (SCRIPTS / name).read_text(encoding="utf-8")
    assert re.findall(r"://|--(?:index|extra-index|find-links)|^-e|^\.", text, flags=re.MULTILINE) == []
    assert "uv pip compile" in text.splitlines()[1], "the first lines say how it is remade"


def test_the_demo_needs_no_postgresql() -> None:
    assert "psycopg" in wanted("postgres")
    assert [package for package in read_lock("requirements.txt") if package.startswith(("psycopg", "pixeltable"))] == []


def test_what_runs_is_what_is_tested() -> None:
    assert read_lock("requirements.txt").items() <= read_lock("requirements-test.txt").items()
