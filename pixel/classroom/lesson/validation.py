"""What a well-formed lesson can still have wrong: steps and sites that are not there, outcomes that cannot be. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator
from string import ascii_lowercase

from pixel.classroom.lesson.model import Experiment, Figure, Lesson, Link, Step, Visit, Vote, Watch
from pixel.data_files.errors import Mistake, Path, nearest
from pixel.networks.ribambelle.town.model import TRAITS
from pixel.origins import AGENCIES, SITES

# Paths beside the steps': /lesson/outcomes and others.
OF_TRAIT = ("auc", "wrong-of-ten", "likes-needed")
OF_RESIDENT = ("friends-to-hide",)
RESERVED = ("outcomes", "notes", "vocabulary", "tools", "worksheet", "key")


def find_mistake(lesson: Lesson) -> Mistake | None:
    """The first mistake, in the order of the file."""
    return next(_mistakes(lesson), None)


def _mistakes(lesson: Lesson) -> Iterator[Mistake]:
    for place, step in enumerate(lesson.steps):
        path = ("steps", place)
        before = lesson.steps[:place]
        yield from _of_id(step, before, path)
        yield from _of_part(step, before, path)
        links: list[tuple[Path, Link]] = [((*path, "links", number), link) for number, link in enumerate(step.links)]
        if isinstance(step, Visit | Experiment | Figure):
            links.append(((*path, "go"), step.go))
        for where, link in links:
            yield from _of_link(link, where)
        if isinstance(step, Visit | Experiment) and step.watch:
            yield from _of_watch(step.watch, before, (*path, "watch"))
        if isinstance(step, Experiment):
            yield from _of_experiment(step, path)
        if isinstance(step, Figure):
            yield from _of_figure(step, path)
        if isinstance(step, Vote) and not any(isinstance(part, Experiment) for part in lesson.parts_of(step.id)):
            yield Mistake(path, f"there is nothing to vote on: no experiment says `part_of: {step.id}`.")


def _of_id(step: Step, before: Iterable[Step], path: Path) -> Iterator[Mistake]:
    if step.id in RESERVED:
        yield Mistake((*path, "id"), f"found {step.id!r}, which is a page of its own: choose another id.")
    if any(other.id == step.id for other in before):
        yield Mistake((*path, "id"), f"an earlier step is called {step.id!r} already.")


def _of_part(step: Step, before: Iterable[Step], path: Path) -> Iterator[Mistake]:
    if not step.part_of:
        return
    wholes = [other.id for other in before if not other.part_of]
    if step.part_of not in wholes:
        yield Mistake((*path, "part_of"), _no_step(step.part_of, wholes))
    elif sum(other.part_of == step.part_of for other in before) >= len(ascii_lowercase):
        yield Mistake((*path, "part_of"), f"{step.part_of!r} has more parts than there are letters.")


def _of_link(link: Link, path: Path) -> Iterator[Mistake]:
    if link.site not in SITES:
        yield Mistake((*path, "site"), _one_of(link.site, SITES))


def _of_watch(watch: Watch, before: Iterable[Step], path: Path) -> Iterator[Mistake]:
    if watch.pixel is not None and watch.pixel not in AGENCIES:
        yield Mistake((*path, "pixel"), _one_of(watch.pixel, AGENCIES))
    acts = [step.id for step in before if isinstance(step, Visit | Experiment)]
    if watch.since is not None and watch.since not in acts:
        yield Mistake((*path, "since"), _no_step(watch.since, acts))
    if watch.pixel is None and watch.content is None and not watch.cleared:
        yield Mistake(path, "found nothing to watch, expected `pixel`, `content` or `cleared`.")


def _of_experiment(step: Experiment, path: Path) -> Iterator[Mistake]:
    ids = Counter(choice.id for choice in step.choices)
    for number, choice in enumerate(step.choices):
        if ids[choice.id] > 1:
            yield Mistake((*path, "choices", number, "id"), f"another choice is called {choice.id!r} too.")
        is_of_hit = any(word not in ("ad", "no-ad") for word in choice.means)
        if is_of_hit and step.watch.pixel is None:
            sentence = "it predicts what arrives, and no pixel is watched: say `watch: {pixel: …}`."
            yield Mistake((*path, "choices", number, "means"), sentence)
        if {"ad", "no-ad"} & set(choice.means) and step.watch.content is None:
            sentence = "it predicts an ad, and nobody knows for which trip: say `watch: {content: …}`."
            yield Mistake((*path, "choices", number, "means"), sentence)


def _of_figure(step: Figure, path: Path) -> Iterator[Mistake]:
    ids = Counter(choice.id for choice in step.choices)
    for number, choice in enumerate(step.choices):
        if ids[choice.id] > 1:
            yield Mistake((*path, "choices", number, "id"), f"another choice is called {choice.id!r} too.")
        if choice.least is None and choice.most is None:
            yield Mistake((*path, "choices", number), "it predicts any figure: say `least`, `most` or both.")
        elif choice.least is not None and choice.most is not None and choice.least > choice.most:
            yield Mistake((*path, "choices", number), "nothing is at least its `least` and at most its `most`.")
    if step.figure in OF_TRAIT and step.about not in TRAITS:
        yield Mistake((*path, "about"), _one_of(step.about or "nothing", TRAITS))
    if step.figure in OF_RESIDENT and step.about is None:
        yield Mistake(path, "found nobody, expected `about` with a known member or a resident.")


def _no_step(found: str, steps: list[str]) -> str:
    expected = ", ".join(steps) or "none"
    return f"there is no such step before this one: found {found!r}, expected one of {expected}{nearest(found, steps)}"


def _one_of(found: str, known: tuple[str, ...]) -> str:
    return f"found {found!r}, expected one of {', '.join(known)}{nearest(found, known)}"
