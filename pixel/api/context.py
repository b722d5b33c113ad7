"""What the API's answers have at hand. `application` makes it, the composition root fills it."""

from collections.abc import Callable
from dataclasses import dataclass

from pixel.classroom.stream.hub import Hub
from pixel.settings import Settings
from pixel.store import Store
from pixel.store.shared_clock import SharedClock


@dataclass(frozen=True)
class ApiContext:
    """The store; the clock, where it can be moved; and what only the composition root knows how to do: `seed` takes in
    the product feeds and campaigns and says how many, `forget` lets go of what is older than it may be kept. `hub`
    follows the database for streams; None where a server has too few threads to leave one to each."""

    store: Store
    key: bytes
    settings: Settings
    shared_clock: SharedClock | None
    seed: Callable[[], tuple[int, int]]
    forget: Callable[[], None]
    hub: Hub | None
