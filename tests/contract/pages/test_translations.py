"""Every text that a person reads stands in both languages, and the compiled catalogues are those of the sources."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from pixel.classroom.application import OWN

Text = str | list[str] | tuple[str, ...]  # a message, or its singular and plural
ROOT = Path(__file__).parents[3]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}
PIXEL = ROOT / "pixel"
CATALOGUES = {
    "networks": ("pixel/networks", "pixel/templates/networks"),
    "guesses": ("pixel/networks/guesses", "pixel/templates/guesses"),
    "profile": ("pixel/networks/profile", "pixel/templates/profile"),
    "members": ("pixel/networks/ribambelle/members", "pixel/networks/ribambelle/templates/members"),
    "start": ("pixel/start", "pixel/templates/start"),
    "ad_manager": ("pixel/ad_manager", "pixel/templates/ad_manager"),
    "reports": ("pixel/ad_manager/reports", "pixel/templates/ad_manager/reports"),
    "backstage": ("pixel/backstage", "pixel/templates/backstage"),
    "classroom": ("pixel/classroom/attendance", "pixel/templates/classroom"),
    "lesson": ("pixel/classroom/lesson", "pixel/templates/lesson"),
    "collect": ("pixel/collect", "pixel/templates/collect"),
    "guide": ("pixel/classroom/guide", "pixel/templates/guide"),
    "shared": ("pixel/pages", "pixel/templates/shared"),
    "terminal": ("pixel/hosts", "pixel/serving"),
    "stage": ("pixel/classroom/stage", "pixel/templates/stage"),
    "messages": ("demo_sites",),
}


def path_of(name: str) -> Path:
    package = "demo_sites" if name == "messages" else "pixel"
    return ROOT / package / "translations" / "fr" / "LC_MESSAGES" / f"{name}.po"


def read_catalogue(name: str) -> Catalog:
    with path_of(name).open("rb") as file:
        return read_po(file, locale="fr")


def files_of(name: str) -> Iterator[Path]:
    """Those in a catalogue's places, but for what stands in a place of its own within them."""
    others = [ROOT / place for other, places in CATALOGUES.items() if other != name for place in places]
    for place in CATALOGUES[name]:
        path = ROOT / place
        within = [other for other in others if path in other.parents]
        for file in [path] if path.is_file() else path.rglob("*"):
            is_read = file.suffix == ".py" or ("templates" in file.parts and file.is_file())
            if is_read and not any(other in file.parents for other in within):
                yield file


def texts_of(name: str) -> set[str]:
    texts: set[str] = set()
    for file in files_of(name):
        method = "python" if file.suffix == ".py" else "jinja2.ext:babel_extract"
        for _, message, _, _ in extract_from_file(method, file, keywords=KEYWORDS):
            texts.add(message if isinstance(message, str) else message[0])
    return texts


@pytest.mark.parametrize("name", CATALOGUES)
def test_every_text_stands_in_french_too(name: str) -> None:
    catalogue = read_catalogue(name)
    if name == "shared":
        shared: set[str] = set()
    else:
        shared = {_id(message.id) for message in read_catalogue("shared") if message.id}
    there = {_id(message.id) for message in catalogue if message.id and all(_strings(message.string))}
    assert texts_of(name) - there - shared == set()


@pytest.mark.parametrize("name", CATALOGUES)
def test_nothing_in_a_catalogue_is_unused(name: str) -> None:
    there = {_id(message.id) for message in read_catalogue(name) if message.id}
    used = texts_of(name)
    if name == "shared":
        used = set().union(*(texts_of(other) for other in CATALOGUES if other != "messages"))
    assert there - used == set()


@pytest.mark.parametrize("name", CATALOGUES)
def test_a_translation_has_the_same_blanks_to_fill(name: str) -> None:
    for message in read_catalogue(name):
        blanks = {blank for text in _strings(message.id) for blank in PLACEHOLDER.findall(text)}
        for translated in _strings(message.string):
            filled = set(PLACEHOLDER.findall(translated))
            assert filled == blanks or (message.pluralizable and filled < blanks), message.id


@pytest.mark.parametrize("name", CATALOGUES)
def test_the_compiled_catalogue_is_the_one_in_use(name: str) -> None:
    compiled = BytesIO()
    write_mo(compiled, read_catalogue(name))
    assert path_of(name).with_suffix(".mo").read_bytes() == compiled.getvalue(), (
        f"compile it: pybabel compile -d {path_of(name).parents[2].relative_to(ROOT)} -D {name}"
    )


def _id(message_id: Text) -> str:
    return message_id if isinstance(message_id, str) else message_id[0]


def _strings(string: Text | None) -> tuple[str, ...]:
    return (string or "",) if string is None or isinstance(string, str) else tuple(string)


def test_the_classrooms_catalogues_say_the_same_of_the_same() -> None:
    """Its pages read all of them, so that of two French texts for one English only one would ever be seen."""
    told: dict[str, set[str]] = {}
    for name in OWN:
        for message in read_catalogue(name):
            if message.id:
                told.setdefault(_id(message.id), set()).add(str(message.string))
    assert {text: french for text, french in told.items() if len(french) > 1} == {}
