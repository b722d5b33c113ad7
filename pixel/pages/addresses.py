"""Addresses as pages write them: another site's, the current one with changes, one to go back to."""

from collections.abc import Callable
from functools import lru_cache
from urllib.parse import urlencode

from flask import request, url_for

from pixel.origins import Here
from pixel.pages.language import SHARED, chosen_language


def here() -> Here:
    """Where the current request came in."""
    found: Here = request.environ["pixel.here"]
    return found


def site_url(site: str, path: str = "/") -> str:
    """Another site's address, in this request's mode; a language that the reader chose goes along."""
    address = here().url(site, path)
    chosen = chosen_language()
    if not chosen or site == here().site:
        return address
    return f"{address}{'&' if '?' in path else '?'}lang={chosen}"


def here_with(**changes: str) -> str:
    """The current address with some query arguments changed."""
    return "?" + urlencode(request.args.to_dict() | changes)


def same_page(address: str) -> str:
    """The path and query of one of this site's own addresses, for going back to; `/` for anything else."""
    path = address[len(here().origin(here().site)) :].partition("#")[0]
    is_own = address.lower().startswith(here().origin(here().site)) and path.startswith("/")
    return path if is_own and not path.startswith(("//", "/\\")) else request.script_root + "/"


def mode_note() -> str:
    """In one-address mode, what is different there; else empty. For pages whose own catalogue does not have it."""
    if not here().is_one_address:
        return ""
    text = "One address for all sites here: the pixel’s cookie is first-party, so no browser refuses it."
    return str(SHARED.gettext(text))


def remembering_addresses() -> Callable[..., str]:
    """Flask's `url_for` for the templates of one site: a page has the same addresses again and again, and an address
    without host depends on nothing but the path under which the site stands."""
    write = lru_cache(maxsize=4096)(lambda _root, endpoint, values: url_for(endpoint, **dict(values)))

    def write_address(endpoint: str, **values: str | int | None) -> str:
        return write(request.script_root, endpoint, tuple(values.items()))

    return write_address
