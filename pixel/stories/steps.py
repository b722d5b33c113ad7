"""The steps of a story, one class an action. `model` puts them together."""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from pixel.stories.expectations import Expectation, Part

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,39}$", description="small letters, digits and hyphens")]
Site = Literal["start", "network", "backstage", "soleil", "nordet", "escale", "affaires", "discrete"]
Agency = Literal["soleil", "nordet", "escale", "affaires", "discrete"]
Answer = Literal["granted", "denied"]
NetworkPage = Literal["feed", "profile", "activity", "inspector"]
Path = Annotated[str, Field(pattern=r"^/[\x21-\x7e]*$", max_length=2000, description="begins with a slash")]
Words = Annotated[str, Field(min_length=1, max_length=100)]
Wait = Annotated[str, Field(pattern=r"^\d{1,4} (second|minute|hour|day)s?$", description="as `3 days` or `20 minutes`")]


class Step(Part):
    """Something that happens, and what is to be seen then."""

    expect: Expectation | None = None


class PersonalStep(Step):
    """Something that a person does."""

    who: Name | Annotated[tuple[Name, ...], Field(min_length=1, strict=False)]


class Visit(PersonalStep):
    """Opens a page by its address."""

    visit: Site
    path: Path = "/"


class Reload(PersonalStep):
    """Loads the page that is open once more."""

    reload: Literal["page"]


class Consent(PersonalStep):
    """Answers the question about the pixel on the agency where the person is, or changes the answer there."""

    consent: Answer


class Search(PersonalStep):
    """Searches an agency for words."""

    search: Agency
    words: Words


class Wish(PersonalStep):
    """Puts a destination on an agency's wish list, from its page."""

    wish: Agency
    content: Name


class Book(PersonalStep):
    """Books a destination: opens the form, fills it in with invented answers, sends it."""

    book: Agency
    content: Name


class Join(PersonalStep):
    """Comes to the network as one of its members, by a made-up first name, or `again` as who was here before."""

    join: Annotated[str, Field(min_length=1, max_length=30)]


class Leave(PersonalStep):
    """Logs out of the network."""

    leave: Literal["network"]


class ContinueAs(PersonalStep):
    """Opens another person's seat in this browser, by the network's private link: one person, two browsers."""

    continue_as: Name


class Open(PersonalStep):
    """Opens one's feed, profile or activity on the network, or the inspector behind it."""

    open: NetworkPage
    times: Annotated[int, Field(ge=1, le=100)] = 1
    """So often, one after the other."""


class Like(PersonalStep):
    """Likes a post on the feed."""

    like: Name


class ClickAd(PersonalStep):
    """Follows the ad for a destination on the feed, as a person would: to where it leads."""

    click_ad: Name


class Clear(PersonalStep):
    """Clears the activity off the network on the network's page, or the cookies of one's own browser."""

    clear: Literal["activity", "cookies"]


class Disconnect(PersonalStep):
    """Refuses what a site, or `all`, will send of this person."""

    disconnect: Agency | Literal["all"]


class Reconnect(PersonalStep):
    """Takes that back."""

    reconnect: Agency | Literal["all"]


class WaitFor(Step):
    """Lets time pass on the server's simulated clock."""

    wait: Wait


class Send(Step):
    """A bare hit from a program, no browser: the fields of `/tr` as they stand, `times` one after the other."""

    send: dict[str, str]
    headers: dict[str, str] = Field(default_factory=dict)
    """Headers to send along; `User-Agent` as one of a browser where it is not said."""
    long: Annotated[int, Field(ge=0, le=7000)] = 0
    """So many letters more in the field `cd[note]`."""
    times: Annotated[int, Field(ge=1, le=2000)] = 1
    keeps_cookie: bool = False
    """Whether the program gives back the cookie that it gets: its hits are then one visitor's."""


class Store(Step):
    """Takes the server's database away, or puts it back: only where the story's server is our own, on SQLite."""

    store: Literal["gone", "back"]


class Look(Step):
    """Nothing happens: only expectations, about a person or about the program that sent last."""

    who: Name | Annotated[tuple[Name, ...], Field(min_length=1, strict=False)] | None = None
    expect: Expectation


ACTIONS: dict[str, type[Step]] = {
    "visit": Visit,
    "reload": Reload,
    "consent": Consent,
    "search": Search,
    "wish": Wish,
    "book": Book,
    "join": Join,
    "leave": Leave,
    "continue_as": ContinueAs,
    "open": Open,
    "like": Like,
    "click_ad": ClickAd,
    "clear": Clear,
    "disconnect": Disconnect,
    "reconnect": Reconnect,
    "wait": WaitFor,
    "send": Send,
    "store": Store,
    "expect": Look,
}


def action_of(step: Any) -> str | None:
    """The word that says what a step does; `expect` where that is all it holds; None: nothing that we know."""
    words = step if isinstance(step, dict) else type(step).model_fields if isinstance(step, Step) else {}
    return next((action for action in ACTIONS if action in words), None)


AnyStep = Annotated[
    Annotated[Visit, Tag("visit")]
    | Annotated[Reload, Tag("reload")]
    | Annotated[Consent, Tag("consent")]
    | Annotated[Search, Tag("search")]
    | Annotated[Wish, Tag("wish")]
    | Annotated[Book, Tag("book")]
    | Annotated[Join, Tag("join")]
    | Annotated[Leave, Tag("leave")]
    | Annotated[ContinueAs, Tag("continue_as")]
    | Annotated[Open, Tag("open")]
    | Annotated[Like, Tag("like")]
    | Annotated[ClickAd, Tag("click_ad")]
    | Annotated[Clear, Tag("clear")]
    | Annotated[Disconnect, Tag("disconnect")]
    | Annotated[Reconnect, Tag("reconnect")]
    | Annotated[WaitFor, Tag("wait")]
    | Annotated[Send, Tag("send")]
    | Annotated[Store, Tag("store")]
    | Annotated[Look, Tag("expect")],
    Discriminator(action_of),
]
