"""What a person does at the agencies: look at pages, answer about the pixel, search, put on the wish list, book."""

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from pixel.data_files.base_model import Name, Texts
from pixel.origins import AGENCIES, SITES
from pixel.stories.actions.base import Actor, PersonalStep
from pixel.stories.drivers.driver import by_testid

if TYPE_CHECKING:
    Site = str
    Agency = str
else:  # one register of sites says which there are
    Site = Literal[tuple(site for site in SITES if site != "collector")]
    Agency = Literal[AGENCIES]
Path = Annotated[str, Field(pattern=r"^/[\x21-\x7e]*$", max_length=2000, description="begins with a slash")]
Words = Annotated[str, Field(min_length=1, max_length=100)]

BOOKED_BY = {"first_name": "Camille", "email": "camille@exemple.test"}


class Visit(PersonalStep):
    """Opens a page by its address."""

    word = "visit"
    meets_pixel = True

    visit: Site
    path: Path = "/"

    def act(self, actor: Actor) -> None:
        actor.go(self.visit, self.path)

    def tell(self, who: str) -> Texts:
        return Texts(en=f"{who} opens {self.visit}{self.path}", fr=f"{who} ouvre {self.visit}{self.path}")


class Reload(PersonalStep):
    """Loads the page that is open once more."""

    word = "reload"
    meets_pixel = True

    reload: Literal["page"]

    def act(self, actor: Actor) -> None:
        actor.window.reload()

    def tell(self, who: str) -> Texts:
        return Texts(en=f"{who} loads the page again", fr=f"{who} recharge la page")


class Consent(PersonalStep):
    """Answers the question about the pixel on the agency where the person is, or changes the answer there."""

    word = "consent"
    meets_pixel = True

    consent: Literal["granted", "denied"]

    def act(self, actor: Actor) -> None:
        window = actor.window
        answer = by_testid("consent-yes" if self.consent == "granted" else "consent-no")
        if not window.read(answer):
            window.press(by_testid("consent-change"), f"{window.address} does not ask about its pixel.")
        window.press(answer, f"{window.address} has no button to answer with.")

    def tell(self, who: str) -> Texts:
        if self.consent == "granted":
            return Texts(en=f"{who} accepts the pixel", fr=f"{who} accepte le pixel")
        return Texts(en=f"{who} refuses the pixel", fr=f"{who} refuse le pixel")


class Search(PersonalStep):
    """Searches an agency for words."""

    word = "search"
    meets_pixel = True

    search: Agency
    words: Words

    def act(self, actor: Actor) -> None:
        window = actor.go(self.search)
        window.forget_hits()  # those of the home page
        window.submit(by_testid("search-form"), {"q": self.words}, f"{window.address} has no search.")

    def tell(self, who: str) -> Texts:
        return Texts(
            en=f"{who} searches {self.search} for {self.words!r}",
            fr=f"{who} cherche «\u00a0{self.words}\u00a0» chez {self.search}",
        )


class Wish(PersonalStep):
    """Puts a destination on an agency's wish list, from its page."""

    word = "wish"
    meets_pixel = True

    wish: Agency
    content: Name

    def act(self, actor: Actor) -> None:
        window = actor.go(self.wish, f"/destinations/{self.content}")
        window.forget_hits()  # those of the destination's page
        heart, saved = (
            by_testid(testid, form_fields={"destination": self.content})
            for testid in ("wishlist-add", "wishlist-remove")
        )
        window.press(heart, f"{window.address} has no wish list, or holds it already.", then=saved)

    def tell(self, who: str) -> Texts:
        return Texts(
            en=f"{who} puts {self.content} on the wish list of {self.wish}",
            fr=f"{who} met {self.content} dans sa liste d’envies chez {self.wish}",
        )


class Book(PersonalStep):
    """Books a destination: opens the form, fills it in with invented answers, sends it."""

    word = "book"
    meets_pixel = True

    book: Agency
    content: Name

    def act(self, actor: Actor) -> None:
        window = actor.go(self.book, f"/destinations/{self.content}/book")
        window.submit(by_testid("booking-form"), BOOKED_BY, f"{window.address} has no booking form.")

    def tell(self, who: str) -> Texts:
        return Texts(
            en=f"{who} books {self.content} at {self.book}", fr=f"{who} réserve {self.content} chez {self.book}"
        )
