"""Makes a town from a seed: the same seed and size give the same town on every platform. README.md tells the model."""

from collections.abc import Sequence

from pixel.networks.content import Text
from pixel.networks.ribambelle.town.chance import Chance
from pixel.networks.ribambelle.town.comments import write_comments
from pixel.networks.ribambelle.town.content_files import TownContent, town_content
from pixel.networks.ribambelle.town.families import make_couples, make_parents, name_kin
from pixel.networks.ribambelle.town.friendships import befriend
from pixel.networks.ribambelle.town.likes import join_groups, like_pages
from pixel.networks.ribambelle.town.model import Face, Resident, Town
from pixel.networks.ribambelle.town.people import Person, give_schools, give_work, make_people, seat_faces
from pixel.networks.ribambelle.town.posts import react, write_posts
from pixel.networks.ribambelle.town.templates import endings, fill
from pixel.networks.ribambelle.town.traits import give_interests, give_traits

GENERATOR_VERSION = 2  # one more whenever a seed gives another town than before
HIDES_HOME_TOWN, HIDES_PARTNER = 0.35, 0.4
DECLARES_THEME = 0.55


def generate_town(seed: int = 1, size: int = 500, faces: Sequence[Face] = ()) -> Town:
    """A town of `size` residents, the first of whom are the `faces`. Raises ContentError if a content file is wrong."""
    content = town_content()
    people = make_society(seed, size, content, faces)
    residents = make_residents(seed, people, content)
    posts = write_posts(Chance(seed, "posts"), people, content)
    return Town(
        seed=seed,
        residents={resident.id: resident for resident in residents},
        friends={person.id: frozenset(people[at].id for at in person.circles) for person in people},
        groups=content.groups,
        pages=content.pages,
        memberships={person.id: frozenset(person.groups) for person in people},
        likes={person.id: frozenset(person.likes) for person in people},
        posts=tuple(written.post for written in posts),
        comments=tuple(write_comments(Chance(seed, "comments"), people, posts, content)),
        reactions={name: frozenset(liked) for name, liked in react(Chance(seed, "reactions"), people, posts).items()},
    )


def make_society(seed: int, size: int, content: TownContent, faces: Sequence[Face] = ()) -> list[Person]:
    """People, their families, traits, interests, likes and friends. Each stage has a stream of chance of its own."""
    people = make_people(Chance(seed, "people"), size, content)
    seat_faces(people, faces)
    make_couples(Chance(seed, "couples"), people)
    make_parents(Chance(seed, "parents"), people)
    seat_faces(people, faces)  # marrying moves people, and descent names them: not these
    name_kin(people)
    give_schools(Chance(seed, "schools"), people, content.schools)
    give_work(Chance(seed, "work"), people, content)
    give_traits(Chance(seed, "traits"), people, content.effects)
    give_interests(Chance(seed, "interests"), people, content)
    join_groups(Chance(seed, "groups"), people, content)
    like_pages(Chance(seed, "likes"), people, content)
    befriend(Chance(seed, "friends"), people, content.places)
    return people


def make_residents(seed: int, people: list[Person], content: TownContent) -> list[Resident]:
    """What a town keeps of its people, with what they hide and declare."""
    chance, bios = Chance(seed, "residents"), Chance(seed, "bios")
    return [
        Resident(
            id=person.id,
            first_name=person.first_name,
            last_name=person.last_name,
            sex=person.sex,
            age=person.age,
            town=person.town,
            home_town=person.home_town,
            hides_home_town=chance.happens(HIDES_HOME_TOWN) or person.face is not None,
            hides_partner=chance.happens(HIDES_PARTNER),
            school=person.school,
            employer=person.employer,
            job=person.job,
            interests=person.face.interests if person.face else declare(chance, person, content),
            partner=None if person.partner is None else people[person.partner].id,
            kin=tuple(person.kin),
            traits=frozenset(person.traits),
            bio=person.face.bio if person.face else introduce(bios, person, content),
        )
        for person in people
    ]


def declare(chance: Chance, person: Person, content: TownContent) -> tuple[str, ...]:
    """The words of the vocabulary that a resident gives for some of their interests."""
    words = [content.themes[theme].vocabulary for theme in person.themes if chance.happens(DECLARES_THEME)]
    return tuple(dict.fromkeys(chance.pick(choice) for choice in words if choice))


def introduce(chance: Chance, person: Person, content: TownContent) -> Text:
    """A bio: a word on something that they care for, and one on nothing in particular."""
    templates, ending = content.templates, endings(person.sex)
    opening = chance.pick(templates.openings[chance.pick(person.themes)])
    parts = [fill(chance, template, ending, templates.words) for template in (opening, chance.pick(templates.closings))]
    return Text(" ".join(part.fr for part in parts), " ".join(part.en for part in parts))
