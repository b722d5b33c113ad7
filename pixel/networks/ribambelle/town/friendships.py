"""Who befriends whom: circles of family, school, work, neighbourhood and groups, people far away, hubs, and then
couples, each of whom gets to know some of all the circles of the other. The generator calls `befriend`.
"""

from collections.abc import Callable, Mapping
from itertools import accumulate

from pixel.networks.ribambelle.town.chance import Chance
from pixel.networks.ribambelle.town.distances import decay
from pixel.networks.ribambelle.town.model import Place
from pixel.networks.ribambelle.town.people import Person

CLOSE_KIN = frozenset({"parent", "child", "sibling"})
KNOWS_CLOSE_KIN, KNOWS_KIN = 0.9, 0.6
CLASS_SIZE, KNOWS_CLASSMATE = 12, 0.75
TEAM_SIZE, KNOWS_COLLEAGUE = 12, 0.8
MOST_NEIGHBOURS, MOST_GROUP_FRIENDS, MOST_FAR = 5, 3, 5
HUB_SHARE, HUB_FRIENDS = 0.012, 60
# The share of each circle of one's partner that one befriends; less in a couple that is new, or about to part.
SHARED, SHARED_NEW, SHARED_PARTING = 0.2, 0.1, 0.12


def befriend(chance: Chance, people: list[Person], places: Mapping[str, Place]) -> None:
    """All friendships. Each friend is marked with the circle that they come from."""
    befriend_kin(chance, people)
    for school in group_by(people, lambda person: f"{person.home_town} {person.school}"):
        by_age = sorted(school, key=lambda person: (person.age, person.at))
        befriend_in_clusters(chance, by_age, CLASS_SIZE, KNOWS_CLASSMATE, "school")
    for firm in group_by(people, lambda person: f"{person.town} {person.employer}" if person.employer else ""):
        befriend_in_clusters(chance, firm, TEAM_SIZE, KNOWS_COLLEAGUE, "work")
    befriend_neighbours(chance, people)
    befriend_in_groups(chance, people)
    befriend_far(chance, people, places)
    befriend_around_hubs(chance, people)
    share_circles(chance, people)


def tie(one: Person, other: Person, circle: str) -> None:
    """Friends both ways; who is already keeps the circle they had. Nobody is their own friend."""
    if one is not other:
        one.circles.setdefault(other.at, circle)
        other.circles.setdefault(one.at, circle)


def group_by(people: list[Person], key: Callable[[Person], str]) -> list[list[Person]]:
    """People by a key of theirs, in the order of people; those without one are left out."""
    groups: dict[str, list[Person]] = {}
    for person in people:
        groups.setdefault(key(person), []).append(person)
    return [group for name, group in groups.items() if name]


def befriend_kin(chance: Chance, people: list[Person]) -> None:
    by_id = {person.id: person for person in people}
    for person in people:
        for kin in person.kin:
            other = by_id[kin.other]
            if person.at < other.at and chance.happens(KNOWS_CLOSE_KIN if kin.kind in CLOSE_KIN else KNOWS_KIN):
                tie(person, other, "family")


def befriend_in_clusters(chance: Chance, members: list[Person], size: int, probability: float, circle: str) -> None:
    """Neighbours in the list make a class or team, in which most know each other; some know somebody of the next."""
    for start in range(0, len(members), size):
        cluster = members[start : start + size]
        for at, one in enumerate(cluster):
            for other in cluster[at + 1 :]:
                if chance.happens(probability):
                    tie(one, other, circle)
        following = members[start + size : start + 2 * size]
        for one in cluster if following else ():
            if chance.happens(probability):
                tie(one, chance.pick(following), circle)


def befriend_neighbours(chance: Chance, people: list[Person]) -> None:
    for town in group_by(people, lambda person: person.town):
        for person in town:
            for _ in range(chance.below(MOST_NEIGHBOURS + 1)):
                tie(person, closest_in_age(person, [chance.pick(town) for _ in range(3)]), "town")


def befriend_in_groups(chance: Chance, people: list[Person]) -> None:
    members: dict[str, list[Person]] = {}
    for person in people:
        for group in person.groups:
            members.setdefault(group, []).append(person)
    for person in people:
        for _ in range(chance.below(MOST_GROUP_FRIENDS + 1) if person.groups else 0):
            met = [chance.pick(members[chance.pick(person.groups)]) for _ in range(4)]
            near = [other for other in met if other.town == person.town or other.home_town == person.home_town]
            tie(person, closest_in_age(person, near or met), "group")


def befriend_far(chance: Chance, people: list[Person], places: Mapping[str, Place]) -> None:
    """Somebody of any town, by how many live there and how far it is (see `distances.decay`)."""
    living: dict[str, list[Person]] = {}
    for person in people:
        living.setdefault(person.town, []).append(person)
    towns = list(living)
    reach = {
        home: list(accumulate(len(living[town]) * decay(places[home], places[town]) for town in towns))
        for home in places
    }
    for person in people:
        for _ in range(chance.below(MOST_FAR + 1)):
            where = living[towns[chance.weighted(reach[chance.pick((person.town, person.home_town))])]]
            tie(person, closest_in_age(person, [chance.pick(where) for _ in range(2)]), "far")


def befriend_around_hubs(chance: Chance, people: list[Person]) -> None:
    """A few people know very many: somebody who has coached half a town, or says yes to every request."""
    for person in people:
        if chance.happens(HUB_SHARE):
            for other in chance.pick_some(people, min(chance.between(HUB_FRIENDS // 2, HUB_FRIENDS), len(people) // 6)):
                tie(person, other, "hub")


def share_circles(chance: Chance, people: list[Person]) -> None:
    """Partners are friends, and each knows a share of every circle of the other; the circles stay strangers to each
    other. This is what dispersion measures (Backstrom, Kleinberg 2014)."""
    before = [dict(person.circles) for person in people]
    for person in people:
        if person.partner is None:
            continue
        other = people[person.partner]
        tie(person, other, "partner")
        share = SHARED
        if person.traits & {"new-couple", "parting"}:
            share = SHARED_NEW if "new-couple" in person.traits else SHARED_PARTING
        for friend in before[other.at]:
            if chance.happens(share):
                tie(person, people[friend], "partner")


def closest_in_age(person: Person, others: list[Person]) -> Person:
    return min(others, key=lambda other: (other is person, abs(other.age - person.age), other.at))
