"""What friends answer to posts: some of it gives away where the author grew up. The generator calls it after posts."""

from datetime import timedelta
from itertools import accumulate

from pixel.networks.content import Text
from pixel.networks.ribambelle.town.chance import Chance
from pixel.networks.ribambelle.town.content_files import TownContent
from pixel.networks.ribambelle.town.model import TownComment
from pixel.networks.ribambelle.town.people import Person
from pixel.networks.ribambelle.town.posts import WrittenPost, of_author, some_friend
from pixel.networks.ribambelle.town.template_files import ANY
from pixel.networks.ribambelle.town.templates import Template, endings, fill, with_de

# The share of posts with no, one, two … friends who comment.
COMMENTERS = tuple(accumulate((0.34, 0.28, 0.20, 0.11, 0.07)))
AUTHOR_REPLIES = 0.35
# By somebody of the same home town to one who left it; by anybody, naming a wrong town; a town named in passing.
GIVES_AWAY, IS_MISTAKEN, NAMES_A_TOWN = 0.22, 0.012, 0.06
ON_THEME = 0.55
CLASSMATE_YEARS = 2


def write_comments(
    chance: Chance, people: list[Person], posts: list[WrittenPost], content: TownContent
) -> list[TownComment]:
    """Comments under each post, from oldest to newest; no two under one post say the same."""
    comments = []
    for written in posts:
        post, author = written.post, written.author
        friends = chance.pick_some(list(author.circles), chance.weighted(COMMENTERS))
        writers = [people[friend] for friend in friends]
        if writers and chance.happens(AUTHOR_REPLIES):
            writers.append(author)
        ages = sorted((post.age * chance.random() for _ in writers), reverse=True)
        said: list[Template] = []
        for writer, age in zip(writers, ages, strict=True):
            template, town = choose(chance, writer, written, content)
            if template not in said:
                said.append(template)
                given = slots(chance, writer, author, town, people, content)
                text = fill(chance, template, given, content.templates.words)
                comments.append(TownComment(post.id, writer.id, whole_minutes(age), text))
    return comments


def choose(chance: Chance, writer: Person, written: WrittenPost, content: TownContent) -> tuple[Template, str]:
    """A template, and the town that it names if it names one."""
    templates, author = content.templates, written.author
    if writer is author:
        return chance.pick(templates.replies), author.home_town
    is_from_there = writer.home_town == author.home_town != author.town
    drawn = chance.random()
    if drawn < (GIVES_AWAY if is_from_there else IS_MISTAKEN):
        sat_together = is_from_there and abs(writer.age - author.age) <= CLASSMATE_YEARS
        fitting = [one.template for one in templates.giveaways if sat_together or not one.is_of_classmates]
        return chance.pick(fitting), author.home_town if is_from_there else chance.pick(list(content.places))
    if drawn > 1 - NAMES_A_TOWN:
        return chance.pick(templates.mentions), chance.pick(list(content.places))
    themed = templates.comments.get(written.theme, ())
    if themed and chance.happens(ON_THEME):
        return chance.pick(themed), author.home_town
    return chance.pick(templates.comments[ANY]), author.home_town


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
