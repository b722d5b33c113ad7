"""What friends answer to posts: some of it gives away where the author grew up. The generator calls it after posts."""

from collections.abc import Iterable
from datetime import timedelta
from itertools import accumulate

from pixel.networks.content import Text
from pixel.networks.ribambelle.town.chance import Chance
from pixel.networks.ribambelle.town.content_files import TownContent
from pixel.networks.ribambelle.town.model import TownComment
from pixel.networks.ribambelle.town.people import Person
from pixel.networks.ribambelle.town.posts import WrittenPost, of_author, some_friend
from pixel.networks.ribambelle.town.template_files import ANY
from pixel.networks.ribambelle.town.templates import Giveaway, Template, endings, fill, with_de

# The share of posts with no, one, two … friends who comment.
COMMENTERS = tuple(accumulate((0.34, 0.28, 0.20, 0.11, 0.07)))
AUTHOR_REPLIES = 0.35
# By somebody of the same home town to one who left it; by anybody, naming a wrong town; a town named in passing.
GIVES_AWAY, IS_MISTAKEN, NAMES_A_TOWN = 0.22, 0.012, 0.06
ON_THEME = 0.55
CLASSMATE_YEARS = 2
# In words that the published patterns know (`pixel.profile.inference.told`).
GIVES_A_FACE_AWAY = ("grade-nine", "used-to-live", "mother-still", "home-for-holidays")


def write_comments(
    chance: Chance, people: list[Person], posts: list[WrittenPost], content: TownContent
) -> list[TownComment]:
    """Comments under each post, from oldest to newest; no two under one post say the same.

    Of the known faces a class opens the page, whatever the seed: each who left home is given away under their newest
    post, where they wrote any.
    """
    comments: list[TownComment] = []
    given_away: set[str] = set()
    for written in posts:
        here = comment_on(chance, people, written, content)
        if written.author.face and written.author.id not in given_away:
            given_away.add(written.author.id)
            here += give_away(chance, people, written, content)
        comments += sorted(here, key=lambda comment: comment.age, reverse=True)
    return comments


def comment_on(chance: Chance, people: list[Person], written: WrittenPost, content: TownContent) -> list[TownComment]:
    """What some friends of the author say, and the author sometimes answers."""
    post, author = written.post, written.author
    friends = chance.pick_some(list(author.circles), chance.weighted(COMMENTERS))
    writers = [people[friend] for friend in friends]
    if writers and chance.happens(AUTHOR_REPLIES):
        writers.append(author)
    ages = sorted((post.age * chance.random() for _ in writers), reverse=True)
    comments = []
    said: list[Template] = []
    for writer, age in zip(writers, ages, strict=True):
        template, town = choose(chance, writer, written, content)
        if template not in said:
            said.append(template)
            text = fill(chance, template, slots(chance, writer, author, town, people, content), content.templates.words)
            comments.append(TownComment(post.id, writer.id, whole_minutes(age), text))
    return comments


def give_away(chance: Chance, people: list[Person], written: WrittenPost, content: TownContent) -> list[TownComment]:
    """The friend from there who is nearest in age says where the author is from; nothing where there is none."""
    post, author = written.post, written.author
    from_there = [people[at] for at in author.circles if people[at].home_town == author.home_town != author.town]
    writer = min(from_there, key=lambda one: (abs(one.age - author.age), one.at), default=None)
    if not writer:
        return []
    telling = [one for one in content.templates.giveaways if one.id in GIVES_A_FACE_AWAY]
    template = chance.pick(fitting(telling, sat_together=are_of_an_age(writer, author)))
    given = slots(chance, writer, author, author.home_town, people, content)
    age = whole_minutes(post.age * chance.random())
    return [TownComment(post.id, writer.id, age, fill(chance, template, given, content.templates.words))]


def choose(chance: Chance, writer: Person, written: WrittenPost, content: TownContent) -> tuple[Template, str]:
    """A template, and the town that it names if it names one."""
    templates, author = content.templates, written.author
    if writer is author:
        return chance.pick(templates.replies), author.home_town
    is_from_there = writer.home_town == author.home_town != author.town
    drawn = chance.random()
    if drawn < (GIVES_AWAY if is_from_there else IS_MISTAKEN):
        sat_together = is_from_there and are_of_an_age(writer, author)
        return chance.pick(
            fitting(templates.giveaways, sat_together=sat_together)
        ), author.home_town if is_from_there else chance.pick(list(content.places))
    if drawn > 1 - NAMES_A_TOWN:
        return chance.pick(templates.mentions), chance.pick(list(content.places))
    themed = templates.comments.get(written.theme, ())
    if themed and chance.happens(ON_THEME):
        return chance.pick(themed), author.home_town
    return chance.pick(templates.comments[ANY]), author.home_town


def fitting(giveaways: Iterable[Giveaway], *, sat_together: bool) -> list[Template]:
    """What somebody can say who sat in class with the author, or who did not."""
    return [one.template for one in giveaways if sat_together or not one.is_of_classmates]


def are_of_an_age(one: Person, other: Person) -> bool:
    return abs(one.age - other.age) <= CLASSMATE_YEARS


def slots(
    chance: Chance, writer: Person, author: Person, town: str, people: list[Person], content: TownContent
) -> dict[str, Text]:
    """What fills a comment by whom it is from, and to."""
    name = content.places[town].name
    place = Text(name, name)
    known = {"home": place, "place": place, "de_home": Text(with_de(name), name)}
    friend = some_friend(chance, writer, people, content)
    return {**of_author(writer, content), **endings(author.sex), **known, "friend": friend}


def whole_minutes(age: timedelta) -> timedelta:
    return timedelta(minutes=int(age.total_seconds() // 60))
