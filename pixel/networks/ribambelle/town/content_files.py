"""The town's content files, read once and validated as a whole: places, names, work, themes, groups, pages, effects,
and the templates of bios, posts and comments. The generator asks for them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pixel.networks.content import ContentError, Text, read_text, refuse_repeats
from pixel.networks.ribambelle.town.files import in_file, read_file
from pixel.networks.ribambelle.town.model import TRAITS, FanPage, Group, Place, Sex
from pixel.networks.ribambelle.town.template_files import read_templates
from pixel.networks.ribambelle.town.templates import Templates
from pixel.profile.vocabulary import kind_of

FOLDER = Path(__file__).parent / "content"
AGE_GROUPS = ("young", "middle", "older")


@dataclass(frozen=True)
class Theme:
    """What things are about; `vocabulary`: the profile's words for it."""

    id: str
    vocabulary: tuple[str, ...]
    popularity: float


@dataclass(frozen=True)
class Job:
    """A job as a woman and a man bear it in French, and in English."""

    f: str
    m: str
    en: str

    def of(self, sex: Sex) -> Text:
        return Text(self.f if sex == "f" else self.m, self.en)


@dataclass(frozen=True)
class Effect:
    """What a trait does to likes: log-odds by theme, and by page on top of it. `share`: its base rate."""

    trait: str
    share: float
    is_of_couples: bool
    ages: tuple[int, int]
    themes: Mapping[str, float]
    pages: Mapping[str, float]


@dataclass(frozen=True)
class TownContent:
    """All that a town is generated from. `first_names` by sex, the older generation's first; `schools` by place;
    `employers` by place, then sector; `place_leanings` and `age_leanings`: log-odds by theme."""

    places: Mapping[str, Place]
    first_names: Mapping[Sex, tuple[tuple[str, ...], tuple[str, ...]]]
    last_names: tuple[str, ...]
    jobs: Mapping[str, tuple[Job, ...]]
    schools: Mapping[str, tuple[str, ...]]
    employers: Mapping[str, tuple[tuple[str, str], ...]]
    themes: Mapping[str, Theme]
    place_leanings: Mapping[str, Mapping[str, float]]
    age_leanings: Mapping[str, Mapping[str, float]]
    groups: Mapping[str, Group]
    pages: Mapping[str, FanPage]
    effects: Mapping[str, Effect]
    templates: Templates


@cache
def town_content() -> TownContent:
    """The content that the package brings. Raises ContentError."""
    return load_town_content(FOLDER)


def load_town_content(folder: Path) -> TownContent:
    """The content of a folder, validated. Raises ContentError, which names file and entry."""
    themes = in_file("themes.toml", lambda: read_themes(read_file(folder, "themes")))
    places = in_file("places.toml", lambda: read_places(read_file(folder, "places")))
    leanings = read_file(folder, "themes")
    work = read_file(folder, "work")
    names = read_file(folder, "names")
    groups = in_file("groups.toml", lambda: read_groups(read_file(folder, "groups"), themes))
    pages = in_file("pages.toml", lambda: read_pages(read_file(folder, "pages"), themes))
    jobs = in_file("work.toml", lambda: read_jobs(work))
    return TownContent(
        places,
        in_file("names.toml", lambda: read_first_names(names)),
        in_file("names.toml", lambda: tuple(names["last"]["any"])),
        jobs,
        in_file("work.toml", lambda: {slug: tuple(work["towns"][slug]["schools"]) for slug in places}),
        in_file("work.toml", lambda: {slug: read_employers(slug, work["towns"][slug], jobs) for slug in places}),
        themes,
        in_file(
            "themes.toml", lambda: read_leanings(leanings, "place-kind", {p.kind for p in places.values()}, themes)
        ),
        in_file("themes.toml", lambda: read_leanings(leanings, "age", AGE_GROUPS, themes)),
        groups,
        pages,
        in_file("effects.toml", lambda: read_effects(read_file(folder, "effects"), themes, pages)),
        read_templates(folder, themes),
    )


def read_themes(file: Mapping[str, Any]) -> dict[str, Theme]:
    themes = [Theme(entry["id"], tuple(entry["vocabulary"]), float(entry["popularity"])) for entry in file["themes"]]
    refuse_repeats("theme", (theme.id for theme in themes))
    for theme in themes:
        for slug in theme.vocabulary:
            if kind_of(slug) == "destination":
                raise ContentError(f"theme {theme.id}: {slug!r} is neither a theme nor a region of the vocabulary")
        if theme.popularity <= 0:
            raise ContentError(f"theme {theme.id}: a popularity is above 0")
    return {theme.id: theme for theme in themes}


