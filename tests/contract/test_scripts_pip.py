"""The scripts install with the pip of `.venv`, however this machine's pip is set; where it fails, they say why."""

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import ClassVar

import pytest

from environment.pip_failure import explain_failure
from environment.pip_settings import keep_settings
from tests.support.server import ROOT

INSTALL = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from environment.messages import speaking_plainly
from environment.pip_install import install
with speaking_plainly():
    install(Path(sys.argv[2]), Path(sys.argv[3]))
"""
NETWORK = "This first time needs the network"
# As files of pip's settings would have them; `{away}` is a folder that is not `.venv`.
EACH = {
    "user": {"user": "true"},
    "target": {"target": "{away}"},
    "prefix": {"prefix": "{away}"},
    "root": {"root": "{away}"},
    "dry run": {"dry-run": "true"},
    "from sources only": {"no-binary": ":all:"},
    "other requirements": {"requirement": "{away}/none.txt"},
    "other constraints": {"constraint": "{away}/none.txt"},
    "says nothing": {"quiet": "3"},
    "an unknown feature": {"require-virtualenv": "true", "use-feature": "none-such"},
}
SETTINGS = [
    pytest.param({name: value for settings in EACH.values() for name, value in settings.items()}, id="all at once"),
    *(pytest.param(settings, id=name, marks=pytest.mark.long) for name, settings in EACH.items()),
]


def make_wheel(folder: Path, tag: str = "py3-none-any") -> Path:
    """A package `tiny` of one empty module."""
    folder.mkdir(exist_ok=True)
    path = folder / f"tiny-1.0-{tag}.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr("tiny.py", "")
        wheel.writestr("tiny-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n")
        wheel.writestr("tiny-1.0.dist-info/WHEEL", f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {tag}\n")
        wheel.writestr("tiny-1.0.dist-info/RECORD", "")
    return path


class Machine:
    """A `.venv`, a wheel with its lock, and a home whose pip can be set."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.wheels = folder / "wheels"
        self.lock = folder / "lock.txt"
        digest = hashlib.sha256(make_wheel(self.wheels).read_bytes()).hexdigest()
        self.lock.write_text(f"tiny==1.0 --hash=sha256:{digest}\n")
        self.python = folder / "venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        subprocess.run([sys.executable, "-I", "-m", "venv", folder / "venv"], env=keep_settings(os.environ), check=True)

    def install(self, **settings: str) -> "subprocess.CompletedProcess[str]":
        """The scripts' way of installing, with further variables."""
        home = {"HOME": str(self.folder), "APPDATA": str(self.folder), "XDG_CONFIG_DIRS": str(self.folder)}
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "XDG_"))}
        command = [sys.executable, "-c", INSTALL, str(ROOT / "scripts"), str(self.python), str(self.lock)]
        return subprocess.run(
            command, env={**kept, **home, **settings}, capture_output=True, text=True, timeout=120, check=False
        )

    def takes_away(self) -> str:
        """Where the package was found in `.venv`, which is then without it again."""
        command = [str(self.python), "-I", "-c", "import tiny; print(tiny.__file__)"]
        found = Path(subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip())
        for left in found.parent.glob("tiny*"):
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        return str(found)


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    return Machine(tmp_path_factory.mktemp("machine"))


def as_variables(settings: Mapping[str, str]) -> dict[str, str]:
    return {f"PIP_{name.upper().replace('-', '_')}": value for name, value in settings.items()}


