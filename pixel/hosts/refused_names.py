"""Tells in the terminal by which names this server is asked for and does not answer, and which setting would change it.

The WSGI entry in `app` calls it beside each 421, which itself says nothing of this: a foreign page that points its name
at this machine reads nothing.
"""

import logging
from collections.abc import Iterable

from pixel.hosts.terminal import terminal_texts
from pixel.origins import read_name

MOST = 20  # a process; whoever tries out names must not fill the log
LONGEST = 255  # characters of a name, as DNS has it

log = logging.getLogger("pixel.hosts")


class RefusedNames:
    """What was refused already, and the names that the settings allow."""

    def __init__(self, allowed: Iterable[str]) -> None:
        self._allowed = sorted(allowed)
        self._told_names: set[str] = set()
        self._told_others: set[str] = set()

    def tell(self, authority: str) -> None:
        """One line for what was not told yet; no more than MOST names, and MOST texts that are none."""
        name = read_name(authority) if len(authority) <= LONGEST else ""
        told, text = (self._told_names, name) if name else (self._told_others, authority[:LONGEST])
        if text in told or len(told) >= MOST:
            return
        told.add(text)
        log.warning("pixel: %s", self._write_advice(name) if name else _write_refusal(text))

    def _write_advice(self, name: str) -> str:
        text = terminal_texts().gettext(
            "Somebody asked for %(name)s and was refused. If this machine is to answer to it, start with "
            "PIXEL_ALLOWED_HOSTS=%(value)s"
        )
        return text % {"name": name, "value": ",".join((*self._allowed, name))}


def _write_refusal(text: str) -> str:
    told = terminal_texts().gettext("Somebody asked for %(name)s, which is no host name, and was refused.")
    return told % {"name": ascii(text)}
