"""The plugin's HTTP session reaches every site, also on a system that does not know the names below `localhost`."""

import re
import socket
import urllib.error
import urllib.request

import pytest

from pixel.stories.server.errors import ServerGoneError
from pixel.stories.server.lifecycle import free_port
from pixel.stories.server.sites import Sites
from pixel.testing.server import PixelServer
from pixel.testing.session import Session

resolve = socket.getaddrinfo


@pytest.fixture(autouse=True)
def _no_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """This system resolves no name below `localhost`."""

    def fail(host: str, *args: int, **named: int) -> object:
        if host.endswith("localhost"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return resolve(host, *args, **named)

    monkeypatch.setattr(socket, "getaddrinfo", fail)


def join(session: Session, server: PixelServer, member: str) -> str:
    """The page that comes after joining the network."""
    asked = session.get(server.url("network")).text
    token = re.search(r'name="form_token" value="([^"]+)"', asked)
    assert token
    origin = {"Origin": server.url("network").rstrip("/")}
    return session.post(server.url("network", "/join"), {"form_token": token[1], "member": member}, origin).text


def test_every_site_is_reached_where_others_find_no_such_name(pixel_server: PixelServer) -> None:
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(pixel_server.url("soleil"))
    for site in ("start", "network", "backstage", "soleil", "nordet", "escale", "affaires", "discrete"):
        page = pixel_server.get(site)
        assert (page.status, page.header("Content-Type")) == (200, "text/html; charset=utf-8")
    assert "soleil" in pixel_server.get("soleil", headers={"Accept-Language": "en"}).text.lower()
    assert pixel_server.get("soleil", "/nowhere").status == 404


def test_one_address_is_reached_too(pixel_server: PixelServer) -> None:
    assert pixel_server.session().get(pixel_server.one_address("/soleil/blog")).status == 200


def test_a_session_is_one_person_and_another_is_somebody_else(pixel_server: PixelServer) -> None:
    session = pixel_server.session()
    assert 'data-testid="post"' in join(session, pixel_server, "marcel")
    feed, agency = pixel_server.url("network"), pixel_server.url("soleil")
    assert 'data-testid="post"' in session.get(feed).text
    assert session.cookie(feed, "visitor")
    assert session.cookie(agency, "visitor") is None, "a cookie goes to the host that set it"
    assert 'data-testid="post"' not in pixel_server.session().get(feed).text


def test_redirects_are_followed_or_not_as_one_asks(pixel_server: PixelServer) -> None:
    session, away = pixel_server.session(), pixel_server.url("backstage", "/go/look")
    sent_on = session.get(away, follows=False)
    assert 300 <= sent_on.status < 400
    assert sent_on.header("location").startswith(pixel_server.url("soleil"))
    assert session.get(away).status == 200


@pytest.mark.parametrize(
    "url", ["http://example.org/", "https://soleil.localhost/", "http://soleil.localhost:1/", "soleil"]
)
def test_an_address_that_is_none_of_the_servers_is_refused(pixel_server: PixelServer, url: str) -> None:
    with pytest.raises(ValueError, match="no address of this server"):
        pixel_server.session().get(url)


def test_a_server_that_is_gone_is_said_to_be() -> None:
    sites = Sites(free_port())
    with pytest.raises(ServerGoneError, match="does not answer"):
        Session(sites).get(sites.url("soleil"))
