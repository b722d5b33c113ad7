"""The home town that somebody hides: guessed from friends, told in comments, and who would have to hide theirs."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import render_template, request
from flask_babel import gettext

from pixel import clock
from pixel.networks.guesses.access import Asked, ask
from pixel.networks.guesses.map import draw_map
from pixel.networks.guesses.told import ToldTown, hear_towns
from pixel.networks.guesses.words import write_interval, write_km, write_percent
from pixel.networks.session import this_visitor
from pixel.pages.language import language
from pixel.pages.site import services
from pixel.pages.walk_bar import TOWN_GUESSED
from pixel.profile.guessing import confidence_of, show_towns
from pixel.profile.inference.hiding import HidingResult, friends_who_must_hide
from pixel.profile.inference.home_town import AT_LEAST, FriendTown, TownGuess, error_km, guess_home_town
from pixel.profile.inference.places import Place
from pixel.profile.inference.told import PATTERNS
from pixel.profile.learned import Learned, read_learned
from pixel.store import Connection
from pixel.store.queries.backstage import keep_step
from pixel.store.queries.town.inference import PublicResident, list_comments_on, list_friends

ROWS_SHOWN = 6


@dataclass(frozen=True)
class TownFacts:
    """What the page reads."""

    friends: tuple[PublicResident, ...]
    told: tuple[ToldTown, ...]
    learned: Learned


@dataclass(frozen=True)
class CandidateView:
    """A town that was weighed, how many friends show it, and its share of the posterior, as shown."""

    name: str
    friends: int
    share: str


@dataclass(frozen=True)
class StepView:
    """After one more friend has hidden their town: what is guessed then."""

    number: int
    friend: str
    town: str
    guess: str
    error: str


def read_facts(connection: Connection, asked: Asked) -> TownFacts:
    """All of it, on the page's snapshot."""
    friends = tuple(list_friends(connection, asked.subject))
    comments = list_comments_on(connection, asked.subject.network, asked.subject.resident)
    learned = read_learned(connection, asked.subject.network)
    return TownFacts(friends, tuple(hear_towns(comments, asked.places)), learned)


def show_home_town() -> str:
    """The page; `?hide=3`: as if the three most telling friends hid theirs, `?hidden=r0001`: as if that one did."""
    asked, facts = ask(read_facts)
    places = asked.places
    truth = places[asked.truth.home_town]
    shown = show_towns(facts.friends, places)
    hiding = friends_who_must_hide(shown, truth)
    hidden = find_hidden(hiding, shown, request.args.get("hide"), request.args.getlist("hidden"))
    left = [FriendTown(friend.friend, None if friend.friend in hidden else friend.place) for friend in shown]
    guess = guess_home_town(left)
    if guess and asked.resident.home_town is None:
        services().store.write(keep_step, this_visitor(), TOWN_GUESSED, clock.now())
    names = {friend.id: friend.name for friend in facts.friends}
    counts = Counter(friend.place for friend in left if friend.place)
    return render_template(
        "guesses/home_town.html",
        me=asked.me,
        asked=asked,
        guess=guess,
        confidence=write_percent(confidence_of(guess, facts.learned.home_town), 0) if guess else "",
        model_confidence=write_percent(guess.confidence, 1) if guess else "",
        truth=truth,
        error=write_km(error_km(guess, truth)),
        located=sum(counts.values()),
        at_least=AT_LEAST,
        friends_count=len(shown),
        candidates=view_candidates(guess, counts),
        dots=draw_map(list(places.values()), counts, guess.place if guess else None, truth),
        told=facts.told,
        hiding=hiding,
        hidden=sorted(hidden),
        steps=view_steps(hiding, names),
        tellers=view_tellers(shown, hiding, names, hidden),
        hides=count_asked(request.args.get("hide"), len(hiding.steps)),
        trial=facts.learned.home_town,
        patterns=[pattern.example for pattern in PATTERNS if pattern.language == language()],
        percent=write_percent,
        interval=write_interval,
        km=write_km,
    )


def count_asked(asked: str | None, most: int) -> int:
    """How many friends are to hide; 0 for what is no number, and at most all whom it takes."""
    return min(int(asked), most) if asked and asked.isascii() and asked.isdigit() and len(asked) < 6 else 0


def find_hidden(
    hiding: HidingResult, shown: Sequence[FriendTown], number: str | None, ticked: Sequence[str]
) -> frozenset[str]:
    """The friends who hide their towns on this page: the first of the order, and those who were ticked."""
    first = hiding.steps[: count_asked(number, len(hiding.steps))]
    friends = {friend.friend for friend in shown}
    return frozenset(step.friend for step in first) | (friends & set(ticked))


def view_candidates(guess: TownGuess | None, counts: Mapping[Place, int]) -> list[CandidateView]:
    """The towns that were weighed, likeliest first."""
    candidates = guess.candidates[:ROWS_SHOWN] if guess else ()
    return [CandidateView(c.place.name, counts[c.place], write_percent(c.share, 1)) for c in candidates]


def view_steps(hiding: HidingResult, names: Mapping[str, str]) -> list[StepView]:
    """The friends in the order in which they would have to hide."""
    return [
        StepView(
            number,
            names[step.friend],
            step.place.name,
            step.guess.name if step.guess else gettext("no guess any more"),
            write_km(step.error_km),
        )
        for number, step in enumerate(hiding.steps, 1)
    ]


def view_tellers(
    shown: Sequence[FriendTown], hiding: HidingResult, names: Mapping[str, str], hidden: frozenset[str]
) -> list[tuple[str, str, str, bool]]:
    """Friends who show a town, the most telling first: id, name, town, whether they hide it on this page."""
    order = {step.friend: number for number, step in enumerate(hiding.steps)}
    located = [(friend, friend.place) for friend in shown if friend.place]
    located.sort(key=lambda pair: (order.get(pair[0].friend, len(order)), pair[1].name, names[pair[0].friend]))
    return [(friend.friend, names[friend.friend], place.name, friend.friend in hidden) for friend, place in located]