@pytest.mark.long
@pytest.mark.parametrize("settings", SETTINGS)
def test_a_setting_in_the_environment_does_not_lead_packages_elsewhere(
    machine: Machine, settings: dict[str, str], tmp_path: Path
) -> None:
    here = as_variables({name: value.format(away=tmp_path) for name, value in settings.items()})
    done = machine.install(**here, PIP_NO_INDEX="1", PIP_FIND_LINKS=str(machine.wheels))
    assert (done.returncode, done.stderr) == (0, "")
    assert machine.takes_away().startswith(str(machine.folder / "venv"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.long
@pytest.mark.parametrize("section", ["global", "install"])
@pytest.mark.parametrize("settings", SETTINGS)
def test_nor_does_one_in_pips_own_file_whose_index_is_used_all_the_same(
    machine: Machine, settings: dict[str, str], section: str, tmp_path: Path
) -> None:
    lines = [f"{name} = {value.format(away=tmp_path / 'away')}" for name, value in settings.items()]
    index = ["no-index = true", f"find-links =\n    {tmp_path}\n    {machine.wheels}"]
    file = tmp_path / "pip.conf"
    file.write_text("\n".join(["[global]", *index, f"[{section}]" if section != "global" else "", *lines]))
    done = machine.install(PIP_CONFIG_FILE=str(file))
    assert (done.returncode, done.stderr) == (0, "")
    assert machine.takes_away().startswith(str(machine.folder / "venv"))
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.long
@pytest.mark.skipif(os.name == "nt", reason="there the file stands elsewhere")
def test_the_file_in_a_persons_home_counts_too(machine: Machine) -> None:
    file = machine.folder / ".pip" / "pip.conf"
    file.parent.mkdir()
    file.write_text(f"[install]\nuser = true\n[global]\nuser = true\nno-index = true\nfind-links = {machine.wheels}\n")
    done = machine.install()
    file.unlink()
    assert (done.returncode, done.stderr) == (0, "")
    assert machine.takes_away().startswith(str(machine.folder / "venv"))


@pytest.mark.long
@pytest.mark.parametrize("name", ["PYTHONPATH", "PYTHONUSERBASE", "PYTHONHOME"])
def test_what_another_pythons_path_holds_is_installed_all_the_same(machine: Machine, name: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(next(machine.wheels.iterdir())) as wheel:
        wheel.extractall(tmp_path)
    where = sys.base_prefix if name == "PYTHONHOME" else str(tmp_path)
    done = machine.install(**{name: where}, PIP_NO_INDEX="1", PIP_FIND_LINKS=str(machine.wheels))
    assert (done.returncode, done.stderr) == (0, "")
    assert machine.takes_away().startswith(str(machine.folder / "venv"))


def test_what_says_how_packages_are_reached_is_kept_and_nothing_else() -> None:
    reached = {
        "PIP_INDEX_URL": "https://index.example/simple",
        "PIP_EXTRA_INDEX_URL": "https://a.example https://b.example",
        "PIP_PROXY": "http://proxy.example:3128",
        "PIP_CERT": "/etc/ssl/school.pem",
        "PIP_DEFAULT_TIMEOUT": "60",
        "HTTPS_PROXY": "http://proxy.example:3128",
        "SSL_CERT_FILE": "/etc/ssl/school.pem",
    }
    other = {"PIP_USER": "1", "PIP_CONFIG_FILE": "/x", "PYTHONPATH": "/x", "PYTHONHOME": "/x", "PIP_PYTHON": "/x"}
    features = {"PIP_USE_FEATURE": "fast-deps truststore"}
    assert keep_settings({**reached, **other, **features}) == {**reached, "PIP_USE_FEATURE": "truststore"}


# Where pip fails


class Index(BaseHTTPRequestHandler):
    """A package index that answers everything with its status."""

    status: ClassVar[int] = 500

    def do_GET(self) -> None:
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def index(request: pytest.FixtureRequest) -> Iterator[str]:
    handler = type("Answering", (Index,), {"status": request.param})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.mark.long
@pytest.mark.parametrize(("index", "said"), [(403, "403"), (503, "503")], indirect=["index"])
def test_an_index_that_refuses_is_about_the_network(machine: Machine, index: str, said: str) -> None:
    done = machine.install(PIP_CONFIG_FILE=os.devnull, PIP_INDEX_URL=index, PIP_RETRIES="0")
    assert done.returncode == 1
    assert NETWORK in done.stderr
    assert said in done.stderr.partition("pip said: ")[2]


@pytest.mark.long
@pytest.mark.parametrize("index", [404], indirect=True)
def test_an_index_without_the_package_is_not(machine: Machine, index: str) -> None:
    done = machine.install(PIP_CONFIG_FILE=os.devnull, PIP_INDEX_URL=index, PIP_RETRIES="0")
    assert done.returncode == 1
    assert NETWORK not in done.stderr
    assert "The package index that pip asks has no tiny==1.0 for " in done.stderr
    assert done.stderr.endswith("pip said: ERROR: No matching distribution found for tiny==1.0\n")


@pytest.mark.long
def test_neither_is_a_package_that_is_there_for_other_pythons_alone(machine: Machine, tmp_path: Path) -> None:
    make_wheel(tmp_path, "cp399-none-any")
    done = machine.install(PIP_CONFIG_FILE=os.devnull, PIP_NO_INDEX="1", PIP_FIND_LINKS=str(tmp_path))
    assert done.returncode == 1
    assert NETWORK not in done.stderr
    assert "has no tiny==1.0 for " in done.stderr


@pytest.mark.long
def test_a_file_that_is_not_the_locked_one_is_named(machine: Machine, tmp_path: Path) -> None:
    (path := make_wheel(tmp_path)).write_bytes(path.read_bytes() + b"more")
    done = machine.install(PIP_CONFIG_FILE=os.devnull, PIP_NO_INDEX="1", PIP_FIND_LINKS=str(tmp_path))
    assert done.returncode == 1
    assert NETWORK not in done.stderr
    assert "What came is not the file that was locked" in done.stderr
    assert "tiny==1.0 from file:" in done.stderr


@pytest.mark.long
def test_settings_that_pip_cannot_read_are_told(machine: Machine, tmp_path: Path) -> None:
    (file := tmp_path / "pip.conf").write_text("user = true\n")
    done = machine.install(PIP_CONFIG_FILE=str(file))
    assert done.returncode == 1
    assert done.stderr.startswith(f"pip's settings cannot be read: correct {file}. File contains no section headers.")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        pytest.param(
            "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
            "The disk is full",
            id="disk full",
        ),
        pytest.param(
            "ERROR: Could not install packages due to an OSError: [Errno 13] Permission denied: '/venv/lib'",
            "A file may not be written",
            id="not allowed",
        ),
        pytest.param(
            "ERROR: Could not install packages due to an OSError: [WinError 5] Access is denied: 'C:\\\\venv'",
            "A file may not be written",
            id="not allowed on Windows",
        ),
        pytest.param("WARNING: Connection timed out while downloading.", NETWORK, id="no answer"),
        pytest.param(
            "ERROR: Could not install requirement tiny==1.0 from https://files.example/tiny.whl because of HTTP error "
            "502 Server Error: Bad Gateway for url: https://files.example/tiny.whl",
            NETWORK,
            id="a file that does not come",
        ),
        pytest.param("pip._vendor.urllib3.exceptions.ReadTimeoutError: Read timed out.", NETWORK, id="too slow"),
        pytest.param(
            "WARNING: Retrying (Retry(total=4)) after connection broken by 'SSLError(SSLCertVerificationError(1, "
            "'[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed'))': /simple/tiny/",
            NETWORK,
            id="a certificate that is not believed",
        ),
        pytest.param("ERROR: Failed building wheel for tiny", "could not be installed. pip said: ERROR", id="else"),
    ],
)
def test_each_reason_is_told_as_it_is(line: str, said: str) -> None:
    told = explain_failure(f"Collecting tiny==1.0\n{line}\n")
    assert said in told
    assert line in told
    assert (NETWORK in told) is (said == NETWORK)
