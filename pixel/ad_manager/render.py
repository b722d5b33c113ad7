"""A page of the ad manager, with what every one of them shows."""

from flask import render_template

from pixel.ad_manager.access import NobodyHereError
from pixel.ad_manager.market import this_market
from pixel.store.records import Seat


def render(template: str, seat: Seat, **values: object) -> str:
    """The page `template` for the person at this browser."""
    return render_template(f"ad_manager/{template}.html", buyer=this_market().name_seat(seat), **values)


def show_nobody(_: NobodyHereError) -> tuple[str, int]:
    """The way to the network, for whoever is nobody there yet."""
    return render_template("ad_manager/nobody.html", buyer=None), 403
