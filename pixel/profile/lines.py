"""The profile, line by line: what is known of somebody, how, how surely, from which rows, for whom, and for how much.

Pure: `facts` gathers what lines are drawn from; what a line brings in an auction is handed in. What somebody put right
stands as their own word, what they removed stands nowhere.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from pixel.profile.corrections import INTEREST, Choices
from pixel.profile.evidence import Evidence, point_to
from pixel.profile.facts import LineFacts
from pixel.profile.habits import draw_habits
from pixel.profile.inference.places import Place
from pixel.profile.interests import HALF_LEVEL, Interest
from pixel.profile.invented import may_tell
from pixel.profile.line import KIND_OF_SOURCE, KINDS, MOST_EVIDENCE, Line, LineKind, MayUse, Worth
from pixel.profile.told_lines import draw_told
from pixel.store.queries.lines import ResidentRow
from pixel.store.records import Seat, Signal

# A signal's row: its table, and whether its number or the person and its subject name it.
TABLES_OF_SIGNALS = {
    "like": "likes",
    "comment": "comments",
    "post": "posts",
    "group": "memberships",
    "page": "follows",
}
SOLD = (INTEREST, "trait:")  # what audiences may be made of


def draw_lines(facts: LineFacts, places: Mapping[str, Place], worths: Mapping[str, Worth]) -> list[Line]:
    """All lines, by kind; `places`: the network's towns by slug, `worths`: by key. Told of a guest is only what is
    harmless, and what they said themselves."""
    person, choices = facts.person, facts.person.choices
    drawn = [*_draw_declared(facts), *_draw_interests(facts), *draw_habits(facts.hits, facts.shown)]
    drawn += [*draw_told(facts.said, places), *_draw_guessed(facts)]
    lines = [*_correct(drawn, choices, person.seat)]
    return [
        line._replace(may_use=_may_use(line.key, choices), worth=None if choices.has_objected else worths.get(line.key))
        for line in sorted(lines, key=lambda line: KINDS.index(line.kind))
        if line.kind == "declared" or may_tell(person.seat, line.key)
    ]


def row_of(seat_id: str, signal: Signal) -> Evidence:
    """Where a signal stands."""
    table = TABLES_OF_SIGNALS[signal.source]
    return point_to(table, signal.number) if signal.number is not None else point_to(table, seat_id, signal.post_id)


def _correct(drawn: Sequence[Line], choices: Choices, seat: Seat | None) -> Iterator[Line]:
    """The lines as the person put them right; interests come so from the profile."""
    put_right = {
        key: value for key, value in choices.corrections.items() if value is not None and not key.startswith(INTEREST)
    }
    if seat:
        for key, value in put_right.items():
            yield Line(key, value, "declared", 1.0, (point_to("corrections", seat.id, key),))
    for line in drawn:
        if line.key not in put_right and choices.corrections.get(line.key, "") is not None:
            yield line


def _may_use(key: str, choices: Choices) -> MayUse:
    if choices.has_objected:
        return "nobody"
    return "advertisers" if key.startswith(SOLD) else "network"


def _draw_declared(facts: LineFacts) -> Iterator[Line]:
    """Answers of the sign-up; before there are any, what the face says of itself."""
    seat = facts.person.seat
    if seat and facts.declared:
        for row in facts.declared:
            if row.value and row.key != "interests":  # those stand with the account
                yield Line(row.key, row.value, "declared", 1.0, (point_to("declarations", seat.id, row.key),))
    elif facts.resident:
        rows = (point_to("residents", facts.resident.id),)
        for key, value in _values_of(facts.resident).items():
            if value:
                yield Line(key, value, "declared", 1.0, rows)


def _values_of(resident: ResidentRow) -> dict[str, str | None]:
    return {
        "town": resident.town,
        "home_town": resident.home_town,
        "age": str(resident.age),
        "sex": resident.sex,
        "employer": resident.employer,
        "school": resident.school,
        "job": resident.job["fr"],
        "kin": ",".join(f"{kind}:{other}" for kind, other in resident.kin),
    }


def _draw_interests(facts: LineFacts) -> Iterator[Line]:
    by_slug: defaultdict[str, list[Evidence]] = defaultdict(list)
    if facts.person.seat:
        for signal in reversed(facts.person.signals):
            for slug in dict.fromkeys(signal.interests):
                by_slug[slug].append(row_of(facts.person.seat.id, signal))
    by_content: defaultdict[tuple[str, str, str], list[Evidence]] = defaultdict(list)
    for hit in facts.hits:
        for content in dict.fromkeys(hit.content_ids):
            by_content[hit.pixel_id, content, hit.event].append(point_to("events", hit.id))
    for interest in facts.person.profile.interests:
        rows: dict[LineKind, list[Evidence]] = {
            "declared": _declared_rows(interest, facts.person.seat),
            "observed": by_slug.get(interest.slug, []),
            "reported": _reported_rows(interest, facts, by_content),
        }
        yield from _by_kind(interest, rows)


def _by_kind(interest: Interest, rows: Mapping[LineKind, list[Evidence]]) -> Iterator[Line]:
    """One line a kind of source; its confidence is the level that this kind's points alone would give, and 1 for what
    is declared."""
    for kind, evidence in rows.items():
        points = sum(source.points for source in interest.sources if KIND_OF_SOURCE[source.kind] == kind)
        if points > 0 and evidence:
            confidence = 1.0 if kind == "declared" else points / (points + HALF_LEVEL)
            kept = tuple(dict.fromkeys(evidence))[:MOST_EVIDENCE]
            yield Line(f"{INTEREST}{interest.slug}", interest.slug, kind, confidence, kept)


def _declared_rows(interest: Interest, seat: Seat | None) -> list[Evidence]:
    if seat is None:
        return []
    return [
        point_to("seats", seat.id)
        if source.kind == "declared"
        else point_to("corrections", seat.id, f"{INTEREST}{source.subject}")
        for source in interest.sources
        if source.kind in ("declared", "corrected")
    ]


def _reported_rows(
    interest: Interest, facts: LineFacts, by_content: Mapping[tuple[str, str, str], list[Evidence]]
) -> list[Evidence]:
    """The hits behind it, newest first; where they are further back than is looked, the sums that are kept of them."""
    named = {
        (source.pixel_id, source.subject, source.event) for source in interest.sources if source.kind == "off-network"
    }
    rows = [evidence for each in named for evidence in by_content.get(each, ())]
    sums = [
        point_to("tallies", tally.visitor_id, tally.pixel_id, tally.content_id, tally.event)
        for tally in facts.person.tallies
        if (each := (tally.pixel_id, tally.content_id, tally.event)) in named and each not in by_content
    ]
    return sorted(rows, key=lambda evidence: -int(evidence.id)) + sums


def _draw_guessed(facts: LineFacts) -> Iterator[Line]:
    for guess in facts.guesses.all:
        yield Line(guess.key, guess.value, "guessed", guess.confidence, guess.evidence[:MOST_EVIDENCE])
