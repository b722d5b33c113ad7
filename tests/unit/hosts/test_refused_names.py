"""What the terminal says of names that this server does not answer to."""

import pytest

from pixel.hosts.refused_names import LONGEST, MOST, RefusedNames


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


def told(caplog: pytest.LogCaptureFixture, *authorities: str, allowed: tuple[str, ...] = ()) -> list[str]:
    names = RefusedNames(allowed)
    for authority in authorities:
        names.tell(authority)
    return [record.getMessage() for record in caplog.records]


@pytest.mark.parametrize(
    ("authority", "setting"),
    [
        pytest.param("penguin.linux.test:8000", "PIXEL_ALLOWED_HOSTS=b.example,penguin.linux.test", id="Chromebook"),
        pytest.param("Laptop.LAN", "PIXEL_ALLOWED_HOSTS=b.example,laptop.lan", id="a router's name"),
        pytest.param(
            "mot-8000.app.github.dev", "PIXEL_ALLOWED_HOSTS=b.example,mot-8000.app.github.dev", id="Codespaces"
        ),
    ],
)
def test_the_line_says_what_to_set(caplog: pytest.LogCaptureFixture, authority: str, setting: str) -> None:
    (line,) = told(caplog, authority, allowed=("b.example",))
    assert line.endswith(setting)


def test_it_is_in_the_readers_language(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "fr_CA.UTF-8")
    (line,) = told(caplog, "laptop.lan")
    assert line == (
        "pixel: Quelqu’un a demandé laptop.lan et n’a rien obtenu. Si cet ordinateur doit répondre à ce nom, "
        "démarrez avec PIXEL_ALLOWED_HOSTS=laptop.lan"
    )


def test_each_name_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    assert len(told(caplog, "laptop.lan", "LAPTOP.lan:81", "laptop.lan.", "autre.lan")) == 2


def test_whoever_tries_out_names_does_not_fill_the_log(caplog: pytest.LogCaptureFixture) -> None:
    assert len(told(caplog, *(f"n{n}.example" for n in range(500)))) == MOST


def test_nor_does_what_is_no_name_hide_those_that_are(caplog: pytest.LogCaptureFixture) -> None:
    lines = told(caplog, *(f"{n} " for n in range(500)), "laptop.lan")
    assert len(lines) == MOST + 1
    assert lines[-1].endswith("PIXEL_ALLOWED_HOSTS=laptop.lan")


@pytest.mark.parametrize(
    "authority",
    ["\x1b[2Jx", "a\nb", "\x00", "é.example", "x" * 9000 + " ", "\u202ex", "xn--99999.local", "x:99999", "x." * 900],
)
def test_what_is_no_name_cannot_write_on_the_terminal(caplog: pytest.LogCaptureFixture, authority: str) -> None:
    (line,) = told(caplog, authority)
    assert line.isascii()
    assert line.isprintable()
    assert "PIXEL_" not in line
    assert len(line) < LONGEST + 100
