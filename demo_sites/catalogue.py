"""An agency's catalogue: frozen dataclasses, and their loading from the agency's TOML files, for `create_agency`.

Files of one agency (folder `demo_sites/<id>/`): `agency.toml`, `destinations.toml`, `articles.toml`, `static/site.css`,
`static/logo.svg` (square), `static/pictures/hero.svg` (viewBox 0 0 1600 720) and a picture for each destination
(viewBox 0 0 1200 800). A key that is not a field below, or a field without its key, stops the start with a sentence
that names the file: better than a hole in a page.
"""

import tomllib
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

from demo_sites.vocabulary import LANGUAGES, REGIONS, THEMES

HOME = Path(__file__).parent

Consent = Literal["none", "ask_first", "fire_anyway"]
Audience = Literal["consumers", "companies"]
Built = TypeVar("Built")


class CatalogueError(ValueError):
    """An agency's data file says something that no page could show; the message names the file and the place."""


@dataclass(frozen=True)
class Departure:
    start: date
    end: date


@dataclass(frozen=True)
class Quote:
    who: str  # « Mireille, de Sherbrooke »
    text: str


@dataclass(frozen=True)
class DestinationWords:
    """`[destinations.fr]` and `[destinations.en]`."""

    name: str
    country_name: str
    short: str  # one sentence
    description: tuple[str, ...]  # two paragraphs
    highlights: tuple[str, ...]  # three or four
    city: str = ""  # where the language has a name of its own for it: « Genève »
    badge: str = ""  # two or three words on the picture: « Vol direct »
    included: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True)
class Destination:
    id: str
    country: str  # ISO 3166 alpha-2
    city: str
    region: str  # a key of REGIONS
    themes: tuple[str, ...]  # keys of THEMES
    price: int  # whole units of the agency's currency, per person
    nights: int
    dates: tuple[Departure, ...]
    picture: str  # a file in static/pictures
    words: dict[str, DestinationWords]
    rating: float = 0  # out of 5; 0: not shown
    reviews: int = 0


@dataclass(frozen=True)
class ArticleWords:
    title: str
    lead: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Article:
    slug: str
    date: date
    destinations: tuple[str, ...]  # ids that it mentions
    words: dict[str, ArticleWords]
    picture: str = ""  # else the first destination's


@dataclass(frozen=True)
class AgencyWords:
    """`[fr]` and `[en]` of agency.toml. What may be left out falls back to words that fit every agency."""

    tagline: str
    intro: str
    about: str
    search_prompt: str  # placeholder of the search field
    book: str  # the booking button
    destinations_title: str = ""
    blog_title: str = ""
    about_title: str = ""
    wish: str = ""  # the wish-list button
    wishlist_title: str = ""
    travellers: str = ""  # "Participants" for companies
    thanks: str = ""
    consent: str = ""  # the banner's question, where the agency asks
    after_yes: str = ""  # what follows from the answer, said once
    after_no: str = ""
    promises: tuple[str, ...] = ()  # three or four, in a band under the hero


@dataclass(frozen=True)
class Legal:
    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Agency:
    id: str
    name: str
    has_pixel: bool
    consent: Consent
    audience: Audience
    currency: str
    layout: str  # the body's class is layout-<this>
    words: dict[str, AgencyWords]
    legal: dict[str, Legal]
    destinations: tuple[Destination, ...]
    articles: tuple[Article, ...]
    folder: Path

    def find(self, destination_id: str) -> Destination | None:
        return next((found for found in self.destinations if found.id == destination_id), None)


@cache
def load_agency(agency_id: str, home: Path = HOME) -> Agency:
    """An agency as its files say, read once in a process.

    Raises CatalogueError where a file is missing or says what no page could show.
    """
    folder = home / agency_id
    about = _read(folder / "agency.toml")
    destinations = _read(folder / "destinations.toml").get("destinations", [])
    articles = _read(folder / "articles.toml").get("articles", [])
    where = f"{agency_id}/agency.toml"
    loaded = tuple(_destination(entry, f"{agency_id}/destinations.toml") for entry in destinations)
    legal = about.pop("legal", {})
    about["words"] = {lang: _build(AgencyWords, about.pop(lang, None), f"{where} [{lang}]") for lang in LANGUAGES}
    about["legal"] = {lang: _build(Legal, legal.get(lang), f"{where} [legal.{lang}]") for lang in LANGUAGES}
    about["destinations"] = loaded
    about["articles"] = tuple(_article(entry, f"{agency_id}/articles.toml", loaded) for entry in articles)
    agency = _build(Agency, about | {"folder": folder}, where)
    _check(agency)
    return agency


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CatalogueError(f"{path.parent.name}/{path.name}: {error}") from error


