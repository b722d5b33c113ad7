"""What the sites' own scripts do with a form, imitated for browsers over plain HTTP: no new page comes.

`agency.js` sends a heart (`data-wish`) and tells the pixel of it; `network.js` sends a like or a comment (`data-swap`)
and puts the post that comes back in the old one's place. Where either fails, the form is sent as it is without scripts.
"""

import json
from collections.abc import Callable

from pixel.stories.drivers.html import Element, Form, Page, read_page
from pixel.stories.drivers.pixel_script import PixelScript
from pixel.stories.server.http import Answer

Fetch = Callable[[Form, dict[str, str]], Answer]


def is_sent_by_script(form: Element) -> bool:
    """Whether a script of the page, where scripts run, sends this form."""
    return "data-wish" in form.attributes or bool(form.get("data-swap"))


def send_by_script(page: Page, form: Element, sent: Form, fetch: Fetch, pixel: PixelScript) -> bool:
    """Sends it so; whether that went well."""
    if "data-wish" in form.attributes:
        return _send_heart(form, fetch(sent, {"Accept": "application/json"}), pixel)
    old = page.content.first(id=form.get("data-swap"))
    fresh = read_page(fetch(sent, {"X-Fragment": "post"}).text).first(id=form.get("data-swap"))
    if old is None or fresh is None:
        return False
    old.attributes, old.children = fresh.attributes, fresh.children
    return True


def _send_heart(form: Element, answer: Answer, pixel: PixelScript) -> bool:
    if answer.status != 200:
        return False
    is_saved = bool(json.loads(answer.body).get("saved"))
    button, action = form.first("button"), form.first("input", name="action")
    if button and action:
        button.attributes["data-testid"] = "wishlist-remove" if is_saved else "wishlist-add"
        action.attributes["value"] = "remove" if is_saved else "add"
    if is_saved:
        pixel.track("AddToWishlist", json.loads(form.get("data-cd")))
    return True
