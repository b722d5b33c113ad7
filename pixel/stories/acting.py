"""Does what a step says: through the driver what persons do, by itself what is nobody's. `player` calls `act`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from pixel.stories.client import ServerClient
from pixel.stories.driver import CannotPlayError, Driver, Seen, StepFailedError
from pixel.stories.hits import send_bare_hits
from pixel.stories.sites import Sites
from pixel.stories.steps import (
    AnyStep,
    Book,
    Clear,
    ClickAd,
    Consent,
    ContinueAs,
    Disconnect,
    Join,
    Leave,
    Like,
    Open,
    PersonalStep,
    Reconnect,
    Reload,
    Search,
    Send,
    Store,
    Visit,
    WaitFor,
    Wish,
)

UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}


class OwnServer(Protocol):
    """What only the owner of a server can do with it (`running.RunningServer`)."""

    def take_database_away(self) -> None: ...

    def put_database_back(self) -> None: ...


@dataclass
class Stage:
    """Where a story is played: the server's sites and API, who plays the parts, and the server where it is our own."""

    sites: Sites
    client: ServerClient
    driver: Driver
    own: OwnServer | None = None


def act(step: AnyStep, who: str | None, stage: Stage, browser_of: Callable[[str], str]) -> Seen | None:
    """What was seen; None where nobody looked. Raises StepFailedError, CannotPlayError, ServerGoneError."""
    match step:
        case WaitFor():
            number, unit = step.wait.split()
            stage.client.advance_clock(int(number) * UNITS[unit.rstrip("s")])
        case Send():
            return send_bare_hits(stage.sites, step)
        case Store():
            _move_database(step, stage.own)
        case PersonalStep() if who:
            return _refuse_errors(_act_as_visitor(step, who, stage.driver, browser_of))
    return None


def _act_as_visitor(step: PersonalStep, who: str, driver: Driver, browser_of: Callable[[str], str]) -> Seen | None:
    match step:
        case Visit():
            return driver.visit(who, step.visit, step.path)
        case Reload():
            return driver.reload(who)
        case Consent():
            return driver.answer_consent(who, step.consent)
        case Search():
            return driver.search(who, step.search, step.words)
        case Wish():
            return driver.wish(who, step.wish, step.content)
        case Book():
            return driver.book(who, step.book, step.content)
        case Clear() if step.clear == "cookies":
            driver.clear_cookies(who)
            return None
        case _:
            return _act_on_network(step, who, driver, browser_of)


def _act_on_network(step: PersonalStep, who: str, driver: Driver, browser_of: Callable[[str], str]) -> Seen:
    match step:
        case Join():
            return driver.join(who, step.join)
        case Leave():
            return driver.leave(who)
        case ContinueAs():
            return driver.continue_as(who, browser_of(step.continue_as))
        case Open():
            return [driver.open(who, step.open) for _ in range(step.times)][-1]
        case Like():
            return driver.like(who, step.like)
        case ClickAd():
            return driver.click_ad(who, step.click_ad)
        case Clear():
            return driver.clear_activity(who)
        case Disconnect():
            return driver.disconnect(who, step.disconnect)
        case Reconnect():
            return driver.reconnect(who, step.reconnect)
    raise TypeError(f"no driver knows {type(step).__name__}")


def _refuse_errors(seen: Seen | None) -> Seen | None:
    if seen and seen.status >= 400:
        raise StepFailedError(f"{seen.url} answers with status {seen.status}.")
    return seen


def _move_database(step: Store, own: OwnServer | None) -> None:
    if own is None:
        raise CannotPlayError("it needs a server of its own: play it without --url")
    try:
        own.take_database_away() if step.store == "gone" else own.put_database_back()
    except FileNotFoundError:
        raise CannotPlayError("only a server on a SQLite file of its own can lose it") from None
    except OSError as error:
        raise StepFailedError(f"the database cannot be moved: {error.strerror}.") from None
