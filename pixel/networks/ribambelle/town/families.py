"""Who lives with whom, and who descends from whom. The generator calls it between people and friendships."""

from pixel.networks.ribambelle.town.chance import Chance
from pixel.networks.ribambelle.town.model import KIN_KINDS, Kin, KinKind
from pixel.networks.ribambelle.town.people import Person

WANTS_PARTNER = 0.66
SAME_SEX = 0.07
TRIES = 12
HAS_PARENTS_HERE = 0.6
MOST_CHILDREN = 4


def make_couples(chance: Chance, people: list[Person]) -> None:
    """Partners of about the same age: from one's own town first, then from anywhere, who then moves in."""
    seeking = [person for person in people if person.age >= 19 and chance.happens(WANTS_PARTNER)]
    wants_same = {person.at for person in seeking if chance.happens(SAME_SEX)}
    for is_local in (True, False):
        pools: dict[str, list[Person]] = {}
        for person in seeking:
            pools.setdefault(person.town if is_local else "", []).append(person)
        for person in seeking:
            if person.partner is None:
                pool = pools[person.town if is_local else ""]
                found = [other for other in chance.pick_some(pool, TRIES * 3) if may_pair(person, other, wants_same)]
                if found:
                    other = min(found, key=lambda other: (abs(other.age - person.age), other.at))
                    person.partner, other.partner, other.town = other.at, person.at, person.town
        seeking = [person for person in seeking if person.partner is None]


def may_pair(one: Person, other: Person, wants_same: set[int]) -> bool:
    if other is one or other.partner is not None or abs(one.age - other.age) > 4 + one.age // 8:
        return False
    is_same = one.sex == other.sex
    return is_same == (one.at in wants_same) == (other.at in wants_same)


def make_parents(chance: Chance, people: list[Person]) -> None:
    """Parents among the couples of one's home town, oldest people first, so that names go down the generations."""
    couples: dict[str, list[Person]] = {}
    for person in people:
        if person.partner is not None and person.at < person.partner:
            couples.setdefault(person.town, []).append(person)
    surname: dict[int, str] = {}
    for child in sorted(people, key=lambda person: (-person.age, person.at)):
        if child.home_town not in couples or not chance.happens(HAS_PARENTS_HERE):
            continue
        for parent in chance.pick_some(couples[child.home_town], TRIES):
            other = people[parent.partner or 0]
            if may_descend(child, parent, other, people):
                child.parents = (parent.at, other.at)
                parent.children.append(child.at)
                other.children.append(child.at)
                child.last_name = surname.setdefault(parent.at, chance.pick((parent, other)).last_name)
                break


def may_descend(child: Person, parent: Person, other: Person, people: list[Person]) -> bool:
    """Whether ages fit, the house is not full, and the child's partner is not family already."""
    if len(parent.children) >= MOST_CHILDREN or not all(20 <= p.age - child.age <= 42 for p in (parent, other)):
        return False
    if child.partner is None:
        return True
    line = {parent.at, other.at, *(parent.parents or ()), *(other.parents or ())}
    return line.isdisjoint(forebears(people[child.partner], people))


def forebears(person: Person, people: list[Person]) -> set[int]:
    """Parents and grandparents."""
    parents = person.parents or ()
    return {*parents, *(grandparent for parent in parents for grandparent in people[parent].parents or ())}


def name_kin(people: list[Person]) -> None:
    """Every tie of blood up to cousins, from both ends."""
    for person in people:
        ties: dict[int, KinKind] = {}
        for parent in person.parents or ():
            ties[parent] = "child"
            for sibling in people[parent].children:
                ties[sibling] = "sibling"
            for grandparent in people[parent].parents or ():
                ties[grandparent] = "grandchild"
                for aunt in people[grandparent].children:
                    if aunt not in ties:
                        ties[aunt] = "niece-nephew"
                        for cousin in people[aunt].children:
                            ties.setdefault(cousin, "cousin")
        ties.pop(person.at, None)
        for other, kind in ties.items():
            person.kin.append(Kin(kind, people[other].id))
            if kind in ("child", "grandchild", "niece-nephew"):
                people[other].kin.append(Kin(UPWARD[kind], person.id))
    for person in people:
        person.kin.sort(key=lambda kin: (KIN_KINDS.index(kin.kind), len(kin.other), kin.other))


UPWARD: dict[KinKind, KinKind] = {"child": "parent", "grandchild": "grandparent", "niece-nephew": "aunt-uncle"}
