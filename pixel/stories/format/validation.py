"""What a well-formed story can still have wrong: people who are not there, and what can never come true. Pure."""

from collections.abc import Iterator

from pixel.data_files.errors import Mistake, Path, nearest
from pixel.stories.actions.base import PersonalStep, Step
from pixel.stories.actions.expectations import Expectation, Outcome
from pixel.stories.actions.of_nobody import Look, Send
from pixel.stories.actions.on_network import ContinueAs
from pixel.stories.drivers.browser_settings import Browser, Cookies
from pixel.stories.format.model import Story

# What the collector can tell of a cookie, by how the browser is set up (see `pixel.collect.cookie_outcome`).
OUTCOMES: dict[Cookies, tuple[Outcome, ...]] = {
    "allowed": ("sent-back", "first-seen", "unknown"),
    "blocked": ("refused", "unknown"),
    "per-site": ("own-jar", "first-seen"),
}
OF_A_HIT = ("verdict", "hits")
OF_THE_FEED = ("ad", "no_ad", "lost")
GUESSED_TOWN = "home_town"  # the line whose guess can be off by kilometres


def find_mistake(story: Story, first: int = 0) -> Mistake | None:
    """The first mistake, by its place in the story's own file; `first`: how many steps another story put before."""
    mistakes = (*_of_story(story), *_of_persons(story), *_of_steps(story))
    for mistake in mistakes:
        if mistake.path[0] != "steps":
            return mistake
        place = mistake.path[1]
        if isinstance(place, int) and place >= first:
            return Mistake(("steps", place - first, *mistake.path[2:]), mistake.sentence)
    return None


def _of_story(story: Story) -> Iterator[Mistake]:
    if story.http_only and story.browser_only:
        yield Mistake(("browser_only",), "it is for HTTP only and for browsers only: nothing could play it.")


def _of_persons(story: Story) -> Iterator[Mistake]:
    for name, person in story.persons.items():
        path = ("persons", name)
        other = person.shares_with
        if other is None:
            if person.number and any(f"{name}-{each}" in story.persons for each in range(1, person.number + 1)):
                yield Mistake(path, f"one of these {person.number} would be called as another person is.")
        elif other not in story.persons:
            near = nearest(other, story.persons)
            yield Mistake((*path, "shares_with"), f"there is nobody called {other!r}{near}")
        elif _goes_in_circles(story, name):
            yield Mistake((*path, "shares_with"), "these persons share with each other in a circle: one must own it.")
        elif person.number or story.persons[other].number:
            yield Mistake((*path, "shares_with"), "a class does not share one browser: give each person a name.")
        elif "browser" in person.model_fields_set:
            yield Mistake((*path, "browser"), f"{name} uses the browser of {other}: it is set up there.")


def _goes_in_circles(story: Story, name: str) -> bool:
    seen = {name}
    at = story.persons[name].shares_with
    while at in story.persons:
        if at in seen:
            return True
        seen.add(at)
        at = story.persons[at].shares_with
    return False


def _of_steps(story: Story) -> Iterator[Mistake]:
    done: dict[str, list[PersonalStep]] = {}
    for place, step in enumerate(story.steps):
        path = ("steps", place)
        who = step.who if isinstance(step, PersonalStep | Look) else None
        names = (who,) if isinstance(who, str) else who or ()
        strangers = [name for name in names if not story.knows(name)]
        if strangers:
            yield Mistake((*path, "who"), _stranger(story, strangers[0]))
            return
        people = story.people(who)
        if isinstance(step, ContinueAs):
            yield from _of_continuing(story, step, people, path)
        for person in people:
            done.setdefault(person, [])
            if isinstance(step, PersonalStep):
                done[person].append(step)
        if step.expect:
            for sentence, word in _of_expectation(story, step, step.expect, people, done):
                yield Mistake((*path, "expect", word), sentence)
            yield from _of_lines(step.expect, (*path, "expect", "lines"))


def _of_continuing(
    story: Story, step: ContinueAs, people: tuple[str, ...], path: tuple[str | int, ...]
) -> Iterator[Mistake]:
    other = step.continue_as
    if not story.knows(other) or len(story.people(other)) != 1:
        yield Mistake((*path, "continue_as"), _stranger(story, other))
    elif any(story.browser_of(person)[0] == story.browser_of(other)[0] for person in people):
        yield Mistake((*path, "continue_as"), "it takes two browsers: this is the same one.")


def _stranger(story: Story, name: str) -> str:
    near = nearest(name, story.persons)
    return f"there is no single person called {name!r}; found {', '.join(story.persons) or 'nobody'}{near}"


def _of_expectation(
    story: Story, step: Step, expect: Expectation, people: tuple[str, ...], done: dict[str, list[PersonalStep]]
) -> Iterator[tuple[str, str]]:
    words = [word for word in Expectation.model_fields if word in expect.model_fields_set]
    if not people:
        yield from _of_nobody(step, words)
        return
    for person in people:
        if not done[person]:
            yield f"{person} has not done anything yet: there is nothing to be seen.", words[0]
        for word in words:
            if word in OF_THE_FEED and not any(each.sees_feed for each in done[person]):
                yield f"{person} has not looked at the feed yet: no ad can be there.", word
        yield from _of_browser(expect, story.browser_of(person)[1], person)


def _of_nobody(step: Step, words: list[str]) -> Iterator[tuple[str, str]]:
    for word in words:
        if not isinstance(step, Send | Look) or word not in OF_A_HIT:
            yield f"{word!r} is about a person, and this step is nobody's: say `who`.", word


def _of_lines(expect: Expectation, path: Path) -> Iterator[Mistake]:
    for key, line in (expect.lines or {}).items():
        if line.within_km is None:
            continue
        if key != GUESSED_TOWN:
            sentence = f"found `within_km` for {key!r}, expected it for {GUESSED_TOWN!r}: no other guess is a place."
            yield Mistake((*path, key, "within_km"), sentence)
        elif line.kind not in (None, "guessed"):
            sentence = f"found `within_km` for a line that is {line.kind}, but only one that is guessed can be off."
            yield Mistake((*path, key, "within_km"), sentence)


def _of_browser(expect: Expectation, browser: Browser, person: str) -> Iterator[tuple[str, str]]:
    verdicts = set(expect.hits.values()) if isinstance(expect.hits, dict) else set()
    verdicts |= {expect.verdict} if expect.verdict else set()
    word = "verdict" if expect.verdict else "hits"
    if "gpc" in verdicts and not browser.gpc:
        yield f"the browser of {person} does not send Global Privacy Control: no hit can be refused for it.", word
    if browser.gpc and "recorded" in verdicts:
        yield f"the browser of {person} sends Global Privacy Control: no hit of it is ever recorded.", word
    possible = OUTCOMES[browser.cookies]
    if expect.outcomes and not set(expect.outcomes) & set(possible):
        found = " or ".join(expect.outcomes)
        yield (
            f"found {found}, but with cookies {browser.cookies} only {', '.join(possible)} can come of it.",
            "cookie",
        )
