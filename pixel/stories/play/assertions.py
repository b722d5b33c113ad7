"""Compares what a story expects with what was seen. Pure; `player` gathers the facts that an expectation is about."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pixel.stories.actions.expectations import Ad, Between, Expectation, Line, Lost
from pixel.stories.drivers.driver import SeenAd, SeenHit
from pixel.stories.play.narration import list_ads, list_hits
from pixel.stories.server.client import Row


@dataclass(frozen=True)
class Facts:
    """What is known when an expectation is judged; of the last step, of the feed as last seen, of the person now.

    `rows`: the `events` rows of the step's hits. `auctions`: those of the ads on the feed. `levels`: by interest.
    `lines`: of the profile.
    `students`: their names, None where no class is open. `told`: by the stream, by verdict. `left`: what is still kept.
    """

    hits: Sequence[SeenHit] = ()
    rows: Sequence[Row] = ()
    ads: Sequence[SeenAd] = ()
    auctions: Sequence[Row] = ()
    levels: Mapping[str, float] | None = None
    lines: Sequence[Row] = ()
    events: int = 0
    kept: int = 0
    browsers: int = 0
    students: Sequence[str] | None = None
    told: Mapping[str, int] | None = None
    left: Sequence[str] = ()


@dataclass(frozen=True)
class Finding:
    """One expectation, whether it came true, and what was found."""

    is_ok: bool
    expected: str
    found: str

    @property
    def sentence(self) -> str:
        """What came true as it was expected; of what did not, also what was found."""
        return self.expected if self.is_ok else f"expected {self.expected}; found {self.found}"


def judge(expect: Expectation, facts: Facts) -> list[Finding]:
    """Each thing that is expected, in the order of the words' documentation."""
    return [
        *_judge_hits(expect, facts),
        *_judge_cookie(expect, facts),
        *_judge_feed(expect, facts),
        *_judge_person(expect, facts),
        *_judge_lines(expect, facts),
        *_judge_class(expect, facts),
    ]


def _judge_hits(expect: Expectation, facts: Facts) -> Iterator[Finding]:
    said = list_hits(facts.hits)
    if expect.verdict:
        is_ok = bool(facts.hits) and all(hit.verdict == expect.verdict for hit in facts.hits)
        yield Finding(is_ok, f"each hit {expect.verdict}", said)
    if isinstance(expect.hits, int):
        yield Finding(len(facts.hits) == expect.hits, _number(expect.hits, "hit"), said)
    elif expect.hits:
        for event, verdict in expect.hits.items():
            last = next((hit for hit in reversed(facts.hits) if hit.event == event), None)
            yield Finding(last is not None and last.verdict == verdict, f"{event} {verdict}", said)


def _judge_cookie(expect: Expectation, facts: Facts) -> Iterator[Finding]:
    if expect.outcomes:
        found = [str(row["cookie"]) for row in facts.rows]
        said = ", ".join(dict.fromkeys(found)) or "no hit was recorded"
        is_ok = bool(found) and set(found) <= set(expect.outcomes)
        yield Finding(is_ok, f"cookie {' or '.join(expect.outcomes)}", said)


def _judge_feed(expect: Expectation, facts: Facts) -> Iterator[Finding]:
    said = list_ads(facts.ads)
    if expect.ad is not None:
        is_there = any(_is_like(ad, expect.ad) for ad in facts.ads)
        yield Finding(is_there, f"an ad ({_describe(expect.ad)})", said)
    if expect.no_ad is not None:
        is_there = any(_is_like(ad, expect.no_ad) for ad in facts.ads)
        yield Finding(not is_there, f"no ad ({_describe(expect.no_ad)})", said)
    if expect.lost is not None:
        wanted = expect.lost
        reached = [candidate for auction in facts.auctions for candidate in candidates(auction)]
        fates = [str(each["outcome"]) for each in reached if _is_about(each, wanted)]
        found = ", ".join(dict.fromkeys(fates)) or "was not in the running"
        yield Finding(wanted.outcome in fates, f"in the auctions {_describe(wanted)}", found)


def _judge_person(expect: Expectation, facts: Facts) -> Iterator[Finding]:
    for slug, wanted in (expect.interests or {}).items():
        level = (facts.levels or {}).get(slug, 0.0)
        yield Finding(_is_between(level, wanted), f"interest in {slug} {_bounds(wanted)}", f"{level:.2f}")
    for name, expected, found in (
        ("rows kept of this person", expect.events, facts.events),
        ("rows kept of this person's hits", expect.kept, facts.kept),
        ("browsers tied to this person", expect.browsers, facts.browsers),
    ):
        if expected is not None:
            yield Finding(_is_count(found, expected), f"{name}: {_bounds(expected)}", str(found))


