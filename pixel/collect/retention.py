"""Lets go of what may not be kept longer. The WSGI entry asks at each request whether it is due; none waits for it.

Refusals go after an hour, visits and ads shown after PIXEL_RETENTION_DAYS: as far back as a campaign may look.
"""

import contextlib
import threading
from datetime import timedelta
from time import monotonic

from pixel import clock
from pixel.store import Store, StoreUnavailable
from pixel.store.queries.retention import REFUSALS_LAST, drop_old_events, drop_old_impressions, drop_old_refusals

FIRST_SECONDS = 5.0  # after the start, which has enough to do
EVERY_SECONDS = 60.0
# A step is one transaction: short enough that a hit hardly waits, and hits stand in line between two of them.
ROWS_A_STEP = 200
REFUSALS_A_STEP = 1_000  # no sums follow them
STEPS_AT_ONCE = 500
PAUSE_SECONDS = 0.05


class Retention:
    """Deletes what is too old, at most once a minute and process, beside the requests."""

    def __init__(self, store: Store, retention_days: int) -> None:
        self._store = store
        days = timedelta(days=retention_days)
        self._kinds = (
            (drop_old_refusals, REFUSALS_LAST, REFUSALS_A_STEP),
            (drop_old_events, days, ROWS_A_STEP),
            (drop_old_impressions, days, ROWS_A_STEP),
        )
        self._due = monotonic() + FIRST_SECONDS

    def run_if_due(self) -> None:
        """Begins to delete if a minute has passed since the last time."""
        now = monotonic()
        if now < self._due:
            return
        self._due = now + EVERY_SECONDS
        threading.Thread(target=self.run, name="pixel-forgetting", daemon=True).start()

    def run(self) -> None:
        """Deletes step by step until nothing old is left, or for so many steps; a store that does not answer is asked
        again a minute later."""
        pause = threading.Event()
        with contextlib.suppress(StoreUnavailable):
            for drop, age, rows in self._kinds:
                for _ in range(STEPS_AT_ONCE):
                    if not self._store.write(drop, clock.now() - age, rows):
                        break
                    pause.wait(PAUSE_SECONDS)
