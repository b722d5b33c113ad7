"""Which site a request is for, and how another site's address is written."""

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pixel.origins import AGENCIES, OWN_HOSTS, SEGMENTS, SITES, Found, Here, NotFound, Origins
from pixel.settings import Settings, SettingsError

ORIGINS = Origins(Settings(database=Path("unused.db"), allowed_hosts=frozenset({"classe.example"})))
OWN = "own-hosts"
ONE = "one-address"


def find(host: str, path: str = "/", scheme: str = "http") -> Here:
    found = ORIGINS.find(scheme, host, path)
    assert isinstance(found, Found)
    return found.here


@pytest.mark.parametrize(
    ("host", "path", "site", "mode"),
    [
        pytest.param("localhost:8000", "/", "start", OWN, id="start"),
        pytest.param("reseau.localhost:8000", "/", "network", OWN, id="network"),
        pytest.param("pixel.reseau.localhost:8000", "/tr", "collector", OWN, id="collector"),
        pytest.param("coulisses.reseau.localhost:8000", "/", "backstage", OWN, id="backstage"),
        *(pytest.param(f"{name}.localhost:8000", "/", name, OWN, id=f"agency {name}") for name in AGENCIES),
        pytest.param("reseau.localhost", "/", "network", OWN, id="port 80 goes unsaid"),
        pytest.param("RESEAU.LocalHost:8000", "/", "network", OWN, id="a host in capitals"),
        pytest.param("reseau.localhost.:8000", "/", "network", OWN, id="a fully qualified host"),
        pytest.param("soleil.localhost:8000", "/reseau/", "soleil", OWN, id="a segment means nothing on an own host"),
        pytest.param("127.0.0.1:8000", "/", "start", ONE, id="IPv4"),
        pytest.param("[::1]:8000", "/", "start", ONE, id="IPv6"),
        pytest.param("192.168.1.20:8000", "/reseau/", "network", ONE, id="a classroom address"),
        pytest.param("127.0.0.1:8000", "/pixel/tr", "collector", ONE, id="collector by segment"),
        pytest.param("127.0.0.1:8000", "/coulisses/inspector", "backstage", ONE, id="backstage by segment"),
        pytest.param("127.0.0.1:8000", "/soleil/destinations/bahamas", "soleil", ONE, id="agency by segment"),
        pytest.param("127.0.0.1:8000", "/soleil", "soleil", ONE, id="segment without slash"),
        pytest.param("127.0.0.1:8000", "/soleilade/", "start", ONE, id="a segment is a whole word"),
        pytest.param("prof.local:8000", "/nordet/", "nordet", ONE, id="a .local name"),
        pytest.param("xn--cole-9oa.local:8000", "/nordet/", "nordet", ONE, id="a .local name with an accent"),
        pytest.param("classe.example:8000", "/escale/", "escale", ONE, id="an allowed host"),
    ],
)
def test_the_host_or_the_first_segment_names_the_site(host: str, path: str, site: str, mode: str) -> None:
    here = find(host, path)
    assert (here.site, here.mode) == (site, mode)


@pytest.mark.parametrize(
    ("host", "status"),
    [
        pytest.param("plage.localhost:8000", 404, id="an unknown name under localhost"),
        pytest.param("reseau.reseau.localhost", 404, id="a name under the network's"),
        pytest.param("evil.example", 421, id="a foreign name"),
        pytest.param("reseau.localhost.evil.example", 421, id="ours as a prefix of a foreign name"),
        pytest.param("notlocalhost", 421, id="a name that ends as ours does"),
        pytest.param("", 421, id="no host"),
        pytest.param("reseau.localhost:8000, evil.example", 421, id="two hosts"),
        pytest.param("user@reseau.localhost", 421, id="a user in front"),
        pytest.param("localhost:99999", 421, id="a port that does not exist"),
        pytest.param("localhost:", 421, id="a colon and no port"),
        pytest.param("[127.0.0.1]", 421, id="IPv4 in brackets"),
        pytest.param("[::1", 421, id="half a bracket"),
        pytest.param("x;script-src *.local", 421, id="a policy in a host"),
        pytest.param('"><b>.local', 421, id="markup in a host"),
        pytest.param("xn--99999.local", 421, id="punycode that is none"),
        pytest.param("..local", 421, id="a name with empty parts"),
        pytest.param("x" * 64 + ".local", 421, id="a part too long for a name"),
        pytest.param("\xc3\xa9cole.local", 421, id="bytes beyond ASCII"),
    ],
)
def test_other_names_read_nothing(host: str, status: int) -> None:
    found = ORIGINS.find("http", host, "/")
    assert isinstance(found, NotFound)
    assert found.status == status
    assert (found.here is None) == (status == 421)


