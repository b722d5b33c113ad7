"""Says in a sentence that Python is too old. The scripts call this before anything else.

The old Python must be able to read this file and the scripts: no syntax that Python 3.6 does not know.
"""

import shutil
import sys

NEEDED = (3, 11)
KNOWN = ("python3.14", "python3.13", "python3.12", "python3.11")


def refuse_old_python(script: str) -> None:
    """Exit with a sentence that says what to do, if this Python is older than the project needs."""
    major, minor = sys.version_info[0], sys.version_info[1]
    if (major, minor) >= NEEDED:
        return
    newer = [name for name in KNOWN if shutil.which(name)]
    advice = "Run it with the newer one that is here: %s %s" % (newer[0], script) if newer else "Get one: python.org"
    sys.exit("%s needs Python 3.11 or newer, and this is Python %d.%d. %s" % (script, major, minor, advice))
