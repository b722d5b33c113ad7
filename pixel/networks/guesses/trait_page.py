"""A trait predicted from likes: how good the model is, how often it is wrong, and what it says of one person."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, isfinite

from flask import abort, render_template, request
from flask_babel import gettext

from pixel.networks.guesses.access import Asked, ask
from pixel.networks.guesses.words import name_trait, say_trait, write_percent
from pixel.networks.wording import write_number
from pixel.pages.language import language
from pixel.profile.chances import TraitChances, chances_of
from pixel.profile.inference.evaluation import Confusion, SweepPoint
from pixel.profile.inference.traits import Weight, weigh, without_most_telling
from pixel.profile.inference.trial import CurvePoint, TraitEvaluation
from pixel.store import Connection
from pixel.store.queries.town.subjects import name_pages

SHOWN = 8  # likes that weighed most
CHART = (560, 220)  # width and height
MARGIN = 34


@dataclass(frozen=True)
class WeightView:
    """A like, how much it weighs (log-odds, as shown), and how long its bar is, in percent of the longest."""

    name: str
    contribution: str
    speaks_for: bool
    length: int


@dataclass(frozen=True)
class ThresholdView:
    """What a threshold does to the people tried. `percent`: the threshold as shown; `wrong_of_ten` None: nobody is
    flagged."""

    percent: float
    confusion: Confusion
    wrong_of_ten: float | None

    @property
    def wrong_dots(self) -> int:
        return round(self.wrong_of_ten or 0)


@dataclass(frozen=True)
class CurveView:
    """A point of the curve: likes known, AUC as shown, people who have so many; where it stands in the chart."""

    likes: str
    auc: str
    people: int
    x: float
    y: float


def show_trait(trait: str) -> str:
    """The page of one trait; 404 for one that is not predicted here."""

    def read(connection: Connection, asked: Asked) -> tuple[TraitChances, Mapping[str, Mapping[str, str]]]:
        chances = chances_of(connection, asked.subject)
        known = (
            [weight.like for weight in weigh(chances.learned.models[trait], chances.likes.all)]
            if (trait in chances.learned.models)
            else []
        )
        return chances, name_pages(connection, asked.subject.network, known)

    asked, (chances, names) = ask(read)
    model, trial = chances.learned.models.get(trait), chances.learned.trials.get(trait)
    if model is None or trial is None:
        if name_trait(trait) == trait:
            abort(404, gettext("Nothing of that name is predicted here."))
        return render_template("guesses/untrained.html", me=asked.me, asked=asked, title=name_trait(trait))
    threshold = read_threshold(request.args.get("threshold"), trial)
    likes = chances.likes.all
    removal = without_most_telling(model, likes)
    return render_template(
        "guesses/trait.html",
        me=asked.me,
        asked=asked,
        trait=trait,
        title=name_trait(trait),
        who=say_trait(trait),
        model=model,
        trial=trial,
        chance=write_percent(chances.by_trait[trait], 1),
        is_flagged=chances.by_trait[trait] >= threshold.percent / 100,
        is_true=trait in asked.truth.traits,
        likes_count=len(likes),
        threshold=threshold,
        highest=highest_percent(trial),
        sweep=write_sweep(trial.sweep),
        weights=view_weights(weigh(model, likes), names),
        removed=[view_name(weight, names) for weight in removal.removed],
        before=write_percent(removal.before, 1),
        after=write_percent(removal.after, 1),
        curve=view_curve(trial.curve),
        chart=CHART,
        margin=MARGIN,
        number=write_number,
        percent=write_percent,
    )


def read_threshold(asked: str | None, trial: TraitEvaluation) -> ThresholdView:
    """The threshold that was asked for, in percent; the model's own where that is no number from 0 to 100."""
    try:
        percent = float((asked or "").replace(",", "."))
    except ValueError:
        percent = float("nan")
    if not isfinite(percent) or not 0 <= percent <= 100:
        # never rounded up: who stands right on the model's own threshold is flagged by it
        percent = int(1000 * trial.threshold) / 10
    return ThresholdView(percent, confusion_at(trial, percent / 100), confusion_at(trial, percent / 100).wrong_of_ten)


def confusion_at(trial: TraitEvaluation, threshold: float) -> Confusion:
    """The confusion matrix at any threshold: that of the last point that it lets through."""
    flagging = [point.confusion for point in trial.sweep if point.threshold >= threshold]
    if flagging:
        return flagging[-1]
    have = trial.confusion.true_positives + trial.confusion.false_negatives
    return Confusion(0, 0, have, trial.confusion.people - have)


def highest_percent(trial: TraitEvaluation) -> int:
    """Where the slider ends: above the highest chance that anybody tried was given."""
    return min(100, ceil(100 * max((point.threshold for point in trial.sweep), default=1.0)) + 1)


def write_sweep(sweep: Sequence[SweepPoint]) -> str:
    """For the script: [threshold in percent, true positives, false positives, false negatives, true negatives]."""
    return json.dumps([[round(100 * point.threshold, 4), *vars(point.confusion).values()] for point in sweep])


def view_weights(weights: Sequence[Weight], names: Mapping[str, Mapping[str, str]]) -> list[WeightView]:
    """The likes that weighed most."""
    longest = max((abs(weight.contribution) for weight in weights), default=1.0) or 1.0
    return [
        WeightView(
            view_name(weight, names),
            ("+" if weight.contribution > 0 else "−") + write_number(abs(weight.contribution), 2),
            weight.contribution > 0,
            round(100 * abs(weight.contribution) / longest),
        )
        for weight in weights[:SHOWN]
    ]


def view_name(weight: Weight, names: Mapping[str, Mapping[str, str]]) -> str:
    """A liked page's name, in the reader's language."""
    return names.get(weight.like, {}).get(language(), weight.like)


def view_curve(curve: Sequence[CurvePoint]) -> list[CurveView]:
    """The curve from one like to all; AUC 0.4 stands at the bottom of the chart, 1 at its top."""
    width, height = CHART
    known = [point for point in curve if point.auc is not None]
    step = (width - 2 * MARGIN) / max(len(known) - 1, 1)
    return [
        CurveView(
            likes=gettext("all") if point.likes is None else str(point.likes),
            auc=write_number(point.auc or 0, 2),
            people=point.people,
            x=round(MARGIN + number * step, 1),
            y=round(height - MARGIN - (max(point.auc or 0, 0.4) - 0.4) / 0.6 * (height - 2 * MARGIN), 1),
        )
        for number, point in enumerate(known)
    ]
