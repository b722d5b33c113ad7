"""Residents as they are being made: age, sex, towns, names, school, work, hidden interests. Ties come later.

The generator calls `make_people`; the later stages fill in what is open.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from pixel.networks.content import Text
from pixel.networks.ribambelle.town.chance import Chance
from pixel.networks.ribambelle.town.content_files import TownContent
from pixel.networks.ribambelle.town.distances import decay
from pixel.networks.ribambelle.town.model import Face, Kin, Sex

STAYS = 0.58
# Upper bounds of age bands, and the share of residents in each: members of a network are younger than a people.
AGE_BANDS = (
    (18, 24, 0.17),
    (25, 34, 0.27),
    (35, 44, 0.22),
    (45, 54, 0.13),
    (55, 64, 0.11),
    (65, 74, 0.07),
    (75, 84, 0.03),
)
PER_SCHOOL = 40
NO_JOB = Text("", "")


@dataclass
class Person:
    """A resident in the making; `at` is the place in the list of people, by which people point at each other.

    `circles` maps a friend to the circle of life that they are from; `themes`: hidden interests.
    """

    at: int
    age: int
    sex: Sex
    home_town: str
    town: str
    first_name: str = ""
    last_name: str = ""
    school: str = ""
    employer: str = ""
    job: Text = NO_JOB
    partner: int | None = None
    parents: tuple[int, int] | None = None
    children: list[int] = field(default_factory=list)
    kin: list[Kin] = field(default_factory=list)
    themes: list[str] = field(default_factory=list)
    traits: set[str] = field(default_factory=set)
    groups: list[str] = field(default_factory=list)
    circles: dict[int, str] = field(default_factory=dict)
    likes: list[str] = field(default_factory=list)
    face: Face | None = None

    @property
    def id(self) -> str:
        return self.face.id if self.face else f"r{self.at + 1:04}"


def make_people(chance: Chance, size: int, content: TownContent) -> list[Person]:
    """`size` people with age, sex, towns, names and school; no work yet, for a couple may move together first."""
    places = list(content.places.values())
    homes = list(accumulate(place.weight for place in places))
    moves = {
        home: list(accumulate(0.0 if place is home else place.weight * decay(home, place) for place in places))
        for home in places
    }
    bands = list(accumulate(share for _, _, share in AGE_BANDS))
    people = []
    for at in range(size):
        first, last, _ = AGE_BANDS[chance.weighted(bands)]
        home = places[chance.weighted(homes)]
        town = home if chance.happens(STAYS) else places[chance.weighted(moves[home])]
        sex: Sex = "f" if chance.happens(0.5) else "m"
        person = Person(at, chance.between(first, last), sex, home.slug, town.slug)
        person.first_name = chance.pick(content.first_names[sex][person.age < 45])
        person.last_name = chance.pick(content.last_names)
        people.append(person)
    return people


def seat_faces(people: list[Person], faces: Sequence[Face]) -> None:
    """The first people become those whom everybody knows already: the rest of the town grows around them."""
    for person, face in zip(people, faces, strict=False):
        person.face, person.age, person.sex = face, face.age, face.sex
        person.first_name, person.last_name = face.first_name, face.last_name
        person.town, person.home_town = face.town, face.home_town
        if person.partner is not None:
            people[person.partner].town = face.town


def give_schools(chance: Chance, people: list[Person], schools: Mapping[str, tuple[str, ...]]) -> None:
    """A school of the home town; a small town of residents has all of them in one school, so that they can meet."""
    count: dict[str, int] = {}
    for person in people:
        count[person.home_town] = count.get(person.home_town, 0) + 1
    for person in people:
        open_schools = max(1, min(len(schools[person.home_town]), count[person.home_town] // PER_SCHOOL))
        person.school = schools[person.home_town][chance.below(open_schools)]


def give_work(chance: Chance, people: list[Person], content: TownContent) -> None:
    """An employer of the town where one lives, and a job there; or studies, retirement, a business of one's own."""
    for person in people:
        employers = content.employers[person.town]
        is_student = person.age < 24 and chance.happens(0.55)
        sector, employer = chance.pick([pair for pair in employers if (pair[0] == "study") == is_student])
        job = chance.pick(content.jobs[sector]).of(person.sex)
        person.employer, person.job = employer, job
        if person.age >= 64 and chance.happens(0.8):
            person.employer, person.job = "", Text(f"{job.fr} à la retraite", f"retired {job.en}")
        elif not is_student and chance.happens(0.06):
            person.employer, person.job = "", Text(f"{job.fr} à son compte", f"self-employed {job.en}")
        if person.face:
            person.employer, person.job = person.face.employer, person.face.job


def age_group(age: int) -> str:
    """The group of ages whose leanings themes.toml gives."""
    if age < 30:
        return "young"
    return "middle" if age < 50 else "older"
