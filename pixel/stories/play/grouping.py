"""Which stories are played on which server: those that need it started alike share one. `runner` and tests call it."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass

from pixel.stories.format.model import Story
from pixel.stories.server.targets import Target, run_target, visit


@dataclass(frozen=True)
class Wanted:
    """The server that was asked for: a running one by `url` and `token`, else one of our own on `database`, `port`."""

    url: str | None = None
    token: str | None = None
    database: str = ""
    port: int = 0


OUR_OWN = Wanted()


def find_targets(
    stories: Sequence[Story], wanted: Wanted = OUR_OWN
) -> Generator[tuple[Target, list[Story]], None, None]:
    """The running server that was named; else one of our own for all stories that need it started alike.

    Raises UsageError, ServerNotStartedError, and for a running one RequestRefusedError and ServerGoneError.
    """
    if wanted.url:
        yield visit(wanted.url, wanted.token or ""), list(stories)
        return
    groups: dict[tuple[tuple[str, str], ...], list[Story]] = {}
    for story in stories:
        groups.setdefault(tuple(settings_for(story).items()), []).append(story)
    for settings, group in groups.items():
        with run_target(dict(settings), wanted.database, wanted.port) as target:
            yield target, group


def settings_for(story: Story) -> dict[str, str]:
    """The PIXEL_* variables that a story's server is started with."""
    if not story.server or not story.server.rate_limit:
        return {}
    # Each worker counts for itself: one alone counts exactly.
    return {"PIXEL_RATE_LIMIT": str(story.server.rate_limit), "PIXEL_WORKERS": "1"}
