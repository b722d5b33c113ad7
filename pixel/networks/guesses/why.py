"""From an ad to the guess that brought it, the likes that the guess rests on, and how often it is wrong. `why_page`
shows it."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext

from pixel.networks.guesses.words import name_trait, write_percent
from pixel.networks.wording import write_number
from pixel.pages.language import language
from pixel.profile.chances import read_chances
from pixel.profile.inference.traits import Weight, weigh
from pixel.profile.inference.trial import TraitEvaluation
from pixel.profile.invented import is_invented
from pixel.store import Connection
from pixel.store.queries.town.subjects import name_pages
from pixel.store.records import Campaign, Impression, Seat

SHOWN = 5


@dataclass(frozen=True)
class GuessBehind:
    """What is read of a guess: its chance when the ad was shown, the likes that speak for it now and their names, and
    the model's evaluation (None: another town has taken that one's place, and has none)."""

    trait: str
    chance: float
    speaking: tuple[Weight, ...]
    names: Mapping[str, Mapping[str, str]]
    trial: TraitEvaluation | None


@dataclass(frozen=True)
class WhyGuess:
    """The same in words; `because` leads from the rule to the guess."""

    trait: str
    name: str
    because: str
    chance: str
    likes: tuple[tuple[str, str], ...]
    wrong_of_ten: str | None
    tried_on: int
    more_url: str


def read_guess(connection: Connection, seat: Seat, impression: Impression) -> GuessBehind | None:
    """The guess behind an ad; None behind any other ad, and of a guest."""
    if impression.reason != "inferred" or not is_invented(seat):
        return None
    winner = impression.auction["winner"]
    trait, chances = str(winner["interest"]), read_chances(connection, seat)
    model = chances.learned.models.get(trait)
    weights = weigh(model, chances.likes.all) if model else []
    speaking = tuple(weight for weight in weights if weight.contribution > 0)[:SHOWN]
    names = name_pages(connection, seat.network, [weight.like for weight in speaking])
    return GuessBehind(trait, float(winner["relevance"]), speaking, names, chances.learned.trials.get(trait))


def describe_guess(behind: GuessBehind | None) -> WhyGuess | None:
    """The guess in words."""
    if behind is None:
        return None
    wrong = behind.trial.confusion.wrong_of_ten if behind.trial else None
    return WhyGuess(
        trait=behind.trait,
        name=name_trait(behind.trait),
        because=gettext("which this guess satisfied"),
        chance=write_percent(behind.chance, 1),
        likes=tuple(
            (behind.names.get(weight.like, {}).get(language(), weight.like), "+" + write_number(weight.contribution, 2))
            for weight in behind.speaking
        ),
        wrong_of_ten=None if wrong is None else write_number(wrong, 1),
        tried_on=behind.trial.tried_on if behind.trial else 0,
        more_url=url_for("guesses.show_trait", trait=behind.trait),
    )


def say_rule(campaign: Campaign) -> str:
    """An inferred campaign's audience as one sentence."""
    traits = ", ".join(name_trait(trait) for trait in campaign.audience.traits)
    said = gettext("“People of whom the network guesses: %(traits)s.”", traits=traits)
    return said + " " + gettext("You said nothing of the kind: it was worked out.")


def list_rule_parts(campaign: Campaign) -> list[tuple[str, str]]:
    """The same, part by part."""
    traits = ", ".join(name_trait(trait) for trait in campaign.audience.traits)
    least = write_percent(campaign.audience.min_confidence)
    return [(gettext("Trait"), traits), (gettext("From a chance of"), least)]
