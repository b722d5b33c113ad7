"""The addresses of a server's sites. Drivers, actions and `client` write every address by it."""

from dataclasses import dataclass

from pixel.origins import OWN_HOSTS


@dataclass(frozen=True)
class Sites:
    """A server's sites on their own hosts; `address` is where to connect, for `*.localhost` is always this machine."""

    port: int
    address: str = "127.0.0.1"

    def host(self, site: str) -> str:
        """A site's host name."""
        return OWN_HOSTS[site]

    def url(self, site: str, path: str = "/") -> str:
        """The address of `path` on a site, as a browser has it."""
        return f"http://{OWN_HOSTS[site]}:{self.port}{path}"
