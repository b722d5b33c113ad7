"""Answers about what is predicted of the invented people behind the network: how often it is wrong. Of nobody in
particular, so anybody may ask."""

from pixel.api.caller import Caller
from pixel.api.context import ApiContext
from pixel.api.person_responses import Prediction, Predictions
from pixel.origins import FIRST_NETWORK
from pixel.profile.inference.trial import TraitEvaluation
from pixel.profile.learned import read_learned


def list_predictions(context: ApiContext, _: Caller) -> Predictions:
    """How good each trait's model is, on invented people whom it had not seen.

    Of an empty town there is none.
    """
    learned = context.store.read(read_learned, FIRST_NETWORK)
    return Predictions(items=[describe_trial(trial) for trial in learned.trials.values()])


def describe_trial(trial: TraitEvaluation) -> Prediction:
    """A trait's evaluation as data, at the model's own threshold."""
    confusion = trial.confusion
    return Prediction(
        trait=trial.trait,
        auc=trial.auc,
        base_rate=confusion.base_rate.share,
        sensitivity=confusion.sensitivity.share,
        specificity=confusion.specificity.share,
        wrong_of_ten=confusion.wrong_of_ten,
        threshold=trial.threshold,
        trained_on=trial.trained_on,
        tried_on=trial.tried_on,
    )
