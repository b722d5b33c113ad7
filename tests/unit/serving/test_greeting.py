"""What `pixel serve` prints as it starts."""

from datetime import UTC, datetime
from io import BytesIO, StringIO, TextIOWrapper

import pytest

from pixel.hosts.qr_code import draw_for_terminal
from pixel.serving.greeting import greet, write_greeting
from pixel.settings import Settings
from pixel.store.queries.classroom.classes import Class

EVERYWHERE = Settings(host="0.0.0.0", teacher_token="craie")
FOUND = ["http://192.168.1.20:8000", "http://prof.local:8000"]


def write(settings: Settings, origins: list[str], language: str = "en", *, with_codes: bool = False) -> str:
    return "\n".join(write_greeting(settings, origins, with_codes=with_codes, language=language))


def test_on_loopback_it_says_where_to_begin_and_invites_nobody() -> None:
    assert write(Settings(teacher_token="craie"), []).splitlines() == [
        "Start here: http://localhost:8000/   (Ctrl-C stops)",
        "Teacher token: craie",
        "With it, everything is erased at http://coulisses.reseau.localhost:8000/reset",
    ]


def test_everywhere_it_lists_each_way_in() -> None:
    said = write(EVERYWHERE, FOUND)
    assert "Start here: http://localhost:8000/ " in said
    for origin in FOUND:
        assert f"    {origin}/" in said.splitlines()
    assert "http://localhost:8000/join" in said


def test_where_one_address_is_listened_on_it_is_the_beginning() -> None:
    said = write(Settings(host="192.168.1.20"), FOUND[:1])
    assert "Start here: http://192.168.1.20:8000/ " in said
    assert "erased at http://192.168.1.20:8000/coulisses/reset" in said
    assert "localhost" not in said


def test_without_a_network_it_says_so() -> None:
    assert "on no network" in write(EVERYWHERE, [])


def test_it_speaks_french() -> None:
    said = write(EVERYWHERE, FOUND, "fr")
    assert said.startswith("Commencez ici : http://localhost:8000/")
    assert "Teacher token" in said  # as the page says that asks for it
    assert "Everybody" not in said


def test_each_way_in_has_a_code() -> None:
    said = write(EVERYWHERE, FOUND, with_codes=True)
    lines = [line for line in said.splitlines() if "█" in line]
    assert len(lines) > 20
    assert all(line.startswith("\x1b[97;40m") and line.endswith("\x1b[0m") for line in lines)
    assert "█" not in write(EVERYWHERE, FOUND)


def test_what_is_no_terminal_gets_no_codes() -> None:
    out = StringIO()
    greet(EVERYWHERE, out)
    assert "█" not in out.getvalue()


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "utf-8"])
def test_a_terminal_of_few_letters_stops_nothing(monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    monkeypatch.setenv("LC_ALL", "fr_CA")
    raw = BytesIO()
    out = TextIOWrapper(raw, encoding=encoding)
    greet(EVERYWHERE, out)
    assert b"http://localhost:8000/" in raw.getvalue()


def open_class() -> Class:
    return Class("c1", "7KD3FX", "a-long-key", "class", "", datetime(2026, 11, 28, tzinfo=UTC))


@pytest.mark.parametrize(("language", "code"), [("en", "Its code: 7KD-3FX"), ("fr", "Son code : 7KD-3FX")])
def test_with_a_class_it_says_code_addresses_and_the_teachers_pages(language: str, code: str) -> None:
    said = "\n".join(write_greeting(EVERYWHERE, FOUND, with_codes=False, language=language, opened=open_class()))
    assert code in said
    for origin in FOUND:
        assert f"    {origin}/join" in said.splitlines()
    backstage = "http://coulisses.reseau.localhost:8000"
    assert f"{backstage}/class/door" in said
    assert said.count(f"{backstage}/class") == 2
    assert "a-long-key" not in said  # it is in the codes to scan alone


def test_the_codes_of_a_class_lead_in_at_once() -> None:
    said = "\n".join(write_greeting(EVERYWHERE, FOUND[:1], with_codes=True, opened=open_class()))
    assert draw_for_terminal(f"{FOUND[0]}/join?code=a-long-key") in said


def test_the_name_that_a_school_gave_comes_first() -> None:
    named = {"start": "https://pixel.example", "backstage": "https://coulisses.reseau.example"}
    settings = Settings(host="0.0.0.0", teacher_token="craie", site_origins=named)
    said = write_greeting(settings, FOUND, with_codes=False, language="en", opened=open_class())
    assert next(line.strip() for line in said if line.endswith("/join")) == "https://pixel.example/join"
    assert "https://coulisses.reseau.example/class" in "\n".join(said)


def test_a_class_that_nobody_else_can_enter_is_told_so() -> None:
    said = write_greeting(Settings(teacher_token="craie"), [], with_codes=True, language="en", opened=open_class())
    assert any("Only this machine" in line for line in said)
