"""Which groups residents join and which fan pages they like. The generator calls it when traits are there."""

from collections.abc import Mapping

from pixel.networks.ribambelle.town.chance import Chance
from pixel.networks.ribambelle.town.content_files import TownContent
from pixel.networks.ribambelle.town.people import Person, age_group
from pixel.networks.ribambelle.town.traits import odds, sum_up

MOST_GROUPS = 5
INTEREST_LOG_ODDS = 1.1
STRAY_GROUP = 0.08
# How many pages a resident likes: the share of residents in a band, its bounds, and how the counts lean within it (the
# number is the lower of two draws, so that each band is itself heavy at its lower end).
COUNTS = ((0.12, 1, 5), (0.72, 10, 70), (0.12, 50, 120), (0.04, 130, 190))


def join_groups(chance: Chance, people: list[Person], content: TownContent) -> None:
    """Up to five groups, nearly always on a theme that one cares for."""
    groups = list(content.groups.values())
    for person in people:
        weights = [1.0 if group.theme in person.themes else STRAY_GROUP for group in groups]
        chosen = chance.weighted_some(weights, chance.between(0, MOST_GROUPS))
        person.groups = [groups[at].id for at in sorted(chosen)]


def like_pages(chance: Chance, people: list[Person], content: TownContent) -> None:
    """Pages by popularity, interests, place, age, and the planted effects of traits (see effects.toml).

    A page's weight is the product of these odds, and pages are drawn without replacement by weight.
    """
    pages = list(content.pages.values())
    popularity = [popularity_of(chance) for _ in pages]
    for person in people:
        by_theme = theme_odds(person, content)
        by_page = page_odds(person, content)
        weights = [popularity[at] * by_theme[page.theme] * by_page.get(page.id, 1.0) for at, page in enumerate(pages)]
        chosen = chance.weighted_some(weights, count_likes(chance))
        person.likes = [pages[at].id for at in sorted(chosen)]


def popularity_of(chance: Chance) -> float:
    """Some pages are liked ten times as often as others, by no merit of their theme."""
    return 1.0 / (0.15 + chance.random())


def theme_odds(person: Person, content: TownContent) -> dict[str, float]:
    leanings = [content.place_leanings[content.places[person.town].kind], content.age_leanings[age_group(person.age)]]
    tables = [*leanings, *(content.effects[trait].themes for trait in sorted(person.traits))]
    return {
        theme.id: theme.popularity * odds(sum_up(tables, theme.id) + INTEREST_LOG_ODDS * (theme.id in person.themes))
        for theme in content.themes.values()
    }


def page_odds(person: Person, content: TownContent) -> dict[str, float]:
    tables: list[Mapping[str, float]] = [content.effects[trait].pages for trait in sorted(person.traits)]
    return {page: odds(sum_up(tables, page)) for table in tables for page in table}


def count_likes(chance: Chance) -> int:
    drawn = chance.random()
    for share, fewest, most in COUNTS:
        if drawn < share:
            return min(chance.between(fewest, most), chance.between(fewest, most))
        drawn -= share
    return 0
