"""What `pixel serve` says as it starts: where to begin, where others come in, the teacher's token."""

from typing import TextIO

from pixel.hosts.addresses import EVERY_ADDRESS, EVERY_IPV4, find_origins
from pixel.hosts.qr_code import draw_for_terminal
from pixel.hosts.terminal import terminal_texts
from pixel.origins import OWN_HOSTS, SEGMENTS
from pixel.settings import Settings


def greet(settings: Settings, out: TextIO) -> None:
    """Prints it in the reader's language; with QR codes where `out` is a terminal that can show them."""
    origins = find_origins(settings)
    for line in write_greeting(settings, origins, with_codes=_shows_codes(out)):
        print(line.encode(out.encoding or "utf-8", "replace").decode(out.encoding or "utf-8"), file=out)
    out.flush()


def write_greeting(
    settings: Settings, origins: list[str], *, with_codes: bool, language: str | None = None
) -> list[str]:
    """Its lines. `origins`: where others reach the server."""
    texts = terminal_texts(language)
    own = _own_origin(settings)
    start = texts.gettext("Start here: %(address)s   (Ctrl-C stops)") % {"address": f"{own or origins[0]}/"}
    lines = [start]
    if not settings.is_loopback:
        lines += _invite(own, origins, with_codes=with_codes, language=language)
    lines.append(texts.gettext("Teacher token: %(token)s") % {"token": settings.teacher_token})
    lines.append(texts.gettext("With it, everything is erased at %(address)s") % {"address": _reset_page(own, origins)})
    if settings.has_simulated_clock:
        lines.append(texts.gettext("The clock is simulated: POST /api/clock on the backstage moves it."))
    return lines


def _invite(own: str, origins: list[str], *, with_codes: bool, language: str | None) -> list[str]:
    texts = terminal_texts(language)
    if not origins:
        return [
            texts.gettext("Nobody else can come in: this machine is on no network yet. Connect it and start again.")
        ]
    lines = [texts.gettext("Everybody on this network can open it too, each with a profile of their own:"), ""]
    for origin in origins:
        lines += [f"    {origin}/", *(draw_for_terminal(f"{origin}/").splitlines() if with_codes else ())]
        lines += [""] if with_codes else []
    projected = {"address": f"{own or origins[0]}/join"}
    return [*lines, texts.gettext("To project, with a code to scan: %(address)s") % projected]


def _own_origin(settings: Settings) -> str:
    """Where whoever sits at this machine begins; empty where the server listens on one address beyond loopback."""
    is_everywhere = settings.host.strip("[]") in (EVERY_IPV4, EVERY_ADDRESS)
    port = "" if settings.port == 80 else f":{settings.port}"
    return f"http://localhost{port}" if settings.is_loopback or is_everywhere else ""


def _reset_page(own: str, origins: list[str]) -> str:
    """Where the teacher erases everything: no page leads there, so that no student comes upon it."""
    backstage = own.replace("localhost", OWN_HOSTS["backstage"]) if own else f"{origins[0]}/{SEGMENTS['backstage']}"
    return f"{backstage}/reset"


def _shows_codes(out: TextIO) -> bool:
    try:
        "█▀▄".encode(out.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return out.isatty()
