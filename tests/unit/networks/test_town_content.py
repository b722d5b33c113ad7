"""A slip in the town's content stops the start, and the message names file and entry."""

import shutil
from pathlib import Path

import pytest

from pixel.networks.content import ContentError
from pixel.networks.ribambelle.town.content_files import FOLDER, load_town_content


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("places", "latitude = 48.449", "", "places.toml: place rimouski"),
        ("places", "latitude = 48.449", "latitude = 148.4", "places.toml: place rimouski: such a position"),
        ("places", 'slug = "gaspe"', 'slug = "rimouski"', "places.toml: place rimouski stands there twice"),
        ("themes", '["fishing", "nature"]', '["fishing", "trout"]', "themes.toml: theme fishing: 'trout' is neither"),
        ("groups", 'theme = "fishing"', 'theme = "trout"', "groups.toml: group le-dore-fuyant: no theme is called"),
        ("pages", 'fr = "Le doré du samedi", ', "", "pages.toml: page dore-du-samedi: 'fr' is missing"),
        ("effects", "siege-dauto", "siege-davion", "effects.toml: effect expecting: no page is called 'siege-davion'"),
        ("effects", "share = 0.06", "", "effects.toml: effect expecting: 'share' is missing"),
        ("work", 'food = ["Auberge', 'foods = ["Auberge', "work.toml: employer Auberge Le Fanal: no jobs in sector"),
        (
            "work",
            "[towns.gaspe.employers]\nstudy",
            "[towns.gaspe.employers]\ncare2",
            "work.toml: employer Cégep du Bout",
        ),
        ("posts", "Cinq kilomètres! En {n}", "Cinq kilomètres! En {m}", "posts.toml: posts fitness, number 1: nothing"),
        (
            "posts",
            "Cinq kilomètres! En {n}",
            "Cinq kilomètres! En six",
            "posts.toml: posts fitness, number 1: the slot",
        ),
        ("posts", "dance = [", "tango = [", "posts.toml: posts: no theme is called 'tango'"),
        ("comments", "still in {home}", "still in town", "comments.toml: giveaway mother-still: the slot {home}"),
        ("comments", 'id = "accent"', 'id = "same-street"', "comments.toml: giveaway same-street stands there twice"),
        ("bios", "dance = [", "any = [", "bios.toml: openings: there are none for 'dance'"),
        ("words", '["lundi", "Monday"]', '["lundi"]', "words.toml: day: ['lundi'] is no pair"),
        ("names", "[first.f]", "[first.g]", "names.toml: 'f' is missing"),
        ("names", "[first.f]", "[first.f", "names.toml: "),
    ],
)
def test_a_slip_is_named(tmp_path: Path, file: str, old: str, new: str, message: str) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "content")
    path = folder / f"{file}.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContentError) as refused:
        load_town_content(folder)
    assert str(refused.value).startswith(message)
