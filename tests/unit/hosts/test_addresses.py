"""Which of a machine's addresses others can open, and in which order."""

import pytest

from pixel.hosts.addresses import Adapter, choose_addresses, find_hosts, find_origins
from pixel.settings import Settings

WIFI = Adapter("wlan0", ("192.168.1.20", "2001:db8::20", "fe80::1"))
ADAPTERS = (
    Adapter("lo", ("127.0.0.1", "::1")),
    Adapter("docker0", ("172.17.0.1",)),
    Adapter("VirtualBox Host-Only Ethernet Adapter", ("192.168.56.1",)),
    Adapter("vEthernet (Default Switch)", ("172.20.0.1",)),
    Adapter("eth0", ("10.0.0.5", "169.254.7.7")),
    WIFI,
    Adapter("wlan0 again", ("192.168.1.20",)),
)


@pytest.mark.parametrize(
    ("first", "has_ipv6", "expected"),
    [
        pytest.param("", False, ["10.0.0.5", "192.168.1.20"], id="as the system lists them"),
        pytest.param("192.168.1.20", False, ["192.168.1.20", "10.0.0.5"], id="where the way out is goes first"),
        pytest.param("", True, ["10.0.0.5", "192.168.1.20", "2001:db8::20"], id="IPv6 after IPv4"),
        pytest.param("172.17.0.1", False, ["10.0.0.5", "192.168.1.20"], id="guests are nobody's way in"),
    ],
)
def test_what_others_can_open(first: str, has_ipv6: bool, expected: list[str]) -> None:
    assert choose_addresses(ADAPTERS, first, has_ipv6=has_ipv6) == expected


@pytest.mark.parametrize("host", ["", "localhost", "127.0.0.1", "127.0.0.9", "::1"])
def test_on_loopback_nobody_comes_in(host: str) -> None:
    assert find_hosts(host) == []


@pytest.mark.parametrize(
    ("host", "port", "origin"),
    [
        pytest.param("192.168.1.20", 8000, "http://192.168.1.20:8000", id="IPv4"),
        pytest.param("192.168.1.20", 80, "http://192.168.1.20", id="port 80 goes unsaid"),
        pytest.param("2001:db8::20", 8000, "http://[2001:db8::20]:8000", id="IPv6"),
        pytest.param("[2001:db8::20]", 8000, "http://[2001:db8::20]:8000", id="IPv6 in brackets"),
        pytest.param("prof.lan", 8000, "http://prof.lan:8000", id="a name"),
    ],
)
def test_a_host_that_was_set_is_the_way_in(host: str, port: int, origin: str) -> None:
    assert find_origins(Settings(host=host, port=port)) == [origin]


def test_this_very_machine_lists_its_own_without_loopback() -> None:
    assert not any(host.startswith(("127.", "[::1]", "[fe80")) for host in find_hosts("::"))
