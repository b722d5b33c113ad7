"""README and its French twin say the same, briefly, and the walk as it is; every link of a readme leads somewhere."""

import re
import subprocess
from pathlib import Path
from urllib.parse import unquote

import pytest
from babel.messages.pofile import read_po

from pixel.backstage.steps import STEPS
from tests.support.server import ROOT

MOST_LINES = 120
LARGEST_PICTURE = 250_000  # bytes
README, TWIN = ROOT / "README.md", ROOT / ".github" / "README.fr.md"
BOTH = pytest.mark.parametrize("readme", [README, TWIN], ids=["English", "French"])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
PICTURE = re.compile(r"!\[[^\]]+\]\(([^)\s]+)\)")
HEADING = re.compile(r"^(#+) +(.*)$", re.MULTILINE)
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def list_readmes() -> list[Path]:
    """Every Markdown file of the repository, those that are not committed yet too."""
    asked = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"]
    listed = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.splitlines()]


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def anchors_of(path: Path) -> set[str]:
    """What follows `#` in links to the headings, as GitHub makes it of them."""
    words = (re.sub(r"[^\w\- ]", "", title.lower()) for _, title in HEADING.findall(FENCED.sub("", read(path))))
    return {title.replace(" ", "-") for title in words}


def leads_nowhere(path: Path, link: str) -> bool:
    if re.match(r"[a-z]+:", link):
        return False
    file, _, anchor = unquote(link).partition("#")
    target = (path.parent / file).resolve() if file else path
    return not target.exists() or bool(anchor and anchor not in anchors_of(target))


def test_every_link_between_files_leads_somewhere() -> None:
    links = [(path, link) for path in list_readmes() for link in LINK.findall(FENCED.sub("", read(path)))]
    assert len(links) > 20
    assert [(str(path), link) for path, link in links if leads_nowhere(path, link)] == []


@BOTH
def test_it_is_short(readme: Path) -> None:
    assert len(read(readme).splitlines()) <= MOST_LINES


@BOTH
def test_it_has_one_picture_that_is_light(readme: Path) -> None:
    [picture] = PICTURE.findall(read(readme))
    assert (readme.parent / picture).stat().st_size <= LARGEST_PICTURE


def test_the_twins_have_the_same_headings_commands_names_and_tables() -> None:
    english, french = read(README), read(TWIN)
    for what in (
        r"^(#+) ",  # headings, by their level
        r"^ {4}(\S.*)$",  # commands
        r"^(\d+)\. ",  # steps
        r"^\| (`PIXEL_[^|]*) \|",  # settings
        r"<(http[^>]+)>",
    ):
        found = re.findall(what, english, re.MULTILINE)
        assert found
        assert re.findall(what, french, re.MULTILINE) == found
    assert len(re.findall(r"^\|", french, re.MULTILINE)) == len(re.findall(r"^\|", english, re.MULTILINE))
    assert set(re.findall(r"`([^`]+)`", french)) == set(re.findall(r"`([^`]+)`", english))


def test_the_twins_link_to_the_same_files() -> None:
    def targets(readme: Path) -> set[Path]:
        links = {link for link in LINK.findall(read(readme)) if not link.endswith(".png")}
        return {(readme.parent / link).resolve() for link in links}

    assert targets(README) - {TWIN} == targets(TWIN) - {README}


def titles_of_the_walk() -> list[str]:
    """As the walk writes them, in order; the last one has no branch of its own."""
    template = read(ROOT / "pixel" / "templates" / "backstage" / "steps" / "titles.html")
    named = dict(re.findall(r'id == "(\w+)" %}{{ _\("([^"]+)"\)', template))
    [last] = re.findall(r'else %}{{ _\("([^"]+)"\)', template)
    return [named.get(step.id, last) for step in STEPS]


def steps_of(readme: Path) -> list[str]:
    """The titles, without what ends a sentence."""
    return [title.rstrip(".") for title in re.findall(r"^\d+\. \*\*(.+?)\*\*", read(readme), re.MULTILINE)]


def test_the_twelve_steps_are_those_of_the_walk_in_both_languages() -> None:
    catalogue = ROOT / "pixel" / "translations" / "fr" / "LC_MESSAGES" / "backstage.po"
    with catalogue.open("rb") as file:
        french = {message.id: message.string for message in read_po(file)}
    titles = titles_of_the_walk()
    assert len(titles) == 12
    assert steps_of(README) == titles
    assert steps_of(TWIN) == [french[title] for title in titles]
