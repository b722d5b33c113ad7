"""The files of templates, read: words.toml, posts.toml, comments.toml, bios.toml. `content_files` asks for them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from pixel.networks.content import ContentError, Text, read_text, refuse_repeats
from pixel.networks.ribambelle.town.files import in_file, read_file
from pixel.networks.ribambelle.town.templates import (
    GIVEN,
    GIVEN_IN_COMMENTS,
    NUMBERS,
    Giveaway,
    Template,
    Templates,
    read_template,
)

ANY = "any"


def read_templates(folder: Path, themes: Collection[str]) -> Templates:
    """All templates. Raises ContentError, which names file and entry."""
    words = in_file("words.toml", lambda: read_words(read_file(folder, "words")))
    posts, comments, bios = (read_file(folder, name) for name in ("posts", "comments", "bios"))

    def by_theme(file: Mapping[str, Any], table: str, given: Collection[str]) -> dict[str, tuple[Template, ...]]:
        return {
            theme: read_list(f"{table} {theme}", entries, {*words, *given}) for theme, entries in file[table].items()
        }

    def checked(name: str, read: Callable[[], dict[str, tuple[Template, ...]]]) -> dict[str, tuple[Template, ...]]:
        found = in_file(name, read)
        for theme in found:
            if theme not in themes and theme != ANY:
                raise ContentError(f"{name}: no theme is called {theme!r}")
        return found

    def listed(table: str) -> tuple[Template, ...]:
        entries = comments[table]
        return tuple(
            read_template(f"{table} {entry['id']}", read_text(entry), {*words, *GIVEN_IN_COMMENTS}) for entry in entries
        )

    refuse_repeats("giveaway", (entry["id"] for entry in comments["giveaways"]))
    return Templates(
        words={**words, "n": NUMBERS},
        posts=checked("posts.toml", lambda: by_theme(posts, "posts", GIVEN)),
        comments=checked("comments.toml", lambda: by_theme(comments, "comments", GIVEN_IN_COMMENTS)),
        replies=checked("comments.toml", lambda: by_theme(comments, "replies", GIVEN_IN_COMMENTS))[ANY],
        giveaways=in_file(
            "comments.toml",
            lambda: tuple(
                Giveaway(entry["id"], template, entry["classmates"])
                for entry, template in zip(comments["giveaways"], listed("giveaways"), strict=True)
            ),
        ),
        mentions=in_file("comments.toml", lambda: listed("mentions")),
        openings=checked("bios.toml", lambda: by_theme(bios, "openings", ())),
        closings=checked("bios.toml", lambda: by_theme(bios, "closings", ()))[ANY],
    )


def read_words(file: Mapping[str, Any]) -> dict[str, tuple[Text, ...]]:
    return {slot: tuple(read_words_pair(slot, pair) for pair in pairs) for slot, pairs in file["words"].items()}


def read_words_pair(where: str, pair: Sequence[str]) -> Text:
    if len(pair) != 2 or not all(pair):
        raise ContentError(f"{where}: {pair!r} is no pair of French and English")
    return Text(pair[0], pair[1])


def read_list(where: str, entries: Sequence[Sequence[str]], known: Collection[str]) -> tuple[Template, ...]:
    """Pairs of French and English as templates; an error counts them from 1."""
    named = [(f"{where}, number {number}", entry) for number, entry in enumerate(entries, 1)]
    return tuple(read_template(name, read_words_pair(name, entry), known) for name, entry in named)
