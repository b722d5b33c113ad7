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
from pixel.networks.ribambelle.town.templates import Template, endings, fill

# The share of residents who wrote no, one, two … posts within the last 45 days.
POSTS = tuple(accumulate((0.22, 0.33, 0.20, 0.11, 0.07, 0.04, 0.03)))
OLDEST = timedelta(days=45)
NEWEST = timedelta(minutes=20)
ON_A_THEME, IN_A_GROUP = 0.78, 0.4
MOST_WORDS = 2
LIKES_A_POST, LIKES_A_THEME, LIKES_OF_PARTNER = 0.08, 0.14, 0.35


@dataclass(frozen=True)
class WrittenPost:
    """A post with its author and its theme, which is not kept but what readers answer to; "any" for none."""

    post: TownPost
    author: Person
    theme: str


def write_posts(chance: Chance, people: list[Person], content: TownContent) -> list[WrittenPost]:
    """Everybody's posts, from newest to oldest. A template comes again when all of its theme have been used."""
    moments = [
        (age_of(chance), f"{person.id}-{number + 1}", person)
        for person in people
        for number in range(chance.weighted(POSTS))
    ]
    decks: dict[str, list[Template]] = {}
    posts = []
    for age, post_id, person in sorted(moments, key=lambda moment: moment[:2]):
        theme = chance.pick(person.themes) if chance.happens(ON_A_THEME) else ANY
        if not decks.get(theme):
            templates = content.templates.posts[theme]
            decks[theme] = chance.pick_some(templates, len(templates))
        friend = some_friend(chance, person, people, content)
        text = fill(
            chance, decks[theme].pop(), {**of_author(person, content), "friend": friend}, content.templates.words
        )
        words = content.themes[theme].vocabulary[:MOST_WORDS] if theme != ANY else ()
        post = TownPost(post_id, person.id, age, text, words, choose_group(chance, person, theme, content))
        posts.append(WrittenPost(post, person, theme))
    return posts


def age_of(chance: Chance) -> timedelta:
    """How long ago, in whole minutes; rather lately."""
    lean = chance.random()
    return NEWEST + timedelta(minutes=int((OLDEST - NEWEST).total_seconds() / 60 * lean * lean))


def choose_group(chance: Chance, person: Person, theme: str, content: TownContent) -> str | None:
    """A group of the author's own on that theme, or none."""
    groups = [group for group in person.groups if content.groups[group].theme == theme]
    return chance.pick(groups) if groups and chance.happens(IN_A_GROUP) else None


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
