"""What happens in a class: the teacher leads it on pages that ask for the token; students come in by its code."""

from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, model_validator

from pixel.data_files.base_model import Name, Texts
from pixel.stories.actions.base import Actor, PersonalStep
from pixel.stories.drivers.driver import StepFailedError, by_testid
from pixel.stories.server.client import Row

Control = Literal["open", "step", "freeze", "thaw", "show-names", "hide-names", "clean", "end"]
# The buttons of the teacher's page, and what it means that one is not there.
BUTTONS: dict[Control, tuple[str, str]] = {
    "open": ("class-open", "a class is open already."),
    "step": ("open-step", "the lesson has no such step, or it is open already."),
    "freeze": ("freeze", "there is no class that could be frozen."),
    "thaw": ("thaw", "the class is not frozen."),
    "show-names": ("show-names", "the names are shown already."),
    "hide-names": ("hide-names", "the names are hidden already."),
    "clean": ("clean-all", "there is no class that could start anew."),
    "end": ("class-end", "there is no class that could end."),
}
ASKED_ONCE_MORE = ("clean", "end")  # on a page of its own
TOLD: dict[Control, tuple[str, str]] = {
    "open": ("opens a class", "ouvre une classe"),
    "step": ("opens the step", "ouvre l’étape"),
    "freeze": ("freezes the collection", "gèle la collecte"),
    "thaw": ("lets the collection go on", "laisse la collecte reprendre"),
    "show-names": ("shows the names on the stage", "montre les noms sur la scène"),
    "hide-names": ("hides the names on the stage", "cache les noms sur la scène"),
    "clean": ("gives everybody a clean start", "remet tout le monde à neuf"),
    "end": ("ends the class", "termine la classe"),
}


class Teach(PersonalStep):
    """Leads the class on the teacher's page. The first time it asks for the token, which is typed."""

    word = "teach"

    teach: Control
    step: Name | None = None
    """Which step of the lesson is opened, with `teach: step`."""

    @model_validator(mode="after")
    def _names_a_step(self) -> Self:
        if (self.step is None) == (self.teach == "step"):
            raise ValueError("`step` says which step is opened, with `teach: step` and nothing else")
        return self

    def act(self, actor: Actor) -> None:
        window = actor.go("backstage", "/class")
        if window.read(by_testid("token-send")):
            window.submit(by_testid("token-send"), {"token": actor.target.client.token}, "")
        if self.step:
            actor.go("backstage", f"/lesson/notes/{self.step}")
        button, missing = BUTTONS[self.teach]
        if self.teach in ASKED_ONCE_MORE:
            window.press(by_testid(f"{button}-ask"), missing)
        window.press(by_testid(button), missing)

    def tell(self, who: str) -> Texts:
        english, french = TOLD[self.teach]
        which = f" {self.step}" if self.step else ""
        return Texts(en=f"{who} {english}{which}", fr=f"{who} {french}{which}")


class Enter(PersonalStep):
    """Comes into the class by the code at the front, scanned or typed; or `again`, to where one was."""

    word = "enter"
    sees_feed = True
    enters_network = True

    enter: Literal["class", "again"]
    by: Literal["scan", "typing"] = "scan"
    """The long code of the QR code, or the short one."""
    name: Annotated[str, Field(min_length=1, max_length=300)] | None = None
    """In place of the name that is drawn."""

    def act(self, actor: Actor) -> None:
        if self.enter == "again":
            actor.go("start", "/join").press(by_testid("join-back"), "nobody of the class was in this browser before.")
            return
        opened = _find_class(actor)
        scanned = "?" + urlsplit(opened["join_urls"][0]).query if self.by == "scan" else ""
        typed = {} if scanned else {"code": opened["code"]}
        fields = typed | ({"name": self.name} if self.name else {})
        window, there = actor.go("start", f"/join{scanned}"), "somebody of the class is in this browser already."
        if fields:
            window.submit(by_testid("join-form"), fields, there)
        else:
            window.press(by_testid("join"), there)

    def tell(self, who: str) -> Texts:
        if self.enter == "again":
            return Texts(en=f"{who} comes back to the class", fr=f"{who} revient dans la classe")
        named = (f" as {self.name}", f" sous le nom de {self.name}") if self.name else ("", "")
        return Texts(en=f"{who} joins the class{named[0]}", fr=f"{who} entre dans la classe{named[1]}")


def _find_class(actor: Actor) -> Row:
    opened = actor.target.client.find_class()
    if opened is None:
        raise StepFailedError("no class is open.")
    return opened
