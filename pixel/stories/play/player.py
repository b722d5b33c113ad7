"""Plays a story: has a Driver do each step, asks the server what it made of it, and judges what is expected.

`runner` and the pytest plugin call `play`; `told` hears of each step as it happens.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from time import monotonic

from pixel.stories.actions.base import Actor, PersonalStep, ServerStep, Stage, Step
from pixel.stories.actions.of_nobody import Look, Store
from pixel.stories.drivers.driver import CannotPlayError, Seen, SeenAd, SeenHit, StepFailedError, Window
from pixel.stories.format.model import Story
from pixel.stories.play.assertions import Facts, Finding, judge
from pixel.stories.play.class_facts import know_class
from pixel.stories.play.narration import tell_outcome
from pixel.stories.play.results import Played, Result
from pixel.stories.server.client import Row
from pixel.stories.server.errors import RequestRefusedError, ServerGoneError
from pixel.stories.server.sites import Sites

START = "2026-01-12T14:00:00Z"  # where the clock of a server of our own stands when a story begins: a Monday morning
VISITOR = "visitor"  # the name of the cookie
A_STEP_SECONDS = 30  # and how far it is moved by each step

Told = Callable[[Played], object]


@dataclass
class Memory:
    """What was seen of one person so far; `rows`: those kept of all of this person's hits."""

    hits: tuple[SeenHit, ...] = ()
    last_rows: list[Row] = field(default_factory=list)
    ads: tuple[SeenAd, ...] = ()
    rows: list[Row] = field(default_factory=list)
    seat: str | None = None


def play(story: Story, stage: Stage, told: Told = lambda _: None) -> Result:
    """Plays a story to its end, or to the first step that cannot be done; whatever goes wrong stands in the result."""
    steps: list[Played] = []
    reason = ""
    try:
        reason = _why_not(story, stage)
        if not reason:
            for played in Player(story, stage).play():
                steps.append(played)
                told(played)
    except CannotPlayError as error:
        reason = str(error)
    except (ServerGoneError, RequestRefusedError, StepFailedError) as error:
        return Result(story, stage.driver.name, "failed", tuple(steps), str(error))
    if reason:
        return Result(story, stage.driver.name, "skipped", tuple(steps), reason)
    failed = next((played for played in steps if not played.is_ok), None)
    if failed:
        return Result(story, stage.driver.name, "failed", tuple(steps), _why(failed))
    return Result(story, stage.driver.name, "passed", tuple(steps))


def _why_not(story: Story, stage: Stage) -> str:
    if story.http_only and stage.driver.name != "http":
        return f"for plain HTTP only: {story.http_only}"
    if story.browser_only and stage.driver.name == "http":
        return f"for a real browser only: {story.browser_only}"
    if stage.target.own is None and (story.server or any(isinstance(step, Store) for step in story.steps)):
        return "it needs a server of its own: play it without --url"
    return ""


def _why(failed: Played) -> str:
    if isinstance(failed.step, Look):
        return f"step {failed.number}, {failed.who or 'the program'}: {failed.details[0]}"
    return f"step {failed.number}, {failed.sentence}" + (f": {failed.details[0]}" if failed.details else "")


