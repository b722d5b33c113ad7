"""Models are trained on a part of the people, and tried on the rest."""

import json
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.decomposition import TruncatedSVD
from sklearn.linear_model import LogisticRegression

from pixel.profile.inference import training
from pixel.profile.inference.factors import LikeFactors
from pixel.profile.inference.matrices import fill_matrix
from pixel.profile.inference.split import TRIED_SHARE, is_tried
from pixel.profile.inference.training import CannotTrain, find_factors, train
from pixel.profile.inference.traits import predict
from pixel.profile.inference.trial import CURVE, TraitEvaluation, evaluate, find_curve
from tests.support.planted_town import plant

TOWN = plant()
FACTORS = find_factors(TOWN.likes, k=20)
MODEL = train("planted", FACTORS, TOWN.likes, TOWN.labels)
TRIAL = evaluate(MODEL, TOWN.likes, TOWN.labels)
LEARNED_FROM = sorted(person for person in TOWN.likes if not is_tried(person))


def test_about_three_in_ten_are_kept_for_the_trial_always_the_same() -> None:
    tried = sum(is_tried(f"r{number:04}") for number in range(10_000))
    assert tried == pytest.approx(10_000 * TRIED_SHARE, rel=0.05)
    assert [is_tried(f"r{number:04}") for number in range(5)] == [False, False, False, False, True]


def test_people_kept_for_the_trial_teach_nothing() -> None:
    """Whatever they like, and whether they have the trait or not: the model is the same."""
    likes = {person: {"page0"} if is_tried(person) else liked for person, liked in TOWN.likes.items()}
    labels = {person: has_trait != is_tried(person) for person, has_trait in TOWN.labels.items()}
    assert train("planted", find_factors(likes, k=20), likes, labels) == MODEL


def test_the_order_of_people_and_likes_makes_no_difference() -> None:
    likes = {person: sorted(TOWN.likes[person], reverse=True) for person in sorted(TOWN.likes, reverse=True)}
    assert train("planted", find_factors(likes, k=20), likes, TOWN.labels) == MODEL


def test_scikit_learn_by_the_same_recipe_predicts_the_same() -> None:
    columns = sorted(MODEL.weights)
    matrix = fill_matrix([TOWN.likes[person] for person in LEARNED_FROM], columns)
    svd = TruncatedSVD(20, algorithm="arpack", random_state=0)
    regression = LogisticRegression(C=training.C, tol=1e-10, max_iter=10_000)
    regression.fit(svd.fit_transform(matrix), [TOWN.labels[person] for person in LEARNED_FROM])
    everybody = fill_matrix(list(TOWN.likes.values()), columns)
    theirs = regression.predict_proba(svd.transform(everybody))[:, 1]
    assert [predict(MODEL, liked) for liked in TOWN.likes.values()] == pytest.approx(theirs.tolist(), abs=1e-4)


def test_what_the_planted_pages_weigh_is_found() -> None:
    heaviest = sorted(MODEL.weights, key=MODEL.weights.__getitem__)[-5:]
    assert set(heaviest) <= {f"page{number}" for number in range(10)}


def test_the_threshold_flags_as_many_as_have_the_trait_among_those_learned_from() -> None:
    flagged = sum(predict(MODEL, TOWN.likes[person]) >= MODEL.threshold for person in LEARNED_FROM)
    assert flagged == sum(TOWN.labels[person] for person in LEARNED_FROM)


def test_a_trial_counts_the_people_kept_for_it() -> None:
    tried = [person for person in TOWN.labels if is_tried(person)]
    assert (TRIAL.trained_on, TRIAL.tried_on) == (len(LEARNED_FROM), len(tried))
    assert (MODEL.trained_on, MODEL.tried_on) == (len(LEARNED_FROM), len(tried))
    assert TRIAL.confusion.people == len(tried)
    assert TRIAL.confusion.base_rate.hits == sum(TOWN.labels[person] for person in tried)
    flagged = sum(predict(MODEL, TOWN.likes[person]) >= TRIAL.threshold for person in tried)
    assert TRIAL.confusion.flagged == flagged
    assert TRIAL.confusion.wrong_of_ten == pytest.approx(10 * TRIAL.confusion.false_positives / flagged)


