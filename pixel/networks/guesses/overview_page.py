"""What was never said: each guess about a person, with how often such a guess is wrong beside it."""

from dataclasses import dataclass

from flask import render_template

from pixel.networks.guesses.access import Asked, ask
from pixel.networks.guesses.words import name_trait, write_interval, write_percent
from pixel.networks.wording import write_number
from pixel.profile.chances import TraitChances, chances_of
from pixel.profile.guesses import Guess
from pixel.profile.guessing import best_measure, guess_partner, guess_town
from pixel.profile.inference.evaluation import Rate
from pixel.profile.learned import Learned
from pixel.store import Connection
from pixel.store.queries.town.inference import list_friends
from pixel.store.queries.town.subjects import name_residents


@dataclass(frozen=True)
class OverviewFacts:
    """What the page reads."""

    chances: TraitChances
    town: Guess | None
    partner: Guess | None
    partner_name: str


@dataclass(frozen=True)
class TraitView:
    """A trait: the chance that was guessed, whether that flags the person, and how good such a guess is."""

    slug: str
    name: str
    chance: str
    is_flagged: bool
    wrong_of_ten: str
    auc: str
    tried_on: int


def read_facts(connection: Connection, asked: Asked) -> OverviewFacts:
    """All of it, on the page's snapshot."""
    chances = chances_of(connection, asked.subject)
    friends = list_friends(connection, asked.subject)
    town = guess_town(asked.subject, friends, asked.places, chances.learned)
    partner = guess_partner(connection, asked.subject, friends, chances.learned)
    names = name_residents(connection, asked.subject.network, [partner.value] if partner else [])
    return OverviewFacts(chances, town, partner, names.get(partner.value, "") if partner else "")


def show_overview() -> str:
    """The page."""
    asked, facts = ask(read_facts)
    learned = facts.chances.learned
    places = asked.places
    return render_template(
        "guesses/overview.html",
        me=asked.me,
        asked=asked,
        town=places[facts.town.value].name if facts.town else None,
        town_confidence=write_percent(facts.town.confidence) if facts.town else "",
        partner=facts.partner_name,
        rate=learned.ties.get(best_measure(learned), Rate(0, 0)),
        traits=[view_trait(trait, facts.chances, learned) for trait in learned.trials],
        trial=learned.home_town,
        likes_count=len(facts.chances.likes.all),
        percent=write_percent,
        interval=write_interval,
    )


def view_trait(trait: str, chances: TraitChances, learned: Learned) -> TraitView:
    """One line of the table."""
    model, trial = learned.models[trait], learned.trials[trait]
    wrong = trial.confusion.wrong_of_ten
    return TraitView(
        slug=trait,
        name=name_trait(trait),
        chance=write_percent(chances.by_trait[trait], 1),
        is_flagged=chances.by_trait[trait] >= model.threshold,
        wrong_of_ten="–" if wrong is None else write_number(wrong, 1),
        auc="–" if trial.auc is None else write_number(trial.auc, 2),
        tried_on=trial.tried_on,
    )
