"""The readmes beside the rooms are true: what there is stands in them, and what they show is accepted."""

import re
from argparse import ArgumentParser
from pathlib import Path
from typing import get_args

import pytest

from pixel.api.operations import OPERATIONS
from pixel.collect.verdict import REASONS, Reason
from pixel.export.command import add_export
from pixel.export.options import FORMATS, WHATS
from pixel.origins import SITES, Origins
from pixel.settings import read_settings
from tests.support.server import ROOT


def read(room: str) -> str:
    return (ROOT / "pixel" / room / "README.md").read_text(encoding="utf-8")


def rows(text: str) -> list[list[str]]:
    """The cells of all rows of all tables, those of their heads and rules too."""
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in text.splitlines() if line[:1] == "|"]


def test_the_api_has_every_operation_and_who_may_ask_it() -> None:
    who = {"teacher": "token", "own": "own", "anybody": "anybody"}
    told = {row[0].strip("`"): row[1] for row in rows(read("api")) if row[0].startswith(("`GET", "`POST", "`DELETE"))}
    assert told == {f"{one.method} {one.path}": who[one.access] for one in OPERATIONS}


def test_the_pixel_has_every_reason_in_the_order_in_which_hits_are_judged() -> None:
    told = [row[0].strip("`") for row in rows(read("collect")) if row[0].strip("`") in REASONS]
    assert told == list(REASONS)
    assert set(get_args(Reason)) == set(REASONS)


def test_export_has_every_flag_and_choice() -> None:
    parser = add_export(ArgumentParser().add_subparsers())
    flags = set(re.findall(r"--[a-z-]+", parser.format_help())) - {"--help"}
    text = read("export")
    assert [flag for flag in sorted(flags) if f"`{flag}`" not in text] == []
    assert [name for name in (*WHATS, *FORMATS) if f"`{name}`" not in text] == []


@pytest.mark.parametrize("room", ["api", "classroom", "export", "serving", "store"])
def test_every_command_of_ours_that_is_shown_is_one(room: str) -> None:
    shown = re.findall(r"^ {4}(?:\.venv/bin/)?pixel (\w+)", read(room), re.MULTILINE)
    assert set(shown) <= {"serve", "migrate", "seed", "reset", "copy", "export", "play"}


@pytest.mark.parametrize("room", ["classroom", "serving"])
def test_the_names_that_are_shown_are_taken_and_are_all_there_are(room: str, tmp_path: Path) -> None:
    [shown] = re.findall(r"```toml\n(.*?)```", read(room), re.DOTALL)
    file = tmp_path / "sites.toml"
    file.write_text(shown, encoding="utf-8")
    settings = read_settings({"PIXEL_SITES": str(file)})
    assert list(settings.site_origins) == list(SITES)
    Origins(settings)


def test_the_domains_that_are_shown_stand_in_nginx_and_in_the_certificate() -> None:
    """What browsers make of them is a long test's (`test_own_domains`)."""
    text = read("classroom")
    [shown] = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    hosts = set(re.findall(r'"https://([^"]+)"', shown))
    domains = {host if host.count(".") == 1 else "*." + host.partition(".")[2] for host in hosts}
    [served] = re.findall(r"server_name ([^;]*\*[^;]*);", text)
    [certified] = re.findall(r"subjectAltName=(.*)", text)
    [vouched] = re.findall(r'"nameConstraints=critical,(.*?)"', text)
    assert set(served.split()) == domains
    assert {name.partition(":")[2] for name in certified.split(",")} == domains
    assert {name.partition("DNS:")[2] for name in vouched.split(",")} == {name for name in domains if name[0] != "*"}


def test_which_device_sees_what_is_told_as_at_the_door() -> None:
    page = (ROOT / "pixel" / "templates" / "classroom" / "devices.html").read_text(encoding="utf-8")
    lines = [re.findall(r'_\("([^"]+)"\)', row) for row in re.findall(r"<tr><th scope=.row.>.*", page)]
    told = [row for row in rows(read("classroom")) if len(row) == 3][2:]
    assert [(row[0].lower(), row[2]) for row in told] == [(line[0].lower(), line[-1]) for line in lines]


def test_the_hooks_for_scripts_are_on_the_pages() -> None:
    pages = "".join(page.read_text(encoding="utf-8") for page in (ROOT / "pixel").rglob("*.html"))
    hooks = re.findall(r"\[data-testid=([\w-]+)\]", read("api"))
    assert len(hooks) == 5
    assert [hook for hook in hooks if f'data-testid="{hook}"' not in pages] == []
    attributes = set(re.findall(r"`(data-[a-z]+)`", read("api")))
    assert [name for name in sorted(attributes) if f'{name}="' not in pages] == []
