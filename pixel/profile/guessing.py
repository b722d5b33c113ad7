"""Whatever is guessed of one invented person, with the rows that it rests on. Lines and pages ask.

Confidence is never more than what was measured when the town was made: of a home town the model's own share of the
posterior or, if lower, how often such guesses were right; of a partner how often the measure was; of a trait its
chance.
"""

from collections.abc import Mapping, Sequence

from pixel.profile.chances import TraitChances, chances_of
from pixel.profile.evidence import Evidence, point_to
from pixel.profile.guesses import NO_GUESSES, Guess, Guesses
from pixel.profile.inference.close_ties import Measure, rank_friends
from pixel.profile.inference.home_town import FriendTown, TownGuess, guess_home_town
from pixel.profile.inference.places import Place
from pixel.profile.inference.traits import weigh
from pixel.profile.invented import is_invented
from pixel.profile.learned import HomeTownTrial, Learned
from pixel.store import Connection
from pixel.store.queries.town.inference import (
    PublicResident,
    Subject,
    list_friends,
    read_circle,
)
from pixel.store.records import Seat

MEASURES: tuple[Measure, ...] = ("mutual", "dispersion", "recursive")
LIKES_SHOWN = 10
Places = Mapping[str, Place]


def guess_lines(connection: Connection, seat: Seat, places: Places) -> Guesses:
    """All that is guessed of a seat; nothing of a guest."""
    if not is_invented(seat):
        return NO_GUESSES
    subject = Subject(seat.network, seat.member_id or "", seat.id)
    chances, friends = chances_of(connection, subject), list_friends(connection, subject)
    return Guesses(
        guess_town(subject, friends, places, chances.learned),
        guess_partner(connection, subject, friends, chances.learned),
        guess_traits(subject, chances),
    )


def guess_town(subject: Subject, friends: Sequence[PublicResident], places: Places, learned: Learned) -> Guess | None:
    """The home town, from the friends who show theirs. None where too few do."""
    guess = guess_home_town(show_towns(friends, places))
    if guess is None:
        return None
    rows = tuple(point_to_friend(subject, friends, friend) for friend in guess.supporters)
    return Guess("home_town", guess.place.slug, confidence_of(guess, learned.home_town), rows)


def guess_partner(
    connection: Connection, subject: Subject, friends: Sequence[PublicResident], learned: Learned
) -> Guess | None:
    """The friend whom the best measure puts first; None where no two friends know each other."""
    by = best_measure(learned)
    ranked = rank_friends(read_circle(connection, subject), subject.resident, by)
    rate = learned.ties.get(by)
    if not ranked or not ranked[0].value or rate is None:
        return None
    first = ranked[0].friend
    return Guess("partner", first, rate.share or 0.0, (point_to_friend(subject, friends, first),))


def guess_traits(subject: Subject, chances: TraitChances) -> tuple[Guess, ...]:
    """The traits for which a person is flagged: their chance reaches the model's own threshold."""
    return tuple(
        Guess(f"trait:{trait}", "yes", chance, point_to_likes(subject, chances, trait))
        for trait, chance in chances.by_trait.items()
        if chance >= chances.learned.models[trait].threshold
    )


def point_to_likes(subject: Subject, chances: TraitChances, trait: str) -> tuple[Evidence, ...]:
    """The rows of the likes that spoke for a trait, what weighed most first."""
    speaking = [
        weight.like for weight in weigh(chances.learned.models[trait], chances.likes.all) if weight.contribution > 0
    ]
    return tuple(
        point_to("resident_follows", subject.resident, like)
        if like in chances.likes.of_resident
        else point_to("follows", subject.seat, like)
        for like in speaking[:LIKES_SHOWN]
    )


def point_to_friend(subject: Subject, friends: Sequence[PublicResident], friend: str) -> Evidence:
    """The row that makes somebody a friend: the town's, or of the seat's own making."""
    if any(each.id == friend and not each.is_of_town for each in friends):
        return point_to("friendships", subject.seat, friend)
    return point_to("resident_friends", subject.resident, friend)


def best_measure(learned: Learned) -> Measure:
    """The measure that was right most often in this town; the paper's where nothing was tried."""
    return max(
        MEASURES, key=lambda by: (learned.ties[by].share or 0.0 if by in learned.ties else 0.0, by == "recursive")
    )


def confidence_of(guess: TownGuess, trial: HomeTownTrial) -> float:
    """How sure a home town is, from 0 to 1."""
    band = next(
        (b for b in trial.bands if b.at_least <= guess.located and (b.at_most is None or guess.located <= b.at_most)),
        None,
    )
    measured = band.right.share if band else None
    return guess.confidence if measured is None else min(guess.confidence, measured)


def show_towns(friends: Sequence[PublicResident], places: Places) -> list[FriendTown]:
    """Friends, each with the home town that they show."""
    return [FriendTown(friend.id, places.get(friend.home_town or "")) for friend in friends]
