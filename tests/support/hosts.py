"""Hosts of a test's own, on one machine: network namespaces with a cable each, where Linux and root let us make them,
else addresses of loopback.

A namespace lasts as long as the process that holds it, which ends with the tests, however they end; its cable goes too.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

NO_HOSTS = "hosts of their own take Linux, root and iproute2"
SETTING = "PIXEL_IP"  # iproute2's program, as scripts/test found it
# Set apart for trying out networks (RFC 2544), a part of it for each test run: nobody else has an address there.
NETWORK = f"198.18.{os.getpid() % 256}"
HOLDER = ("unshare", "--net", "sh", "-c", "echo; exec cat")  # says that it has its namespace, ends when its input does


@dataclass(frozen=True)
class Host:
    """Whoever runs the tests reaches it at `address`, and is reached from it at `tests`. `command` goes before that of
    a program which is to run there; `cable` is empty where all hosts are this one."""

    address: str
    tests: str
    command: tuple[str, ...] = ()
    cable: str = ""

    @property
    def is_apart(self) -> bool:
        """Whether it shares nothing with this machine but files and processors."""
        return bool(self.cable)

    @contextmanager
    def unplugged(self) -> Iterator[None]:
        """Meanwhile nothing that it sends arrives anywhere, nor the other way; nobody is told."""
        _ip("link", "set", self.cable, "down", within=self.command)
        try:
            yield
        finally:
            _ip("link", "set", self.cable, "up", within=self.command)


@contextmanager
def running_hosts(number: int) -> Iterator[Sequence[Host]]:
    """So many hosts, gone afterwards with all that runs there."""
    if not can_make():
        yield [Host(f"127.0.0.{11 + n}", "127.0.0.1") for n in range(number)]
        return
    with ExitStack() as stack:
        yield [stack.enter_context(_running(n)) for n in range(number)]


def can_make() -> bool:
    """Whether this is Linux with the programs, and we may do that here (in a container even root may not)."""
    is_ours = (
        sys.platform == "linux" and os.geteuid() == 0 and all(map(shutil.which, (_program(), "unshare", "nsenter")))
    )
    if not is_ours:
        return False
    tried = ["unshare", "--net", _program(), "link", "add", "one", "type", "veth", "peer", "name", "other"]
    return subprocess.run(tried, capture_output=True, check=False).returncode == 0


@contextmanager
def _running(n: int) -> Iterator[Host]:
    tests, address = f"{NETWORK}.{4 * n + 1}", f"{NETWORK}.{4 * n + 2}"  # a network of four addresses for each
    with subprocess.Popen(HOLDER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True) as holder:
        assert holder.stdout
        holder.stdout.readline()
        within = ("nsenter", f"--net=/proc/{holder.pid}/ns/net")
        here, there = f"px{os.getpid()}-{n}", "cable"
        _ip("link", "add", here, "type", "veth", "peer", "name", there, "netns", str(holder.pid))
        for end, cable, own in (((), here, tests), (within, there, address)):
            _ip("address", "add", f"{own}/30", "dev", cable, within=end)
            _ip("link", "set", cable, "up", within=end)
        _ip("link", "set", "lo", "up", within=within)
        yield Host(address, tests, within, there)


def _program() -> str:
    return os.environ.get(SETTING, "ip")


def _ip(*order: str, within: tuple[str, ...] = ()) -> None:
    command = [*within, _program(), *order]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)} ended with {done.returncode}: {done.stderr}"