class Player:
    """One story on its way; `goes_on`: past a step that cannot be done, too."""

    def __init__(self, story: Story, stage: Stage, *, goes_on: bool = False) -> None:
        self._story, self._stage, self._goes_on = story, stage, goes_on
        self._memories: dict[str | None, Memory] = {None: Memory()}
        self._opened: set[str] = set()
        self._first = self._last = 0
        self._has_store = True

    def play(self) -> Iterator[Played]:
        """Each step as it is done."""
        if self._stage.target.own:
            self._stage.target.client.stop_clock(START)
        self._first = self._last = self._stage.target.client.last_event()
        for person in (one for name in self._story.persons for one in self._story.people(name)):
            self._memories[person] = Memory()
        for number, step in enumerate(self._story.steps, 1):
            who = step.who if isinstance(step, PersonalStep | Look) else None
            people: tuple[str | None, ...] = self._story.people(who) or (None,)
            for one_of_them in people:
                played = self._play_one(number, step, one_of_them)
                yield played
                if not played.is_ok and not played.details and not self._goes_on:
                    return

    def sum_up(self, person: str) -> Facts:
        """All that is known of a person after the story: the feed as it is then, the profile, every row kept."""
        memory, browser = self._memories[person], self._browser(person)
        ads = self._see_feed(browser) if memory.seat else ()
        return replace(self._know(person, memory), rows=memory.rows, ads=ads)

    def _play_one(self, number: int, step: Step, person: str | None) -> Played:
        began = monotonic()
        browser = self._browser(person) if person else None
        deed = step.tell(person or "").en
        seen: Seen | None = None
        try:
            if self._stage.target.own and self._has_store and step.takes_time:
                self._stage.target.client.advance_clock(A_STEP_SECONDS)
            seen = self._do(step, browser)
            outcome = self._remember(step, person, seen)
            findings = self._judge(step, person, browser)
            if isinstance(step, Look):
                outcome = "; ".join(finding.expected for finding in findings)
        except (StepFailedError, RequestRefusedError) as error:
            return Played(number, step, person, browser, False, f"{deed}: {error}", (), seen, monotonic() - began)
        details = tuple(finding.sentence for finding in sorted(findings, key=lambda finding: finding.is_ok))
        is_ok = all(finding.is_ok for finding in findings)
        sentence = f"{deed}: {outcome}" if outcome else deed
        return Played(number, step, person, browser, is_ok, sentence, details, seen, monotonic() - began)

    def _browser(self, person: str) -> str:
        """The name of a person's browser, opened when it is first needed."""
        name, browser = self._story.browser_of(person)
        if name not in self._opened:
            self._stage.driver.open_window(name, browser)
            self._opened.add(name)
        return name

    def _window(self, person: str) -> Window:
        return self._stage.driver.windows[self._browser(person)]

    def _see_feed(self, browser: str) -> tuple[SeenAd, ...]:
        window = self._stage.driver.windows[browser]
        window.go(self._stage.target.sites.url("network"))
        return window.seen().ads

    def _do(self, step: Step, browser: str | None) -> Seen | None:
        """What was seen; None where nobody looked."""
        if isinstance(step, ServerStep):
            return step.act_on(self._stage)
        if isinstance(step, PersonalStep) and browser:
            return step.perform(Actor(self._stage.driver.windows[browser], self._stage.target, self._window))
        return None

    def _remember(self, step: Step, person: str | None, seen: Seen | None) -> str:
        if isinstance(step, Store):
            self._has_store = step.store == "back"
        memory = self._memories[person]
        if seen is None:
            return ""
        memory.hits, memory.last_rows = seen.hits, []
        if any(hit.verdict == "recorded" for hit in seen.hits):
            memory.last_rows = self._find_rows(seen.hits)
            memory.rows += memory.last_rows
        if isinstance(step, PersonalStep) and person:
            if seen.ads or step.sees_feed:
                memory.ads = seen.ads
            if step.enters_network:
                memory.seat = _seat(self._profile(person))
        return tell_outcome(step, seen, memory.last_rows)

    def _find_rows(self, hits: tuple[SeenHit, ...]) -> list[Row]:
        """The rows that were kept of these hits, among those that came since the last look."""
        fresh = list(self._stage.target.client.list_events(self._last))
        self._last = max((int(row["id"]) for row in fresh), default=self._last)
        return [row for row in fresh if any(_is_of(row, hit) for hit in hits)]

    def _judge(self, step: Step, person: str | None, browser: str | None) -> list[Finding]:
        if step.expect is None:
            return []
        expect, memory = step.expect, self._memories[person]
        is_about_lines = expect.lines is not None or expect.no_lines is not None
        is_counted = expect.events is not None or expect.browsers is not None
        is_about_person = expect.interests or is_about_lines or is_counted
        facts = self._know(person, memory) if person and is_about_person else Facts()
        if expect.lost and browser:
            facts = replace(facts, auctions=self._auctions(browser, memory.ads))
        if expect.kept is not None:
            kept = {int(row["id"]) for row in self._stage.target.client.list_events(self._first)}
            facts = replace(facts, kept=len(kept & {int(row["id"]) for row in memory.rows}))
        facts = replace(facts, hits=memory.hits, rows=memory.last_rows, ads=memory.ads)
        if browser:
            cookie = find_cookie(self._stage.driver.windows[browser], self._stage.target.sites)
            facts = know_class(self._stage.target.client, expect, facts, memory.seat, cookie, memory.rows)
        return judge(expect, facts)

    def _auctions(self, browser: str, ads: tuple[SeenAd, ...]) -> list[Row]:
        visitor, shown = self._visitor(browser), {ad.impression for ad in ads}
        found = self._stage.target.client.list_impressions(visitor=visitor) if visitor else ()
        return [impression["auction"] for impression in found if impression["id"] in shown]

    def _know(self, person: str, memory: Memory) -> Facts:
        """What the network makes of a person now; nothing where somebody else has taken over the browser."""
        profile = self._profile(person)
        if profile is None or (memory.seat and _seat(profile) != memory.seat):
            return Facts()
        visitors = profile["visitors"]
        return Facts(
            levels={interest["interest"]: interest["level"] for interest in profile["interests"]},
            lines=profile["lines"],
            events=sum(1 for visitor in visitors for _ in self._stage.target.client.list_events(visitor=visitor)),
            browsers=len(visitors),
        )

    def _profile(self, person: str) -> Row | None:
        visitor = self._visitor(self._story.browser_of(person)[0])
        return self._stage.target.client.find_profile(visitor) if visitor else None

    def _visitor(self, browser: str) -> str | None:
        """The visitor id in the cookie that the network's own pages get from this browser; None without one."""
        return find_visitor(self._stage.driver.windows[browser], self._stage.target.sites)


def find_visitor(window: Window, sites: Sites) -> str | None:
    """The visitor id in that cookie; None without one."""
    return find_cookie(window, sites).partition(".")[0] or None


def find_cookie(window: Window, sites: Sites) -> str:
    """The cookie that the network's own pages get from this browser; empty without one."""
    return window.cookie(sites.url("network", "/healthz"), VISITOR) or ""


def _seat(profile: Row | None) -> str | None:
    return profile["seat"]["id"] if profile and profile["seat"] else None


def _is_of(row: Row, hit: SeenHit) -> bool:
    """Whether a row is that hit's: by the event id, or where it has none (an image) by what it says of itself."""
    if hit.verdict != "recorded" or row["event"] != hit.event or row["pixel_id"] != hit.fields.get("id"):
        return False
    event_id = hit.fields.get("eid")
    return bool(row["event_id"] == event_id if event_id else row["page_url"] == hit.fields.get("dl"))
