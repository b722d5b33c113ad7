"""The files of templates, read: words.toml, posts.toml, comments.toml, bios.toml. `content_files` asks for them."""

from collections.abc import Collection, Mapping, Sequence
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
    of_author, of_comment = {*words, *GIVEN}, {*words, *GIVEN_IN_COMMENTS}
    every = [*themes, ANY]
    return Templates(
        words={**words, "n": NUMBERS},
        posts=in_file("posts.toml", lambda: read_by_theme(posts, "posts", of_author, themes, every)),
        comments=in_file("comments.toml", lambda: read_by_theme(comments, "comments", of_comment, themes, [ANY])),
        replies=in_file("comments.toml", lambda: read_by_theme(comments, "replies", of_comment, (), [ANY]))[ANY],
        giveaways=in_file("comments.toml", lambda: read_giveaways(comments["giveaways"], of_comment)),
        mentions=in_file("comments.toml", lambda: read_mentions(comments["mentions"], of_comment)),
        openings=in_file("bios.toml", lambda: read_by_theme(bios, "openings", words, themes, themes)),
        closings=in_file("bios.toml", lambda: read_by_theme(bios, "closings", words, (), [ANY]))[ANY],
    )


def read_by_theme(
    file: Mapping[str, Any], table: str, slots: Collection[str], themes: Collection[str], needed: Collection[str]
) -> dict[str, tuple[Template, ...]]:
    """A table of templates by theme, or "any"; the `needed` ones stand there. Raises ContentError."""
    for theme in file[table]:
        if theme not in themes and theme != ANY:
            raise ContentError(f"{table}: no theme is called {theme!r}")
    for theme in needed:
        if not file[table].get(theme):
            raise ContentError(f"{table}: there are none for {theme!r}")
    return {theme: read_list(f"{table} {theme}", entries, slots) for theme, entries in file[table].items()}


def read_giveaways(entries: Sequence[Mapping[str, Any]], slots: Collection[str]) -> tuple[Giveaway, ...]:
    """Raises ContentError: also for one that names no home town."""
    found = []
    for entry in entries:
        where = f"giveaway {entry.get('id')}"
        template = read_named(where, entry, slots)
        if "home" not in template.slots:
            raise ContentError(f"{where}: it names no {{home}}")
        found.append(Giveaway(entry["id"], template, bool(entry["classmates"])))
    refuse_repeats("giveaway", (one.id for one in found))
    return tuple(found)


def read_mentions(entries: Sequence[Mapping[str, Any]], slots: Collection[str]) -> tuple[Template, ...]:
    return tuple(read_named(f"mention {entry.get('id')}", entry, slots) for entry in entries)


def read_named(where: str, entry: Mapping[str, Any], slots: Collection[str]) -> Template:
    try:
        return read_template(where, read_text(entry), slots)
    except KeyError as missing:
        raise ContentError(f"{where}: {missing} is missing") from missing


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
