"""The addresses of the pages of guesses, and what a guest gets instead."""

from flask import Blueprint, render_template

from pixel.networks.guesses.access import GuestError, NobodyToLearnFromError
from pixel.networks.guesses.home_town_page import show_home_town
from pixel.networks.guesses.lookalikes_page import show_lookalikes
from pixel.networks.guesses.overview_page import show_overview
from pixel.networks.guesses.ties_page import show_ties
from pixel.networks.guesses.trait_page import show_trait

blueprint = Blueprint("guesses", __name__, url_prefix="/guesses")
blueprint.add_url_rule("", view_func=show_overview)
blueprint.add_url_rule("/home-town", view_func=show_home_town)
blueprint.add_url_rule("/ties", view_func=show_ties)
blueprint.add_url_rule("/traits/<trait>", view_func=show_trait)
blueprint.add_url_rule("/lookalikes", view_func=show_lookalikes)


@blueprint.errorhandler(GuestError)
def refuse_guest(error: GuestError) -> tuple[str, int]:
    """Harmless first: of a person in the room nothing of this is guessed."""
    return render_template("guesses/guest.html", me=error.me), 403


@blueprint.errorhandler(NobodyToLearnFromError)
def say_that_nobody_is_there(error: NobodyToLearnFromError) -> str:
    """Of an empty town nothing can be learnt."""
    return render_template("guesses/empty.html", me=error.me)