def _destination(entry: dict[str, Any], file: str) -> Destination:
    where = f"{file} {entry.get('id', '(no id)')}"
    entry["dates"] = tuple(_build(Departure, dates, f"{where} dates") for dates in entry.get("dates", []))
    words = {}
    for lang in LANGUAGES:
        texts = entry.pop(lang, None)
        if texts and "quotes" in texts:
            texts["quotes"] = [_build(Quote, quote, f"{where} quotes") for quote in texts["quotes"]]
        words[lang] = _build(DestinationWords, texts, f"{where} [{lang}]")
    return _build(Destination, entry | {"words": words}, where)


def _article(entry: dict[str, Any], file: str, known: tuple[Destination, ...]) -> Article:
    where = f"{file} {entry.get('slug', '(no slug)')}"
    entry["words"] = {lang: _build(ArticleWords, entry.pop(lang, None), f"{where} [{lang}]") for lang in LANGUAGES}
    pictures = {destination.id: destination.picture for destination in known}
    strangers = [wanted for wanted in entry.get("destinations", []) if wanted not in pictures]
    if strangers:
        raise CatalogueError(f"{where}: no destination of this agency is called {', '.join(strangers)}")
    if entry.get("destinations"):
        entry.setdefault("picture", pictures[entry["destinations"][0]])
    return _build(Article, entry, where)


def _build(kind: type[Built], entry: dict[str, Any] | None, where: str) -> Built:
    """A dataclass out of a TOML table: every key must be a field; lists become tuples, line breaks spaces."""
    if entry is None:
        raise CatalogueError(f"{where}: missing")
    strangers = set(entry) - {field.name for field in fields(kind)}  # type: ignore[arg-type]
    if strangers:
        raise CatalogueError(f"{where}: unknown {', '.join(sorted(strangers))}")
    try:
        return kind(**{key: _tidy(value) for key, value in entry.items()})
    except TypeError as error:
        raise CatalogueError(f"{where}: {error}") from error


def _tidy(value: Any) -> Any:
    if isinstance(value, str):
        return value.strip().replace("\n", " ")
    if isinstance(value, list | tuple):
        return tuple(_tidy(part) for part in value)
    return value


def _check(agency: Agency) -> None:
    """The rules that types cannot hold."""
    where = f"{agency.id}/agency.toml"
    for value, allowed in ((agency.consent, get_args(Consent)), (agency.audience, get_args(Audience))):
        if value not in allowed:
            raise CatalogueError(f"{where}: {value!r} is none of {', '.join(allowed)}")
    for lang, words in agency.words.items():
        if agency.consent != "none" and not (words.consent and words.after_yes and words.after_no):
            raise CatalogueError(f"{where} [{lang}]: asks for consent without consent, after_yes and after_no")
    if agency.folder.name != agency.id:
        raise CatalogueError(f"{where}: id {agency.id!r} stands in the folder {agency.folder.name!r}")
    for destination in agency.destinations:
        _check_destination(destination, agency.folder)


def _check_destination(destination: Destination, folder: Path) -> None:
    where = f"{folder.name}/destinations.toml {destination.id}"
    strangers = [theme for theme in destination.themes if theme not in THEMES]
    if strangers or destination.region not in REGIONS:
        raise CatalogueError(f"{where}: no such theme or region: {', '.join(strangers) or destination.region}")
    if not destination.dates or any(departure.end <= departure.start for departure in destination.dates):
        raise CatalogueError(f"{where}: needs departures that end after they start")
    if not (folder / "static" / "pictures" / destination.picture).is_file():
        raise CatalogueError(f"{where}: no picture static/pictures/{destination.picture}")
