"""What came of stories, for people and for machines: narration, table, JSON, JUnit XML. `runner` writes them out."""

import json
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as Xml

from pixel.stories.actions.of_nobody import Look
from pixel.stories.drivers.driver import Seen, SeenAd, SeenHit
from pixel.stories.format.model import Story
from pixel.stories.play.results import Played, Result

MARKS = {"passed": "ok", "failed": "FAILED", "skipped": "skipped"}


def tell_title(story: Story, driver: str, place: int, of: int) -> str:
    """The line above a story's steps."""
    where = "over plain HTTP" if driver == "http" else f"in {driver.capitalize()}"
    return f"[{place}/{of}] {story.story}: {story.title.en} ({where})"


def tell_step(story: Story, played: Played) -> list[str]:
    """The lines of one step; what was expected is told where there is something to tell."""
    total = len(story.steps)
    mark = "" if played.is_ok else "  <- FAILED"
    lines = [f"  {played.number:>{len(str(total))}}/{total}  {played.sentence}{mark}"]
    indent = " " * (2 * len(str(total)) + 5)
    if not played.is_ok:
        lines += [f"{indent}{detail}" for detail in played.details]
    elif played.details and not isinstance(played.step, Look):
        lines.append(f"{indent}as expected: {'; '.join(played.details)}")
    return lines


def tell_table(results: Sequence[Result]) -> str:
    """All stories, a line each, and what is to be said of those that did not pass."""
    if not results:
        return "nothing was played"
    width = max(len(result.story.story) for result in results)
    lines = [f"{'story':<{width}}  {'driver':<8}  {'result':<7}  steps  seconds"]
    for each in results:
        row = f"{each.story.story:<{width}}  {each.driver:<8}  {MARKS[each.outcome]:<7}  {len(each.steps):>5}"
        lines.append(f"{row}  {each.seconds:7.1f}")
    said = [f"{each.story.story}: {each.reason}" for each in results if each.reason]
    counts = {mark: sum(each.outcome == mark for each in results) for mark in MARKS}
    summary = ", ".join(f"{count} {mark}" for mark, count in counts.items() if count)
    return "\n".join([*lines, *said, summary])


def to_json(results: Sequence[Result]) -> str:
    """Everything, for machines."""
    return json.dumps({"stories": [_to_data(result) for result in results]}, ensure_ascii=False, indent=2)


def write_junit(results: Sequence[Result], path: Path) -> None:
    """JUnit XML: a test suite a story, a test case a step. Raises OSError."""
    root = Xml.Element("testsuites")
    for result in results:
        root.append(_to_suite(result))
    tree = Xml.ElementTree(root)
    Xml.indent(tree)
    tree.write(path, encoding="utf-8", xml_declaration=True)


def _to_data(result: Result) -> dict[str, object]:
    return {
        "story": result.story.story,
        "title": result.story.title.model_dump(),
        "driver": result.driver,
        "outcome": result.outcome,
        "reason": result.reason,
        "seconds": round(result.seconds, 3),
        "steps": [_step_to_data(played) for played in result.steps],
    }


def _step_to_data(played: Played) -> dict[str, object]:
    seen = played.seen
    return {
        "number": played.number,
        "who": played.who,
        "action": played.step.word,
        "ok": played.is_ok,
        "sentence": played.sentence,
        "details": list(played.details),
        "url": seen.url if seen else None,
        "hits": [{"event": hit.event, "verdict": hit.verdict, "cookie": hit.cookie_sent} for hit in _hits(seen)],
        "ads": [{"advertiser": ad.advertiser, "content": ad.content, "reason": ad.reason} for ad in _ads(seen)],
        "seconds": round(played.seconds, 3),
    }


def _hits(seen: Seen | None) -> Sequence[SeenHit]:
    return seen.hits if seen else ()


def _ads(seen: Seen | None) -> Sequence[SeenAd]:
    return seen.ads if seen else ()


def _to_suite(result: Result) -> Xml.Element:
    name = f"pixel.stories.{result.story.story}.{result.driver}"
    suite = Xml.Element("testsuite", name=name, time=f"{result.seconds:.3f}")
    for played in result.steps:
        case = Xml.SubElement(
            suite,
            "testcase",
            classname=name,
            name=_clean(f"{played.number}: {played.sentence}"),
            time=f"{played.seconds:.3f}",
        )
        if not played.is_ok:
            Xml.SubElement(case, "failure", message=_clean("; ".join(played.details) or played.sentence))
    if result.outcome == "skipped":
        case = Xml.SubElement(suite, "testcase", classname=name, name=result.story.story, time="0")
        Xml.SubElement(case, "skipped", message=_clean(result.reason))
    elif result.outcome == "failed" and all(played.is_ok for played in result.steps):
        case = Xml.SubElement(suite, "testcase", classname=name, name="the story ends", time="0")
        Xml.SubElement(case, "error", message=_clean(result.reason))
    cases = suite.findall("testcase")
    suite.set("tests", str(len(cases)))
    for count, what in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(count, str(sum(case.find(what) is not None for case in cases)))
    return suite


def _clean(text: str) -> str:
    """What XML can hold: no control characters."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
