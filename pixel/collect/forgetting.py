"""Lets go of what is kept for an hour only. The WSGI entry asks before a page, never before a hit."""

import contextlib
from time import monotonic

from pixel import clock
from pixel.store import Store, StoreUnavailable
from pixel.store.collect import drop_old_refusals

EVERY_SECONDS = 60.0


class Forgetting:
    """Deletes old refusals, at most once a minute and process."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._due = monotonic()

    def run_if_due(self) -> None:
        """Deletes if a minute has passed; a store that does not answer is asked again a minute later."""
        if monotonic() < self._due:
            return
        self._due = monotonic() + EVERY_SECONDS
        with contextlib.suppress(StoreUnavailable):
            self._store.write(drop_old_refusals, clock.now())