def test_the_machines_own_name_is_one_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.gethostname", lambda: "Portable-De-Lea")
    found = Origins(Settings()).find("http", "portable-de-lea:8000", "/reseau/")
    assert isinstance(found, Found)
    assert (found.here.site, found.here.mode) == ("network", ONE)


@pytest.mark.parametrize(
    ("host", "scheme", "site", "address"),
    [
        pytest.param("localhost:8000", "http", "soleil", "http://soleil.localhost:8000/d", id="port kept"),
        pytest.param("localhost", "http", "soleil", "http://soleil.localhost/d", id="no port kept"),
        pytest.param("localhost:8443", "https", "soleil", "https://soleil.localhost:8443/d", id="scheme kept"),
        pytest.param("127.0.0.1:8000", "http", "start", "http://127.0.0.1:8000/d", id="one address, start"),
        pytest.param("127.0.0.1:8000", "http", "collector", "http://127.0.0.1:8000/pixel/d", id="one address, site"),
        pytest.param("[::1]:8000", "http", "soleil", "http://[::1]:8000/soleil/d", id="one address, IPv6"),
        pytest.param("prof.local", "http", "network", "http://prof.local/reseau/d", id="one address, a name"),
        pytest.param("prof.local:443", "https", "network", "https://prof.local/reseau/d", id="a port that goes unsaid"),
        pytest.param("prof.local:80", "https", "start", "https://prof.local:80/d", id="the other scheme's does not"),
        pytest.param("localhost:80", "http", "soleil", "http://soleil.localhost/d", id="on an own host, too"),
        pytest.param("[::1]:80", "http", "start", "http://[::1]/d", id="IPv6, too"),
    ],
)
def test_an_address_keeps_mode_scheme_and_port(host: str, scheme: str, site: str, address: str) -> None:
    assert find(host, scheme=scheme).url(site, "/d") == address


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8000", "[::1]:9000", "prof.local"])
def test_every_link_leads_to_its_site_and_stays_in_the_mode(host: str) -> None:
    here = find(host)
    for site in SITES:
        address = here.url(site, "/x")
        authority, path = address.removeprefix("http://").split("/", 1)
        there = find(authority, f"/{path}")
        assert (there.site, there.mode, there.bases) == (site, here.mode, here.bases)


@pytest.mark.parametrize(
    ("host", "address", "site"),
    [
        pytest.param("localhost:8000", "http://soleil.localhost:8000/destinations/bahamas", "soleil", id="its page"),
        pytest.param("localhost:8000", "http://SOLEIL.localhost:8000/", "soleil", id="capitals in the host"),
        pytest.param("localhost:8000", "http://soleil.localhost:8000", "soleil", id="its origin"),
        pytest.param("localhost:8000", "http://soleil.localhost:9000/", None, id="another port"),
        pytest.param("localhost:8000", "https://soleil.localhost:8000/", None, id="another scheme"),
        pytest.param("localhost:8000", "http://soleil.localhost:8000@evil.example/", None, id="ours as user name"),
        pytest.param(
            "localhost:8000", "http://evil.example/?http://soleil.localhost:8000/", None, id="ours in a query"
        ),
        pytest.param("localhost:8000", "javascript:alert(1)", None, id="a script"),
        pytest.param("localhost:8000", "http://[", None, id="no address at all"),
        pytest.param("localhost:8000", "", None, id="empty"),
        pytest.param("127.0.0.1:8000", "http://127.0.0.1:8000/soleil/x", "soleil", id="one address, a segment"),
        pytest.param("127.0.0.1:8000", "http://127.0.0.1:8000/", "start", id="one address, start"),
        pytest.param("127.0.0.1:8000", "http://soleil.localhost:8000/", None, id="one address, an own host"),
        pytest.param("127.0.0.1:8000", "http://127.0.0.2:8000/soleil/", None, id="one address, another one"),
    ],
)
def test_a_pages_address_tells_its_site(host: str, address: str, site: str | None) -> None:
    assert find(host).site_of(address) == site


