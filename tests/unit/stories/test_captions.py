"""Every step of every shipped story has a caption in both languages, and the page of pictures shows them."""

from pathlib import Path
from typing import get_args

import pytest

from pixel.stories.actions.base import PersonalStep
from pixel.stories.actions.expectations import AdReason, Expectation, Fate, Outcome
from pixel.stories.actions.of_nobody import WaitFor
from pixel.stories.actions.registry import ACTIONS
from pixel.stories.drivers.driver import Seen, SeenAd, SeenHit
from pixel.stories.format.model import Story
from pixel.stories.format.reader import list_shipped, read_story
from pixel.stories.play.assertions import Facts, judge
from pixel.stories.play.results import Played, Result
from pixel.stories.report.captions import FATES, OUTCOMES, REASONS, expected_in_french
from pixel.stories.report.record import Recorder

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize("name", list_shipped())
def test_each_step_is_told_in_both_languages(name: str) -> None:
    for step in read_story(name).steps:
        told = step.tell("zoe")
        assert "{" not in told.fr + told.en
        assert told.fr != told.en


def test_each_action_is_in_a_shipped_story_and_so_is_told() -> None:
    told = {step.word for name in list_shipped() for step in read_story(name).steps}
    assert told == set(ACTIONS)


@pytest.mark.parametrize("name", list_shipped())
def test_what_is_expected_is_told_in_french_thing_for_thing(name: str) -> None:
    for expect in [step.expect for step in read_story(name).steps if step.expect]:
        assert len(list(expected_in_french(expect))) == len(judge(expect, Facts()))


@pytest.mark.parametrize(
    ("expected", "words"),
    [
        ({"verdict": "no-consent", "hits": 1}, ("chaque appel\u00a0: no-consent", "1 appel")),
        ({"hits": {"Purchase": "duplicate"}}, ("Purchase\u00a0: duplicate",)),
        ({"hits": 0}, ("aucun appel",)),
        ({"cookie": ["refused", "unknown"]}, ("témoin refusé ou indéterminé",)),
        ({"no_ad": {}}, ("aucune annonce (quelconque)",)),
        ({"ad": {"content": "cuba", "reason": "default"}}, ("une annonce (contenu cuba, raison par défaut)",)),
        (
            {"lost": {"campaign": "c", "outcome": "capped"}},
            ("aux enchères\u00a0: campagne c, sort déjà montrée assez souvent",),
        ),
        (
            {"interests": {"beach": {"above": 0.25, "below": 0.5}}},
            ("intérêt pour beach\u00a0: plus de 0,25 et moins de 0,5",),
        ),
        (
            {"students": ["Zoé"], "told": {"frozen": 2}, "left": "nothing"},
            ("dans la classe\u00a0: Zoé", "appels frozen que le flux raconte\u00a0: 2", "il n’en reste rien"),
        ),
        ({"students": "no-class"}, ("aucune classe n’est ouverte",)),
        ({"students": 30}, ("élèves dans la classe\u00a0: 30",)),
        (
            {"lines": {"home_town": {"kind": "guessed", "within_km": 2.5}}},
            ("au dossier, la ligne home_town (deviné, à 2,5\u00a0km ou moins de la vérité)",),
        ),
        ({"kept": {"above": 3}}, ("lignes gardées des appels de cette personne\u00a0: plus de 3",)),
    ],
)
def test_an_expectation_in_french(expected: dict[str, object], words: tuple[str, ...]) -> None:
    assert tuple(expected_in_french(Expectation.model_validate(expected))) == words


def test_each_outcome_and_reason_has_its_french() -> None:
    assert (set(OUTCOMES), set(REASONS), set(FATES)) == (
        set(get_args(Outcome)),
        set(get_args(AdReason)),
        set(get_args(Fate)),
    )


@pytest.mark.parametrize(
    ("wait", "words"),
    [("1 day", "1 jour passe"), ("3 days", "3 jours passent"), ("20 minutes", "20 minutes passent")],
)
def test_time_passes_in_french(wait: str, words: str) -> None:
    assert WaitFor(wait=wait).tell("").fr == words


def record(folder: Path, story: Story, picture: bytes | None, *, is_ok: bool = True) -> str:
    """The page of a story whose every step saw the same."""
    hit = SeenHit("recorded", True, {"ev": "ViewContent"})
    ad = SeenAd("c1", "soleil", "bahamas", "retargeting", "i1")
    seen = Seen("http://soleil.localhost:1/<b>", 200, (hit,), (ad,))
    recorder = Recorder(folder, story)
    steps = []
    for number, step in enumerate(story.steps, 1):
        who = next(iter(story.people(getattr(step, "who", None))), None)
        steps.append(Played(number, step, who, who, is_ok, "done", ("a detail",), seen))
        recorder.add(steps[-1], picture if who else None)
    page = recorder.finish(
        Result(story, "chromium", "passed" if is_ok else "failed", tuple(steps), "" if is_ok else "why")
    )
    return page.read_text(encoding="utf-8")


def test_the_page_says_what_was_sent_kept_and_shown(tmp_path: Path) -> None:
    page = record(tmp_path, read_story("days-go-by"), PNG)
    assert "Tout s’est passé comme l’histoire le dit." in page
    assert "ViewContent · recorded" in page
    assert 'bahamas · soleil · <span lang="fr">reciblage</span><span lang="en">retargeting</span>' in page
    assert "intérêt pour bahamas\u00a0: plus de 0,3 et moins de 0,35" in page
    assert "jours passent" in page
    assert "&lt;b&gt;" in page, "an address is text, not markup"
    assert page.count("data:image/png;base64,") == len(list(tmp_path.glob("*.png")))


def test_a_story_that_failed_says_why(tmp_path: Path) -> None:
    page = record(tmp_path, read_story("bahamas"), None, is_ok=False)
    assert "<code>why</code>" in page
    assert 'data-ok="false"' in page
    assert "<img" not in page


def test_of_a_class_the_first_ones_pictures_are_kept(tmp_path: Path) -> None:
    story = read_story("class")
    recorder = Recorder(tmp_path, story)
    step = story.steps[0]
    assert isinstance(step, PersonalStep)
    for person in story.people(step.who):
        recorder.add(Played(1, step, person, person, True, "done"), PNG)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["01-sun-1.png", "01-town-1.png", "01-work-1.png"]
