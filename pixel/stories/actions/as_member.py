"""What a member says and does on the network: answers its questions, makes friends, joins, follows, writes, objects."""

from typing import Annotated, Literal

from pydantic import Field

from pixel.data_files.base_model import Name, Texts
from pixel.stories.actions.at_agencies import Words
from pixel.stories.actions.base import Actor, PersonalStep
from pixel.stories.drivers.driver import by_testid

Question = Literal["town", "age", "sex", "employer", "school", "kin", "relationship"]
LineKey = Annotated[str, Field(pattern=r"^[a-z_]+(:[a-z-]+)?$", max_length=60)]


class Declare(PersonalStep):
    """Answers some of the questions of the network's sign-up, and leaves the others as they stand."""

    word = "declare"

    declare: Annotated[dict[Question, Words], Field(min_length=1)]

    def act(self, actor: Actor) -> None:
        fields = {str(question): answer for question, answer in self.declare.items()}
        actor.go("network", "/sign-up").submit(by_testid("sign-up-send"), fields, "the network asks nothing.")

    def tell(self, who: str) -> Texts:
        said = ", ".join(f"{question} {answer}" for question, answer in self.declare.items())
        return Texts(en=f"{who} declares {said}", fr=f"{who} déclare {said}")


class Hide(PersonalStep):
    """Keeps an answer of the sign-up from other members: “only me”. The network reads it all the same."""

    word = "hide"

    hide: Question

    def act(self, actor: Actor) -> None:
        fields = {f"hide-{self.hide}": "yes"}
        missing = f"the network does not ask for {self.hide}."
        actor.go("network", "/sign-up").submit(by_testid(f"hide-{self.hide}"), fields, missing)

    def tell(self, who: str) -> Texts:
        return Texts(en=f"{who} hides the {self.hide}", fr=f"{who} cache aux autres\u00a0: {self.hide}")


class Befriend(PersonalStep):
    """Makes friends with somebody of the town, who answers at once."""

    word = "befriend"

    befriend: Name

    def act(self, actor: Actor) -> None:
        window = actor.go("network", f"/people/{self.befriend}")
        window.press(by_testid("befriend"), f"{self.befriend} cannot be befriended: they are friends, or nobody.")

    def tell(self, who: str) -> Texts:
        return Texts(en=f"{who} befriends {self.befriend}", fr=f"{who} devient l’ami·e de {self.befriend}")


class JoinGroup(PersonalStep):
    """Joins a group of the network."""

    word = "join_group"

    join_group: Name

    def act(self, actor: Actor) -> None:
        window = actor.go("network", f"/groups/{self.join_group}")
        window.press(by_testid("join-group"), f"{self.join_group} cannot be joined.")

    def tell(self, who: str) -> Texts:
        return Texts(en=f"{who} joins the group {self.join_group}", fr=f"{who} rejoint le groupe {self.join_group}")


class Follow(PersonalStep):
    """Follows a page of the network: a company's, a shop's, or one about anything."""

    word = "follow"

    follow: Name

    def act(self, actor: Actor) -> None:
        window = actor.go("network", f"/pages/{self.follow}")
        window.press(by_testid("follow"), f"{self.follow} cannot be followed.")

    def tell(self, who: str) -> Texts:
        return Texts(en=f"{who} follows the page {self.follow}", fr=f"{who} suit la page {self.follow}")


class Comment(PersonalStep):
    """Comments on a post of the feed's first page."""

    word = "comment"
    sees_feed = True

    comment: Name
    text: Words

    def act(self, actor: Actor) -> None:
        form = by_testid("comment", within=by_testid("post", data_post=self.comment))
        missing = f"the first page of the feed has no post called {self.comment!r}."
        actor.go("network").submit(form, {"text": self.text}, missing, then=by_testid("my-comment"))

    def tell(self, who: str) -> Texts:
        return Texts(en=f"{who} comments on {self.comment}", fr=f"{who} commente {self.comment}")


class Correct(PersonalStep):
    """Puts a line of the network's file on oneself right (`to`), or takes it out."""

    word = "correct"

    correct: LineKey
    to: Words | None = None

    def act(self, actor: Actor) -> None:
        window, missing = actor.go("network", f"/profile/lines/{self.correct}"), f"there is no line {self.correct}."
        if self.to is None:
            window.press(by_testid("remove"), missing)
        else:
            window.submit(by_testid("correct-value"), {"value": self.to}, missing)

    def tell(self, who: str) -> Texts:
        if self.to is None:
            return Texts(en=f"{who} takes out the line {self.correct}", fr=f"{who} retire la ligne {self.correct}")
        return Texts(
            en=f"{who} corrects {self.correct} to {self.to}", fr=f"{who} corrige {self.correct}\u00a0: {self.to}"
        )


class ObjectTo(PersonalStep):
    """Objects to profiling at the rights desk."""

    word = "object_to"

    object_to: Literal["profiling"]

    def act(self, actor: Actor) -> None:
        actor.go("network", "/rights").press(by_testid("object"), "there is nothing to object to, or no longer.")

    def tell(self, who: str) -> Texts:
        return Texts(en=f"{who} objects to profiling", fr=f"{who} s’oppose au profilage")