def _judge_lines(expect: Expectation, facts: Facts) -> Iterator[Finding]:
    for key, wanted in (expect.lines or {}).items():
        found = [line for line in facts.lines if line["key"] == key]
        told = ", ".join(_tell_line(line, wanted) for line in found)
        is_ok = any(_is_line(line, wanted) for line in found)
        yield Finding(is_ok, f"a line {key} ({_describe_line(wanted)})", told or "there is none")
    for key in expect.no_lines or ():
        found = [line for line in facts.lines if line["key"] == key]
        yield Finding(not found, f"no line {key}", ", ".join(f"{line['kind']} {line['value']}" for line in found))


def _is_line(line: Row, wanted: Line) -> bool:
    return (
        wanted.kind in (None, line["kind"])
        and wanted.value in (None, line["value"])
        and (wanted.confidence is None or _is_between(line["confidence"], wanted.confidence))
        and (wanted.within_km is None or _is_near(line, wanted.within_km))
    )


def _is_near(line: Row, within_km: float) -> bool:
    """False also where nobody tells how far off it is: the line is no guess, or the server knows no such figure."""
    error = line.get("error_km")
    return error is not None and error <= within_km


def _tell_line(line: Row, wanted: Line) -> str:
    """A line that was found, and how far off it is where that is asked."""
    said, error = f"{line['kind']} {line['value']} ({line['confidence']:.2f})", line.get("error_km")
    if wanted.within_km is None:
        return said
    return f"{said}, not told how far from the truth" if error is None else f"{said}, {error:g} km from the truth"


def _describe_line(wanted: Line) -> str:
    words = [*([wanted.kind] if wanted.kind else []), *([wanted.value] if wanted.value else [])]
    if wanted.confidence:
        words.append(f"confidence {_bounds(wanted.confidence)}")
    if wanted.within_km is not None:
        words.append(f"within {wanted.within_km:g} km of the truth")
    return ", ".join(words) or "any"


def _judge_class(expect: Expectation, facts: Facts) -> Iterator[Finding]:
    names = facts.students
    found = "no class is open" if names is None else f"{len(names)}: {', '.join(names) or 'nobody'}"
    if expect.students == "no-class":
        yield Finding(names is None, "no class is open", found)
    elif isinstance(expect.students, int):
        is_ok = names is not None and len(names) == expect.students
        yield Finding(is_ok, f"{_number(expect.students, 'student')} in the class", found)
    elif expect.students is not None:
        wanted = ", ".join(expect.students) or "nobody"
        yield Finding(sorted(names or ()) == sorted(expect.students), f"in the class: {wanted}", found)
    for verdict, number in (expect.told or {}).items():
        told = (facts.told or {}).get(verdict, 0)
        yield Finding(told == number, f"hits {verdict} that the stream tells: {number}", str(told))
    if expect.left:
        yield Finding(not facts.left, "nothing is left", ", ".join(facts.left))


def candidates(auction: Row) -> list[Row]:
    """All that an auction, as it is kept, says something of."""
    return [each for each in (auction["winner"], auction["runner_up"], *auction["others"]) if each]


def _number(count: int, what: str) -> str:
    return f"{count or 'no'} {what}" + ("" if count == 1 else "s")


def _is_like(ad: SeenAd, wanted: Ad) -> bool:
    return all(getattr(ad, name) == text for name, text in wanted.model_dump(exclude_none=True).items())


def _is_about(candidate: Row, wanted: Lost) -> bool:
    return (wanted.campaign in (None, candidate["campaign_id"])) and (wanted.content in (None, candidate["content_id"]))


def _describe(wanted: Ad | Lost) -> str:
    return ", ".join(f"{name} {text}" for name, text in wanted.model_dump(exclude_none=True).items()) or "any"


def _is_count(found: int, expected: int | Between) -> bool:
    return found == expected if isinstance(expected, int) else _is_between(found, expected)


def _is_between(found: float, wanted: Between) -> bool:
    return (wanted.above is None or found > wanted.above) and (wanted.below is None or found < wanted.below)


def _bounds(wanted: int | Between) -> str:
    if isinstance(wanted, int):
        return str(wanted)
    return " and ".join(f"{name} {value:g}" for name, value in wanted.model_dump(exclude_none=True).items())
