"""What the fixture `pixel_server` hands to a test."""

from collections.abc import Mapping
from functools import cached_property

from pixel.stories.server.client import ServerClient
from pixel.stories.server.http import Answer
from pixel.stories.server.process import RunningServer
from pixel.stories.server.sites import Sites
from pixel.testing.session import Session


class PixelServer:
    """A running server, from outside: its addresses and its HTTP API."""

    def __init__(self, running: RunningServer) -> None:
        self.running = running

    @property
    def sites(self) -> Sites:
        """Where each site is."""
        return self.running.sites

    @property
    def port(self) -> int:
        return self.running.sites.port

    @property
    def token(self) -> str:
        """The teacher's, for the header `Authorization: Bearer …` of the API."""
        return self.running.token

    @cached_property
    def api(self) -> ServerClient:
        """What the server knows (events, profiles, impressions), and its clock."""
        return ServerClient(self.sites, self.token)

    def url(self, site: str, path: str = "/") -> str:
        """The address of `path` on a site: `soleil`, `nordet`, `network`, `collector`, `backstage` and so on."""
        return self.running.url(site, path)

    def one_address(self, path: str = "/") -> str:
        """The address of `path` where all sites stand under one origin (`/soleil/…`, `/reseau/…`, `/coulisses/…`)."""
        return f"http://127.0.0.1:{self.port}{path}"

    def session(self) -> Session:
        """A new HTTP session without a cookie, which reaches every site on any system."""
        return Session(self.sites)

    def get(self, site: str, path: str = "/", headers: Mapping[str, str] | None = None) -> Answer:
        """A page of a site, asked for once, in a session of its own."""
        return self.session().get(self.url(site, path), headers)

    def reset(self) -> None:
        """Erases every visit and person; catalogue and campaigns stay."""
        self.api.reset()
