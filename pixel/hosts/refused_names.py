"""Tells in the terminal by which names this server is asked for and does not answer, and which setting would change it.

The WSGI entry in `app` calls it beside each 421, which itself says nothing of this: a foreign page that points its name
at this machine reads nothing.
"""

import logging
from collections.abc import Iterable

from pixel.hosts.terminal import terminal_texts
from pixel.origins import HOST

MOST = 20  # names a process; whoever tries out names must not fill the log
LONGEST = 255  # characters of a name, as DNS has it

log = logging.getLogger("pixel.hosts")


class RefusedNames:
    """What was refused already, and the names that the settings allow."""

    def __init__(self, allowed: Iterable[str]) -> None:
        self._allowed = sorted(allowed)
        self._told: set[str] = set()

    def tell(self, authority: str) -> None:
        """One line for a name that was not told yet; no more than MOST of them."""
        matched = HOST.fullmatch(authority[:LONGEST].lower())
        name = matched["name"].rstrip(".") if matched else authority[:LONGEST]
        if name in self._told or len(self._told) >= MOST:
            return
        self._told.add(name)
        log.warning("pixel: %s", self._write_advice(name) if matched else _write_refusal(name))

    def _write_advice(self, name: str) -> str:
        text = terminal_texts().gettext(
            "Somebody asked for %(name)s and was refused. If this machine is to answer to it, start with "
            "PIXEL_ALLOWED_HOSTS=%(value)s"
        )
        return text % {"name": name, "value": ",".join((*self._allowed, name))}


def _write_refusal(text: str) -> str:
    told = terminal_texts().gettext("Somebody asked for %(name)s, which is no host name, and was refused.")
    return told % {"name": ascii(text)}
