"""Icons and portraits, for all templates of a network. A network's `application` installs them.

They are macros that every page calls dozens of times with the same few names: each is drawn once and kept.
"""

from functools import lru_cache

from flask import Flask, request
from markupsafe import Markup


def install_drawings(app: Flask) -> None:
    """Gives templates `icon(name)`, `doll(name)` and `portrait(file, size)`."""
    icons = app.jinja_env.get_template("networks/_icons.html").module
    portraits = app.jinja_env.get_template("networks/_portrait.html").module

    @lru_cache(maxsize=1024)
    def draw_portrait(_root: str, file: str, size: str) -> Markup:
        """The picture's address has the site's path, `_root`, in it."""
        drawn: Markup = portraits.portrait(file, size)  # type: ignore[attr-defined]
        return drawn

    def portrait(file: str, size: str = "m") -> Markup:
        return draw_portrait(request.script_root, file, size)

    app.jinja_env.globals |= {
        "icon": lru_cache(maxsize=256)(icons.icon),  # type: ignore[attr-defined]
        "doll": lru_cache(maxsize=256)(icons.doll),  # type: ignore[attr-defined]
        "portrait": portrait,
    }
