"""What residents post, and who likes it. The generator calls both when friendships are there."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import accumulate

from pixel.networks.content import Text
from pixel.networks.ribambelle.town.chance import Chance
from pixel.networks.ribambelle.town.content_files import TownContent
from pixel.networks.ribambelle.town.model import TownPost
from pixel.networks.ribambelle.town.people import Person
from pixel.networks.ribambelle.town.template_files import ANY
from pixel.networks.ribambelle.town.templates import endings, fill

# The share of residents who wrote no, one, two … posts within the last 45 days.
POSTS = tuple(accumulate((0.22, 0.33, 0.20, 0.11, 0.07, 0.04, 0.03)))
OLDEST = timedelta(days=45)
NEWEST = timedelta(minutes=20)
ON_A_THEME, IN_A_GROUP = 0.78, 0.4
LIKES_A_POST, LIKES_A_THEME, LIKES_OF_PARTNER = 0.08, 0.14, 0.35


@dataclass(frozen=True)
class WrittenPost:
    """A post with its author and its theme, which is not kept but what readers answer to; "any" for none."""

    post: TownPost
    author: Person
    theme: str


def write_posts(chance: Chance, people: list[Person], content: TownContent) -> list[WrittenPost]:
    """Everybody's posts, from newest to oldest. Nobody uses a template twice."""
    posts = []
    for person in people:
        used: set[tuple[str, int]] = set()
        for number in range(chance.weighted(POSTS)):
            theme = chance.pick(person.themes) if chance.happens(ON_A_THEME) else ANY
            at = chance.below(len(content.templates.posts[theme]))
            if (theme, at) not in used:
                used.add((theme, at))
                post = write_post(chance, person, people, content, number, theme, at)
                posts.append(WrittenPost(post, person, theme))
    return sorted(posts, key=lambda written: (written.post.age, written.post.id))


def write_post(
    chance: Chance, person: Person, people: list[Person], content: TownContent, number: int, theme: str, at: int
) -> TownPost:
    given = {**of_author(person, content), "friend": some_friend(chance, person, people, content)}
    text = fill(chance, content.templates.posts[theme][at], given, content.templates.words)
    groups = [group for group in person.groups if content.groups[group].theme == theme]
    group = chance.pick(groups) if groups and chance.happens(IN_A_GROUP) else None
    words = content.themes[theme].vocabulary if theme != ANY else ()
    lean = chance.random()
    age = NEWEST + timedelta(minutes=int((OLDEST - NEWEST).total_seconds() / 60 * lean * lean))
    return TownPost(f"{person.id}-{number + 1}", person.id, age, text, words, group)


def of_author(person: Person, content: TownContent) -> dict[str, Text]:
    """The slots that a person fills by being who they are."""
    town = content.places[person.town].name
    return {**endings(person.sex), "town": Text(town, town)}


def some_friend(chance: Chance, person: Person, people: list[Person], content: TownContent) -> Text:
    """A friend's first name; who has none here names somebody outside the network."""
    friends = list(person.circles)
    name = people[chance.pick(friends)].first_name if friends else chance.pick(content.first_names["f"][1])
    return Text(name, name)


def react(chance: Chance, people: list[Person], posts: list[WrittenPost]) -> dict[str, list[str]]:
    """The posts that each resident likes: those of friends, rather on a theme of their own, rather by their partner."""
    liked: dict[str, list[str]] = {person.id: [] for person in people}
    for written in posts:
        for friend in written.author.circles:
            probability = LIKES_A_POST
            if written.theme in people[friend].themes:
                probability += LIKES_A_THEME
            if friend == written.author.partner:
                probability += LIKES_OF_PARTNER
            if chance.happens(probability):
                liked[people[friend].id].append(written.post.id)
    return liked