def test_a_planted_trait_is_found_in_strangers_and_one_that_is_not_planted_is_not() -> None:
    nothing = plant(people=3000, pull=1)
    model = train("nothing", find_factors(nothing.likes, k=20), nothing.likes, nothing.labels)
    assert TRIAL.auc is not None
    assert TRIAL.auc > 0.85
    assert evaluate(model, nothing.likes, nothing.labels).auc == pytest.approx(0.5, abs=0.06)


def test_the_curve_rises_with_the_likes_and_ends_at_the_auc_of_all() -> None:
    assert [point.likes for point in TRIAL.curve] == list(CURVE)
    aucs = {point.likes: point.auc or 0 for point in TRIAL.curve}
    assert 0.5 < aucs[1] < aucs[3] < aucs[10] < aucs[None]
    assert aucs[None] == pytest.approx(TRIAL.auc)
    people = {point.likes: point.people for point in TRIAL.curve}
    assert (people[1], people[50], people[None]) == (TRIAL.tried_on, 0, TRIAL.tried_on)


def test_of_nobody_there_is_a_curve_without_figures() -> None:
    assert {(point.auc, point.people) for point in find_curve(MODEL, {}, {})} == {(None, 0)}


def test_the_sweep_holds_the_confusion_at_each_threshold() -> None:
    assert TRIAL.sweep[-1].confusion.flagged == TRIAL.tried_on
    reached = [point.confusion for point in TRIAL.sweep if point.threshold >= MODEL.threshold]
    assert reached[-1] == TRIAL.confusion


def test_factors_and_trial_survive_json() -> None:
    assert LikeFactors.from_dict(json.loads(json.dumps(FACTORS.to_dict()))) == FACTORS
    assert TraitEvaluation.from_dict(json.loads(json.dumps(TRIAL.to_dict()))) == TRIAL


def test_likes_of_few_people_are_left_out() -> None:
    rare = {person: {*liked, f"only {person}"} for person, liked in TOWN.likes.items()}
    assert set(find_factors(rare, k=20).vectors) == set(FACTORS.vectors)


def test_of_too_many_likes_the_most_liked_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "MOST_LIKES", 2)
    learned_from = LEARNED_FROM[:6]
    likes = dict(
        zip(learned_from, [{"a", "b"}, {"a", "b"}, {"a", "b", "c"}, {"a", "c"}, {"c", "b"}, {"a"}], strict=True)
    )
    assert sorted(find_factors(likes).vectors) == ["a", "b"]


@pytest.mark.parametrize(
    ("likes", "labels", "sentence"),
    [
        pytest.param({}, {}, "No like", id="an empty town"),
        pytest.param(dict.fromkeys(LEARNED_FROM, ()), {}, "No like", id="nobody likes anything"),
        pytest.param(TOWN.likes, {}, "Of 0 people", id="nobody is labelled"),
        pytest.param(TOWN.likes, dict.fromkeys(LEARNED_FROM, True), "have the trait", id="everybody has it"),
        pytest.param(TOWN.likes, dict.fromkeys(LEARNED_FROM, False), ", 0 have the trait", id="nobody has it"),
    ],
)
def test_where_nothing_can_be_learned_it_says_why(
    likes: dict[str, frozenset[str]], labels: dict[str, bool], sentence: str
) -> None:
    with pytest.raises(CannotTrain, match=sentence):
        train("planted", find_factors(likes), likes, labels)


def test_who_likes_nothing_is_learned_from_too() -> None:
    model = train("planted", FACTORS, {}, TOWN.labels)
    assert set(model.weights.values()) == {0.0}
    base_rate = sum(TOWN.labels[person] for person in LEARNED_FROM) / len(LEARNED_FROM)
    assert predict(model, ()) == pytest.approx(base_rate, abs=1e-5)


@settings(deadline=None, derandomize=True, max_examples=25)
@given(st.dictionaries(st.text(max_size=3), st.sets(st.sampled_from("abcd")), min_size=1), st.integers(0, 6))
def test_people_of_any_name_are_learned_from(likes: dict[str, set[str]], flip: int) -> None:
    labels = {person: (len(liked) + flip + len(person)) % 2 == 0 for person, liked in likes.items()}
    try:
        model = train("any", find_factors(likes, least_people=1), likes, labels)
    except CannotTrain:
        return
    assert all(0 <= predict(model, liked) <= 1 for liked in likes.values())


def test_predictions_need_no_numpy() -> None:
    program = (
        "import sys; from pixel.profile.inference import close_ties, hiding, lookalikes, told, traits, trial; "
        "sys.exit('numpy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
