"""Figures of how well is guessed in the invented town, by name: a lesson asks for them."""

from pixel.networks.ribambelle.network import places_of
from pixel.profile.guessing import show_towns
from pixel.profile.inference.hiding import friends_who_must_hide
from pixel.profile.inference.trial import TraitEvaluation
from pixel.profile.learned import Learned, read_learned
from pixel.store import Connection
from pixel.store.queries.town.inference import Subject, list_friends
from pixel.store.queries.town.truths import find_truth

ENOUGH = 0.7  # the AUC that `likes-needed` asks for
MEASURE = "dispersion"
OF_TEN = 10


def read_figure(connection: Connection, network: str, figure: str, about: str | None) -> float | None:
    """A figure about the town behind a network, `about` a trait or a resident; None where there is nobody to learn
    from. Raises LookupError for a figure that is none."""
    if figure == "friends-to-hide":
        return _count_friends_to_hide(connection, network, about or "")
    learned = read_learned(connection, network)
    if figure in ("auc", "wrong-of-ten", "likes-needed"):
        trial = learned.trials.get(about or "")
        return _of_trait(figure, trial) if trial else None
    return _of_town(figure, learned)


def _of_trait(figure: str, trial: TraitEvaluation) -> float | None:
    match figure:
        case "auc":
            return trial.auc
        case "wrong-of-ten":
            return trial.confusion.wrong_of_ten
        case _:
            enough = (point.likes for point in trial.curve if point.auc is not None and point.auc >= ENOUGH)
            return next((float(likes) for likes in enough if likes is not None), None)


def _of_town(figure: str, learned: Learned) -> float | None:
    match figure:
        case "home-towns-found":
            hidden = learned.home_town.hidden
            return OF_TEN * learned.home_town.right.hits / hidden if hidden else None
        case "partners-found":
            rate = learned.ties.get(MEASURE)
            return OF_TEN * rate.hits / rate.of if rate and rate.of else None
        case _:
            raise LookupError(figure)


def _count_friends_to_hide(connection: Connection, network: str, resident_id: str) -> float | None:
    """How many of a resident's friends have to hide theirs, the most telling first."""
    truth = find_truth(connection, network, resident_id)
    if truth is None:
        return None
    places = places_of(network)
    shown = show_towns(list_friends(connection, Subject(network, resident_id, "")), places)
    return float(friends_who_must_hide(shown, places[truth.home_town]).number)
