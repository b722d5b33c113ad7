"""What proxies say of whom they speak for, in the shapes that they write, and who of them is believed."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pixel.hosts.forwarded import TrustedProxies, read_address

PROXIES = TrustedProxies(("127.0.0.1", "10.0.0.0/8", "2001:db8:ffff::/48"))
CLIENT = "203.0.113.9"


def believe(
    headers: Mapping[str, str], peer: str = "127.0.0.1", proxies: TrustedProxies = PROXIES
) -> tuple[str, str, str]:
    """Address, scheme and host of a request that came over HTTP to `pixel:8000`."""
    environ: dict[str, Any] = {"REMOTE_ADDR": peer, "wsgi.url_scheme": "http", "HTTP_HOST": "pixel:8000"}
    environ |= {f"HTTP_{name}": text for name, text in headers.items()}
    proxies.believe(environ)
    return environ["REMOTE_ADDR"], environ["wsgi.url_scheme"], environ["HTTP_HOST"]


@pytest.mark.parametrize(
    ("headers", "address", "scheme", "host"),
    [
        pytest.param({}, "127.0.0.1", "http", "pixel:8000", id="nothing"),
        pytest.param(
            {"X_FORWARDED_FOR": CLIENT, "X_FORWARDED_PROTO": "https"},
            CLIENT,
            "https",
            "pixel:8000",
            id="nginx, as its manual shows it",
        ),
        pytest.param(
            {"X_FORWARDED_FOR": CLIENT, "X_FORWARDED_HOST": "classe.example"},
            CLIENT,
            "http",
            "classe.example",
            id="Apache: no scheme",
        ),
        pytest.param(
            {"X_FORWARDED_FOR": CLIENT, "X_FORWARDED_PROTO": "https", "X_FORWARDED_HOST": "classe.example"},
            CLIENT,
            "https",
            "classe.example",
            id="Caddy, Traefik",
        ),
        pytest.param({"X_FORWARDED_FOR": CLIENT}, CLIENT, "http", "pixel:8000", id="HAProxy, option forwardfor"),
        pytest.param(
            {"X_FORWARDED_FOR": f"{CLIENT}:41234", "X_FORWARDED_PROTO": "https", "X_FORWARDED_PORT": "443"},
            CLIENT,
            "https",
            "pixel:8000",
            id="AWS, with the client's port",
        ),
        pytest.param(
            {"X_FORWARDED_FOR": CLIENT, "X_FORWARDED_PROTO": "https", "X_FORWARDED_HOST": "mot-8000.app.github.dev"},
            CLIENT,
            "https",
            "mot-8000.app.github.dev",
            id="Codespaces, dev tunnels",
        ),
        pytest.param(
            {"X_FORWARDED_FOR": CLIENT, "X_FORWARDED_PROTO": "https, http"},
            CLIENT,
            "https",
            "pixel:8000",
            id="a tunnel that adds the scheme of each hop, though one address",
        ),
        pytest.param({"X_FORWARDED_PROTO": "https,http"}, "127.0.0.1", "https", "pixel:8000", id="schemes alone"),
        pytest.param(
            {"X_FORWARDED_FOR": f"{CLIENT}, 10.0.0.7", "X_FORWARDED_PROTO": "https, http"},
            CLIENT,
            "https",
            "pixel:8000",
            id="two proxies, both trusted: what the outer one saw",
        ),
        pytest.param(
            {"X_FORWARDED_FOR": f"{CLIENT}, 198.51.100.1", "X_FORWARDED_PROTO": "https, http"},
            "198.51.100.1",
            "http",
            "pixel:8000",
            id="two proxies, the outer one a stranger: what the inner one saw",
        ),
        pytest.param(
            {"X_FORWARDED_FOR": f"{CLIENT}, 10.0.0.7", "X_FORWARDED_PROTO": "https"},
            CLIENT,
            "https",
            "pixel:8000",
            id="two proxies, of which one tells the scheme",
        ),
        pytest.param(
            {"X_FORWARDED_FOR": f"{CLIENT}, 10.0.0.7", "X_FORWARDED_HOST": "classe.example, inner.example"},
            CLIENT,
            "http",
            "classe.example",
            id="Apache behind Apache",
        ),
        pytest.param(
            {"X_FORWARDED_FOR": f"1.2.3.4, {CLIENT}", "X_FORWARDED_PROTO": "http, https"},
            CLIENT,
            "https",
            "pixel:8000",
            id="what the client claims comes first and is not believed",
        ),
        pytest.param(
            {"X_FORWARDED_FOR": "10.1.1.1, 10.0.0.7"}, "10.1.1.1", "http", "pixel:8000", id="the client is inside, too"
        ),
        pytest.param(
            {"X_FORWARDED_FOR": f" {CLIENT} ,10.0.0.7 , ", "X_FORWARDED_PROTO": "\tHTTPS "},
            CLIENT,
            "https",
            "pixel:8000",
            id="odd blanks, an empty entry, capitals",
        ),
        pytest.param({"X_FORWARDED_FOR": "unknown"}, "", "http", "pixel:8000", id="unknown"),
        pytest.param(
            {"X_FORWARDED_FOR": f"{CLIENT}, unknown", "X_FORWARDED_PROTO": "https"},
            "",
            "https",
            "pixel:8000",
            id="beyond an unknown one nobody is known",
        ),
        pytest.param({"X_FORWARDED_FOR": "2001:db8::9"}, "2001:db8::9", "http", "pixel:8000", id="IPv6"),
        pytest.param({"X_FORWARDED_FOR": "[2001:db8::9]:443"}, "2001:db8::9", "http", "pixel:8000", id="IPv6, port"),
        pytest.param({"X_FORWARDED_FOR": f"::ffff:{CLIENT}"}, CLIENT, "http", "pixel:8000", id="IPv4 within IPv6"),
        pytest.param({"X_FORWARDED_PROTO": "ftp"}, "127.0.0.1", "http", "pixel:8000", id="no scheme of ours"),
        pytest.param(
            {"FORWARDED": f"for={CLIENT};proto=https;host=classe.example;by=10.0.0.7"},
            CLIENT,
            "https",
            "classe.example",
            id="Forwarded",
        ),
        pytest.param(
            {"FORWARDED": 'For="[2001:db8::9]:4711" ; Proto=HTTPS;Host="classe.example:8443"'},
            "2001:db8::9",
            "https",
            "classe.example:8443",
            id="Forwarded: quotes, brackets, ports, capitals, blanks",
        ),
        pytest.param(
            {"FORWARDED": f"for={CLIENT};proto=https, for=10.0.0.7;proto=http"},
            CLIENT,
            "https",
            "pixel:8000",
            id="Forwarded of two proxies, or two such headers joined",
        ),
        pytest.param(
            {"FORWARDED": f'for="{CLIENT}:_port", for=198.51.100.1;proto=https'},
            "198.51.100.1",
            "https",
            "pixel:8000",
            id="Forwarded: the outer proxy is a stranger",
        ),
        pytest.param(
            {"FORWARDED": "for=_hidden;proto=https"}, "", "https", "pixel:8000", id="Forwarded: a made-up name"
        ),
        pytest.param({"FORWARDED": 'for="_gazonk"'}, "", "http", "pixel:8000", id="Forwarded: the same in quotes"),
        pytest.param(
            {"FORWARDED": "proto=https;host=classe.example"},
            "127.0.0.1",
            "https",
            "classe.example",
            id="Forwarded without an address",
        ),
        pytest.param(
            {"FORWARDED": rf'for="{CLIENT}";ext="a,b;c\"d=e";proto=https'},
            CLIENT,
            "https",
            "pixel:8000",
            id="Forwarded: signs within quotes",
        ),
        pytest.param({"FORWARDED": f",, for={CLIENT};;, "}, CLIENT, "http", "pixel:8000", id="Forwarded: empty parts"),
        pytest.param(
            {"FORWARDED": f"for={CLIENT} proto"}, "", "http", "pixel:8000", id="Forwarded: an unreadable name"
        ),
        pytest.param({"FORWARDED": f'for="{CLIENT}'}, "127.0.0.1", "http", "pixel:8000", id="Forwarded: half a quote"),
        pytest.param(
            {"FORWARDED": "for=1.2.3.4;proto=http;host=evil.example", "X_FORWARDED_FOR": CLIENT},
            CLIENT,
            "http",
            "pixel:8000",
            id="where both came, X-Forwarded counts, and alone",
        ),
    ],
)
def test_what_a_trusted_proxy_says(headers: dict[str, str], address: str, scheme: str, host: str) -> None:
    assert believe(headers) == (address, scheme, host)


ALL = {
    "X_FORWARDED_FOR": CLIENT,
    "X_FORWARDED_PROTO": "https",
    "X_FORWARDED_HOST": "evil.example",
    "FORWARDED": f"for={CLIENT};proto=https;host=evil.example",
}


@pytest.mark.parametrize("peer", ["203.0.113.77", "2001:db8::1", "", "no address", "11.0.0.1"])
def test_a_stranger_is_believed_in_nothing(peer: str) -> None:
    assert believe(ALL, peer) == (peer, "http", "pixel:8000")


def test_where_nobody_is_trusted_nobody_is_believed() -> None:
    assert believe(ALL, "127.0.0.1", TrustedProxies(())) == ("127.0.0.1", "http", "pixel:8000")


@pytest.mark.parametrize("peer", ["10.9.9.9", "::ffff:10.9.9.9", "2001:db8:ffff::2"])
def test_a_proxy_is_known_by_network_and_within_ipv6(peer: str) -> None:
    assert believe({"X_FORWARDED_FOR": CLIENT}, peer)[0] == CLIENT


@pytest.mark.parametrize(
    "text", ["", "unknown", "_x", "1.2.3", "1.2.3.4.5", "[::1", "::1]", "a:80", ":80", "[]:1", "<b>"]
)
def test_what_is_no_address(text: str) -> None:
    assert read_address(text) == ""


HEADER = st.text(st.sampled_from('for=host;proto,"\\ \t[]:_.0123456789afx\x80é'), max_size=60)


@settings(deadline=None, database=None)
@given(forwarded=HEADER, addresses=HEADER, schemes=HEADER)
@example(forwarded=" " * 60_000 + "=", addresses="", schemes="")
@example(forwarded='for="' + "\\" * 60_000, addresses="", schemes="")
@example(forwarded="", addresses="," * 60_000, schemes=",")
def test_whatever_comes_is_read_to_its_end(forwarded: str, addresses: str, schemes: str) -> None:
    address, scheme, _ = believe({"FORWARDED": forwarded, "X_FORWARDED_FOR": addresses, "X_FORWARDED_PROTO": schemes})
    assert address == read_address(address)
    assert scheme in ("http", "https")
