"""Traits by base rate, and hidden interests by place, age and trait. The generator calls both before likes."""

from collections.abc import Mapping
from math import exp

from pixel.networks.ribambelle.town.chance import Chance
from pixel.networks.ribambelle.town.content_files import Effect, TownContent
from pixel.networks.ribambelle.town.people import Person, age_group

FEWEST_INTERESTS, MOST_INTERESTS = 3, 7
# How much of a trait's effect on the pages of a theme also acts on being interested in that theme at all.
INTEREST_SHARE = 0.5


def give_traits(chance: Chance, people: list[Person], effects: Mapping[str, Effect]) -> None:
    """Each trait to its share of all residents, drawn among those who may have it; fewer where too few may.

    Nobody is a new couple or expects a child and parts.
    """
    for effect in effects.values():
        holders = [[person] for person in people]
        if effect.is_of_couples:
            holders = [[p, people[p.partner]] for p in people if p.partner is not None and p.at < p.partner]
        youngest, oldest = effect.ages
        able = [
            holder
            for holder in holders
            if all(youngest <= person.age <= oldest for person in holder)
            and not (effect.trait == "parting" and holder[0].traits & {"expecting", "new-couple"})
        ]
        wanted = int(effect.share * len(people) / (2 if effect.is_of_couples else 1) + 0.5)
        for holder in chance.pick_some(able, wanted):
            for person in holder:
                person.traits.add(effect.trait)


def give_interests(chance: Chance, people: list[Person], content: TownContent) -> None:
    """The themes that a resident cares for, hidden behind what they like."""
    names = list(content.themes)
    for person in people:
        leanings = [
            content.place_leanings[content.places[person.town].kind],
            content.age_leanings[age_group(person.age)],
        ]
        effects = [content.effects[trait].themes for trait in sorted(person.traits)]
        weights = []
        for name in names:
            log_odds = sum_up(leanings, name) + INTEREST_SHARE * sum_up(effects, name)
            weights.append(content.themes[name].popularity * odds(log_odds))
        count = chance.between(FEWEST_INTERESTS, MOST_INTERESTS)
        person.themes = [names[at] for at in chance.weighted_some(weights, count)]


def sum_up(tables: list[Mapping[str, float]], name: str) -> float:
    total = 0.0
    for table in tables:
        total += table.get(name, 0.0)
    return total


def odds(log_odds: float) -> float:
    """e to the log-odds, rounded: the exponentials of two platforms differ far behind that."""
    return round(exp(log_odds), 6)
