"""`pixel play` on the command line; `pixel.cli` hooks it in. `runner`, imported only when it is asked for, does it."""

import argparse
import sys
from pathlib import Path

BROWSERS = ("chromium", "firefox")
COMPARED = (
    "one story under two settings, side by side: cookies=allowed cookies=blocked; also cookies=per-site, gpc=on, "
    "scripts=off, language=en, device=phone, consent=denied; several are joined by commas"
)


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`pixel play` among the commands of `pixel`."""
    playing = commands.add_parser(
        "play",
        help="play stories against a server, and check what the tracker learned",
        description="Plays stories against a server of its own, or a running one, and checks what the tracker learned.",
        epilog="Ends with 0 where all came as the stories say, 1 where something did not, 2 where nothing could be "
        "played: a mistake in a story, no browser, no server.",
    )
    playing.add_argument("stories", nargs="*", metavar="STORY", help="a shipped story's name, or a file.yaml")
    playing.add_argument("--list", action="store_true", help="name the shipped stories, a line each")
    playing.add_argument("--all", action="store_true", help="play all shipped stories")
    playing.add_argument("--browser", choices=BROWSERS, help="in a real browser (default: plain HTTP)")
    playing.add_argument("--compare", nargs=2, metavar=("A", "B"), help=COMPARED)
    playing.add_argument("--url", metavar="URL", help="a running server, as http://localhost:8000 (with --token)")
    playing.add_argument("--token", metavar="T", help="that server's teacher token")
    playing.add_argument("--database", metavar="URL", default="", help="for the server of its own: an empty database")
    playing.add_argument("--port", type=int, default=0, help="for the server of its own: a port (default: a free one)")
    playing.add_argument("--json", action="store_true", help="the results as JSON, on standard output")
    playing.add_argument("--junit", metavar="FILE", type=Path, help="the results as JUnit XML, in a file")
    playing.add_argument(
        "--record", metavar="DIR", type=Path, help="a picture of each step, on a page (with --browser)"
    )
    playing.set_defaults(run=_run)


def _run(_: object, asked: argparse.Namespace) -> None:
    from pixel.stories.runner import run

    sys.exit(run(asked))
