"""What `pixel serve` says as it starts: where to begin, where others come in, the class, the teacher's token."""

from typing import TextIO

from pixel.classroom.attendance.codes import show_code
from pixel.hosts.addresses import EVERY_ADDRESS, EVERY_IPV4, find_origins
from pixel.hosts.qr_code import draw_for_terminal
from pixel.hosts.terminal import terminal_texts
from pixel.origins import OWN_HOSTS, SEGMENTS
from pixel.settings import Settings
from pixel.store.queries.classroom.classes import Class


def greet(settings: Settings, out: TextIO, opened: Class | None = None) -> None:
    """Prints it in the reader's language; with QR codes where `out` is a terminal that can show them. `opened`: the
    class that the server was started for."""
    origins = find_origins(settings)
    for line in write_greeting(settings, origins, with_codes=_shows_codes(out), opened=opened):
        print(line.encode(out.encoding or "utf-8", "replace").decode(out.encoding or "utf-8"), file=out)
    out.flush()


def write_greeting(
    settings: Settings,
    origins: list[str],
    *,
    with_codes: bool,
    language: str | None = None,
    opened: Class | None = None,
) -> list[str]:
    """Its lines. `origins`: where others reach the server."""
    texts = terminal_texts(language)
    own = _own_origin(settings)
    start = texts.gettext("Start here: %(address)s   (Ctrl-C stops)") % {"address": f"{own or origins[0]}/"}
    lines = [start]
    backstage = _backstage(settings, own, origins)
    if opened:
        lines += _announce(opened, _doors(settings, origins), backstage, with_codes=with_codes, language=language)
    elif not settings.is_loopback:
        lines += _invite(own, origins, with_codes=with_codes, language=language)
    lines.append(texts.gettext("Teacher token: %(token)s") % {"token": settings.teacher_token})
    lines.append(texts.gettext("With it, everything is erased at %(address)s") % {"address": f"{backstage}/reset"})
    if settings.has_simulated_clock and not opened:
        lines.append(texts.gettext("The clock is simulated: POST /api/clock on the backstage moves it."))
    return lines


def _announce(opened: Class, doors: list[str], backstage: str, *, with_codes: bool, language: str | None) -> list[str]:
    """The class: its code, where students come in, and where the teacher leads it from."""
    texts = terminal_texts(language)
    lines = [texts.gettext("The class is open. Its code: %(code)s") % {"code": show_code(opened.code)}]
    if doors:
        lines += [texts.gettext("Students on this network come in here, by the code or by scanning:"), ""]
    else:
        lines.append(texts.gettext("Only this machine can come in: it is on no network, or listens to itself alone."))
    for address in doors:
        whole = f"{address}?code={opened.key}"
        lines += [f"    {address}", *(draw_for_terminal(whole).splitlines() if with_codes else ()), ""]
    door, page = {"address": f"{backstage}/class/door"}, {"address": f"{backstage}/class"}
    lines.append(texts.gettext("To project, code and QR code: %(address)s") % door)
    lines.append(texts.gettext("Your own page, to lead the class: %(address)s") % page)
    return lines


def _doors(settings: Settings, origins: list[str]) -> list[str]:
    """Where students come in: by the name that the school gave the start page, if any, then by this machine's."""
    given = settings.site_origins.get("start")
    return [f"{origin}/join" for origin in ([given] if given else []) + origins]


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


def _backstage(settings: Settings, own: str, origins: list[str]) -> str:
    """The backstage, for the teacher: what is there is led to by no page that a student comes upon."""
    given = settings.site_origins.get("backstage")
    if given:
        return given
    return own.replace("localhost", OWN_HOSTS["backstage"]) if own else f"{origins[0]}/{SEGMENTS['backstage']}"


def _shows_codes(out: TextIO) -> bool:
    try:
        "█▀▄".encode(out.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return out.isatty()
