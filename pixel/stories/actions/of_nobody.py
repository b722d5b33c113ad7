"""What happens without a person: time passes, a program sends hits, the database goes, or one only looks."""

from typing import Annotated, Literal

from pydantic import Field

from pixel.data_files.base_model import Texts
from pixel.stories.actions.base import Persons, ServerStep, Stage, Step
from pixel.stories.actions.expectations import Expectation
from pixel.stories.drivers.bare_hits import send_bare_hits
from pixel.stories.drivers.driver import CannotPlayError, Seen, StepFailedError

SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}
UNITS_IN_FRENCH = {"second": "seconde", "minute": "minute", "hour": "heure", "day": "jour"}

Wait = Annotated[str, Field(pattern=r"^\d{1,4} (second|minute|hour|day)s?$", description="as `3 days` or `20 minutes`")]


class WaitFor(ServerStep):
    """Lets time pass on the server's simulated clock."""

    word = "wait"
    takes_time = False

    wait: Wait

    def act_on(self, stage: Stage) -> None:
        number, unit = self.wait.split()
        stage.target.client.advance_clock(int(number) * SECONDS[unit.rstrip("s")])

    def tell(self, who: str) -> Texts:  # noqa: ARG002
        number, unit = self.wait.split()
        ends = ("", "passe") if int(number) < 2 else ("s", "passent")
        french = f"{number} {UNITS_IN_FRENCH[unit.rstrip('s')]}{ends[0]} {ends[1]}"
        return Texts(en=f"{self.wait} go by", fr=french)


class Send(ServerStep):
    """A bare hit from a program, no browser: the fields of `/tr` as they stand, `times` one after the other."""

    word = "send"

    send: dict[str, str]
    headers: dict[str, str] = Field(default_factory=dict)
    """Headers to send along; `User-Agent` as one of a browser where it is not said."""
    long: Annotated[int, Field(ge=0, le=7000)] = 0
    """So many letters more in the field `cd[note]`."""
    times: Annotated[int, Field(ge=1, le=2000)] = 1
    keeps_cookie: bool = False
    """Whether the program gives back the cookie that it gets: its hits are then one visitor's."""

    def act_on(self, stage: Stage) -> Seen:
        fields = self.send | ({"cd[note]": "x" * self.long} if self.long else {})
        return send_bare_hits(stage.target.sites, fields, self.headers, self.times, keeps_cookie=self.keeps_cookie)

    def tell(self, who: str) -> Texts:  # noqa: ARG002
        event = self.send.get("ev", "")
        hits = (f"{self.times} bare hits", f"{self.times} appels") if self.times > 1 else ("a bare hit", "un appel")
        return Texts(
            en=f"a program sends {hits[0]} ({event or 'without an event'})",
            fr=f"un programme envoie {hits[1]} sans page",
        )


class Store(ServerStep):
    """Takes the server's database away, or puts it back: only where the story's server is our own, on SQLite."""

    word = "store"
    takes_time = False

    store: Literal["gone", "back"]

    def act_on(self, stage: Stage) -> None:
        if stage.target.own is None:
            raise CannotPlayError("it needs a server of its own: play it without --url")
        try:
            stage.target.own.take_database_away() if self.store == "gone" else stage.target.own.put_database_back()
        except FileNotFoundError:
            raise CannotPlayError("only a server on a SQLite file of its own can lose it") from None
        except OSError as error:
            raise StepFailedError(f"the database cannot be moved: {error.strerror}.") from None

    def tell(self, who: str) -> Texts:  # noqa: ARG002
        if self.store == "gone":
            return Texts(en="the database is gone", fr="la base de données disparaît")
        return Texts(en="the database is back", fr="la base de données est de retour")


class Look(Step):
    """Nothing happens: only expectations, about a person or about the program that sent last."""

    word = "expect"
    takes_time = False

    who: Persons | None = None
    expect: Expectation

    def tell(self, who: str) -> Texts:
        return Texts(en=who or "the program", fr=f"{who or 'le programme'}\u00a0: ce qu’il y a à voir")