def with_sites(**origins: str) -> Origins:
    return Origins(Settings(site_origins=origins))


def test_a_site_can_have_an_origin_of_its_own() -> None:
    found = with_sites(soleil="https://soleil.example").find("https", "soleil.example", "/")
    assert isinstance(found, Found)
    assert found.here.site == "soleil"
    assert found.here.origin("soleil") == "https://soleil.example"
    assert found.here.site_of("https://soleil.example/destinations/bahamas") == "soleil"


def test_an_origin_with_a_port_is_found_with_it() -> None:
    found = with_sites(soleil="https://soleil.example:8443").find("https", "soleil.example:8443", "/")
    assert isinstance(found, Found)
    assert found.here.site == "soleil"


@pytest.mark.parametrize(
    ("origins", "said"),
    [
        pytest.param({"plage": "https://plage.example"}, "plage", id="a site that is none"),
        pytest.param({"network": "https://reseau.example"}, "collector", id="the network alone moves"),
        pytest.param(
            {"network": "https://reseau.example", "collector": "https://pixel.example"},
            "must stand under",
            id="the collector elsewhere",
        ),
    ],
)
def test_origins_that_cannot_share_the_cookie_are_refused(origins: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        with_sites(**origins)


def test_the_names_of_the_contract() -> None:
    assert OWN_HOSTS == {
        "start": "localhost",
        "network": "reseau.localhost",
        "collector": "pixel.reseau.localhost",
        "backstage": "coulisses.reseau.localhost",
        "regie": "regie.reseau.localhost",
        "soleil": "soleil.localhost",
        "nordet": "nordet.localhost",
        "escale": "escale.localhost",
        "affaires": "affaires.localhost",
        "discrete": "discrete.localhost",
    }
    also = {"network": "reseau", "collector": "pixel", "backstage": "coulisses", "regie": "regie"}
    assert also | {agency: agency for agency in AGENCIES} == SEGMENTS


HOSTS = st.one_of(
    st.text(max_size=40),
    st.from_regex(r"\[[0-9a-f:.]{0,20}\]?(:[0-9]{0,7})?", fullmatch=True),
    st.from_regex(r"[a-z0-9.;\"<]{0,12}\.?(local|localhost|example)?\.?(:[0-9]{0,7})?", fullmatch=True),
)


@settings(deadline=None, database=None)
@given(host=HOSTS, path=st.text(max_size=30))
@example(host="[v1.a]", path="/")
@example(host="[::ffff:127.0.0.1]", path="/")
@example(host="1.2.3.4.local:0", path="//soleil/")
def test_whatever_the_host_an_address_can_be_written(host: str, path: str) -> None:
    found = ORIGINS.find("http", host, path)
    here = found.here
    assert (here is None) == (isinstance(found, NotFound) and found.status == 421)
    for site in SITES if here else ():
        assert here
        assert here.origin(site).startswith("http://")
        assert here.host(site)
        assert here.site_of(here.url(site)) == site
        assert not set(here.url(site)) & set(" \t\r\n;\"'<>,")


def test_a_file_of_sites_from_before_the_ad_manager_has_it_beside_the_collector() -> None:
    origins = {"network": "https://reseau.example", "collector": "https://pixel.reseau.example:8443"}
    found = Origins(Settings(site_origins=origins | {"backstage": "https://coulisses.reseau.example"}))
    at = found.find("https", "regie.reseau.example:8443", "/")
    assert isinstance(at, Found)
    assert (at.here.site, at.here.url("regie")) == ("regie", "https://regie.reseau.example:8443/")
