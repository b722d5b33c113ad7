"""What a person does on the network: come and go, open its pages, like a post, follow an ad."""

from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field

from pixel.data_files.base_model import Name, Texts
from pixel.stories.actions.base import Actor, PersonalStep
from pixel.stories.drivers.driver import Window, by_testid, read_first

NetworkPage = Literal["feed", "profile", "activity", "inspector"]
PAGES: dict[NetworkPage, tuple[str, str]] = {
    "feed": ("network", "/"),
    "profile": ("network", "/profile"),
    "activity": ("network", "/activity"),
    "inspector": ("backstage", "/inspector"),
}
PAGES_IN_FRENCH: dict[NetworkPage, str] = {
    "feed": "son fil",
    "profile": "son profil",
    "activity": "son activité hors du réseau",
    "inspector": "l’inspecteur",
}


class Join(PersonalStep):
    """Comes to the network as one of its members, by a made-up first name, or `again` as who was here before."""

    word = "join"
    sees_feed = True
    enters_network = True

    join: Annotated[str, Field(min_length=1, max_length=30)]

    def act(self, actor: Actor) -> None:
        window = actor.go("network")
        member = by_testid("member", data_member=self.join)
        if self.join == "again":
            window.press(by_testid("returning"), "nobody was here before in this browser.")
        elif window.read(member):
            window.press(member, "")
        else:
            asked = "the network does not ask who is there: somebody is logged in already."
            window.submit(by_testid("first-name"), {"first_name": self.join}, asked)

    def tell(self, who: str) -> Texts:
        if self.join == "again":
            return Texts(en=f"{who} comes back to the network", fr=f"{who} revient dans le réseau")
        return Texts(en=f"{who} joins the network as {self.join}", fr=f"{who} entre dans le réseau\u00a0: {self.join}")


class Leave(PersonalStep):
    """Logs out of the network."""

    word = "leave"

    leave: Literal["network"]

    def act(self, actor: Actor) -> None:
        actor.go("network").press(by_testid("leave"), "nobody is logged in on the network.")

    def tell(self, who: str) -> Texts:
        return Texts(en=f"{who} logs out of the network", fr=f"{who} quitte le réseau")


class ContinueAs(PersonalStep):
    """Opens another person's seat in this browser, by the network's private link: one person, two browsers."""

    word = "continue_as"
    sees_feed = True
    enters_network = True

    continue_as: Name

    def act(self, actor: Actor) -> None:
        theirs = actor.window_of(self.continue_as)
        theirs.go(actor.sites.url("network", "/continue"))
        missing = f"{self.continue_as} has nobody logged in to continue as."
        actor.window.go(read_first(theirs, by_testid("continue-link"), missing)["href"])
        actor.window.press(by_testid("continue-open"), "the private link does not open.")

    def tell(self, who: str) -> Texts:
        return Texts(
            en=f"{who} goes on as {self.continue_as}, by the private link",
            fr=f"{who} poursuit comme {self.continue_as}, par le lien privé",
        )


class Open(PersonalStep):
    """Opens one's feed, profile or activity on the network, or the inspector behind it."""

    word = "open"
    sees_feed = True

    open: NetworkPage
    times: Annotated[int, Field(ge=1, le=100)] = 1
    """So often, one after the other."""

    def act(self, actor: Actor) -> None:
        for _ in range(self.times):
            actor.go(*PAGES[self.open])

    def tell(self, who: str) -> Texts:
        often = (f" {self.times} times", f" {self.times} fois") if self.times > 1 else ("", "")
        return Texts(
            en=f"{who} opens the {self.open}{often[0]}", fr=f"{who} ouvre {PAGES_IN_FRENCH[self.open]}{often[1]}"
        )


class Like(PersonalStep):
    """Likes a post on the feed."""

    word = "like"
    sees_feed = True

    like: Name

    def act(self, actor: Actor) -> None:
        window = _see_feed(actor)
        post = by_testid("post", data_post=self.like)
        missing = f"the first page of the feed has no post called {self.like!r}."
        before = read_first(window, by_testid("like", within=post), missing)["aria-pressed"]
        changed = by_testid("like", within=post, aria_pressed="false" if before == "true" else "true")
        window.press(by_testid("like", within=post), missing, then=changed)

    def tell(self, who: str) -> Texts:
        return Texts(en=f"{who} likes the post {self.like}", fr=f"{who} aime la publication {self.like}")


class ClickAd(PersonalStep):
    """Follows the ad for a destination on the feed, as a person would: to where it leads."""

    word = "click_ad"
    meets_pixel = True

    click_ad: Name

    def act(self, actor: Actor) -> None:
        link = by_testid("ad-link", within=by_testid("ad", data_content=self.click_ad))
        _see_feed(actor).press(link, f"the feed shows no ad for {self.click_ad!r}.")

    def tell(self, who: str) -> Texts:
        return Texts(en=f"{who} follows the ad for {self.click_ad}", fr=f"{who} suit l’annonce pour {self.click_ad}")


def _see_feed(actor: Actor) -> Window:
    """The feed as it is; opened first where another page is."""
    feed = actor.sites.url("network")
    if urlsplit(actor.window.address)[:3] != urlsplit(feed)[:3]:
        actor.window.go(feed)
    return actor.window
