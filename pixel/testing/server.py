"""What the fixture `pixel_server` hands to a test."""

from functools import cached_property

from pixel.stories.client import ServerClient
from pixel.stories.running import RunningServer
from pixel.stories.sites import Sites


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

    def reset(self) -> None:
        """Erases every visit and person; catalogue and campaigns stay."""
        self.api.reset()
