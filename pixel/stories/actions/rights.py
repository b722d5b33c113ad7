"""What a person does about what is known of them: clear it, refuse a site, take that back."""

from typing import Literal

from pixel.data_files.base_model import Texts
from pixel.stories.actions.at_agencies import Agency
from pixel.stories.actions.base import Actor, PersonalStep
from pixel.stories.drivers.driver import Seen, by_testid

ALL = "all"


class Clear(PersonalStep):
    """Clears the activity off the network on the network's page, or the cookies of one's own browser."""

    word = "clear"

    clear: Literal["activity", "cookies"]

    def act(self, actor: Actor) -> None:
        if self.clear == "cookies":
            actor.window.clear_cookies()
        else:
            actor.go("network", "/activity").press(by_testid("clear"), "the activity page has nothing to clear.")

    def look(self, actor: Actor) -> Seen | None:
        return None if self.clear == "cookies" else super().look(actor)

    def tell(self, who: str) -> Texts:
        if self.clear == "cookies":
            return Texts(en=f"{who} clears the browser's cookies", fr=f"{who} efface les témoins de son navigateur")
        return Texts(en=f"{who} clears the activity", fr=f"{who} efface son activité")


class Disconnect(PersonalStep):
    """Refuses what a site, or `all`, will send of this person."""

    word = "disconnect"

    disconnect: Agency | Literal["all"]

    def act(self, actor: Actor) -> None:
        _press_for(actor, "disconnect", self.disconnect, "is not among the sites that sent something.")

    def tell(self, who: str) -> Texts:
        if self.disconnect == ALL:
            return Texts(en=f"{who} disconnects all sites", fr=f"{who} débranche tous les sites")
        return Texts(en=f"{who} disconnects {self.disconnect}", fr=f"{who} débranche {self.disconnect}")


class Reconnect(PersonalStep):
    """Takes that back."""

    word = "reconnect"

    reconnect: Agency | Literal["all"]

    def act(self, actor: Actor) -> None:
        _press_for(actor, "reconnect", self.reconnect, "is not disconnected.")

    def tell(self, who: str) -> Texts:
        if self.reconnect == ALL:
            return Texts(en=f"{who} reconnects all sites", fr=f"{who} rebranche tous les sites")
        return Texts(en=f"{who} reconnects {self.reconnect}", fr=f"{who} rebranche {self.reconnect}")


def _press_for(actor: Actor, button: str, site: str, missing: str) -> None:
    """The button of a site on the activity page, or the one for all of them."""
    window = actor.go("network", "/activity")
    if site == ALL:
        window.press(by_testid(f"{button}-all"), f"there is no button to {button} all sites.")
    else:
        window.press(by_testid(button, data_site=site), f"{site} {missing}")