def read_places(file: Mapping[str, Any]) -> dict[str, Place]:
    places = []
    for entry in file["places"]:
        try:
            places.append(Place(**{**entry, "weight": float(entry["weight"])}))
        except (KeyError, TypeError) as wrong:
            raise ContentError(f"place {entry.get('slug')}: {wrong}") from wrong
    refuse_repeats("place", (place.slug for place in places))
    for place in places:
        if not (-90 <= place.latitude <= 90 and -180 <= place.longitude <= 180 and place.weight > 0):
            raise ContentError(f"place {place.slug}: such a position or weight there is not")
    return {place.slug: place for place in places}


def read_first_names(file: Mapping[str, Any]) -> dict[Sex, tuple[tuple[str, ...], tuple[str, ...]]]:
    def of(sex: Sex) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return tuple(file["first"][sex]["older"]), tuple(file["first"][sex]["younger"])

    return {"f": of("f"), "m": of("m")}


def read_jobs(file: Mapping[str, Any]) -> dict[str, tuple[Job, ...]]:
    jobs = {}
    for sector, entries in file["jobs"].items():
        try:
            jobs[sector] = tuple(Job(entry["f"], entry["m"], entry["en"]) for entry in entries)
        except KeyError as missing:
            raise ContentError(f"jobs of {sector}: {missing} is missing") from missing
    return jobs


def read_employers(town: str, entry: Mapping[str, Any], jobs: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """Sector and name of each employer of a town; every town has one to study at, and one to work for."""
    pairs = tuple((sector, name) for sector, names in entry["employers"].items() for name in names)
    for sector, name in pairs:
        if sector not in jobs:
            raise ContentError(f"employer {name}: no jobs in sector {sector!r}")
    if {sector == "study" for sector, _ in pairs} != {True, False} or not entry["schools"]:
        raise ContentError(f"town {town}: it needs a school, a college (sector study) and an employer")
    return pairs


def read_leanings(
    file: Mapping[str, Any], kind: str, needed: set[str] | tuple[str, ...], themes: Mapping[str, Theme]
) -> dict[str, dict[str, float]]:
    table: dict[str, dict[str, float]] = file[kind]
    for name in sorted(needed):
        check_themes(f"{kind} {name}", table[name], themes)
    return table


def read_groups(file: Mapping[str, Any], themes: Mapping[str, Theme]) -> dict[str, Group]:
    groups = []
    for group_id, entry in file["groups"].items():
        name, about = read_pair(f"group {group_id}", entry)
        groups.append(Group(group_id, name, about, entry["theme"]))
        check_themes(f"group {group_id}", [entry["theme"]], themes)
    return {group.id: group for group in groups}


def read_pages(file: Mapping[str, Any], themes: Mapping[str, Theme]) -> dict[str, FanPage]:
    pages = []
    for kind in ("company", "shop", "subject"):
        for theme, entries in file[kind].items():
            check_themes(f"{kind} pages", [theme], themes)
            for page_id, entry in entries.items():
                name, about = read_pair(f"page {page_id}", entry)
                pages.append(FanPage(page_id, name, about, theme, kind))
    refuse_repeats("page", (page.id for page in pages))
    return {page.id: page for page in pages}


def read_pair(where: str, entry: Mapping[str, Any]) -> tuple[Text, Text]:
    """A name and the line about it. A name that both languages share may be given once. Raises ContentError."""
    try:
        name = Text(entry["name"], entry["name"]) if "name" in entry else read_text(entry)
        return name, read_text(entry["about"])
    except KeyError as missing:
        raise ContentError(f"{where}: {missing} is missing") from missing


def read_effects(
    file: Mapping[str, Any], themes: Mapping[str, Theme], pages: Mapping[str, FanPage]
) -> dict[str, Effect]:
    effects = {}
    for trait, entry in file["traits"].items():
        where = f"effect {trait}"
        try:
            youngest, oldest = entry["ages"]
            leanings = entry["themes"], entry["pages"]
            effects[trait] = Effect(trait, entry["share"], entry["couples"], (youngest, oldest), *leanings)
        except KeyError as missing:
            raise ContentError(f"{where}: {missing} is missing") from missing
        if trait not in TRAITS or not 0 <= entry["share"] <= 1:
            raise ContentError(f"{where}: no such trait, or no such share")
        check_themes(where, entry["themes"], themes)
        for page in entry["pages"]:
            if page not in pages:
                raise ContentError(f"{where}: no page is called {page!r}")
    return effects


def check_themes(where: str, names: Mapping[str, object] | list[str], themes: Mapping[str, Theme]) -> None:
    for name in names:
        if name not in themes:
            raise ContentError(f"{where}: no theme is called {name!r}")
