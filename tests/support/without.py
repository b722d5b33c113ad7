"""What a test does where something that it needs is not here: it is skipped, or fails with CI=true.

The fixtures that look for browsers and for PostgreSQL call this.
"""

import os
from typing import NoReturn

import pytest


def do_without(reason: str) -> NoReturn:
    """Skip, or fail with CI=true. `scripts/test` counts skips by the setting that `reason` names."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
