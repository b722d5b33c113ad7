"""One frozen Settings, read once from the environment; a flag of `pixel serve` beats a variable."""

import importlib.util
import os
import re
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

from babel.dates import get_timezone

SQLITE = "sqlite:///"
POSTGRES = ("postgresql://", "postgres://")
LONGEST_AUDIENCE_DAYS = 180  # as far back as a campaign's audience may look
# Far above what a person brings about by clicking (two or three hits a page), far below a program's flood.
RATE_BEYOND_LOOPBACK = 10
# An image that loads beside a page may take that long; thirty people who all acted at once, on two cores that also made
# their pages, had hits wait for up to 0.6 s.
HIT_WAIT_MS = 1000


class SettingsError(Exception):
    """A setting cannot be used; the message says which, why, and what to write instead."""


@dataclass(frozen=True)
class Settings:
    """What the server is told from outside. `host` empty means loopback, v4 and v6; `database` is the path of a SQLite
    file, or the URL of a PostgreSQL database."""

    port: int = 8000
    host: str = ""
    database: Path | str = Path("instance/pixel.db")
    workers: int = 1
    secret_key: bytes = b""
    teacher_token: str = ""
    allowed_hosts: frozenset[str] = frozenset()
    site_origins: Mapping[str, str] = field(default_factory=dict)
    cookie_domain: str = ""
    trusted_proxies: tuple[str, ...] = ()
    rate_limit: int | None = None
    hit_wait_ms: int = HIT_WAIT_MS
    retention_days: int = LONGEST_AUDIENCE_DAYS
    has_simulated_clock: bool = False
    timezone: str = ""  # of the times that pages show; empty: this machine's

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        return self.host in ("", "localhost", "::1") or self.host.startswith("127.")

    @property
    def hits_a_second(self) -> int:
        """How many hits a second one visitor may send; 0: as many as they like, which is so on loopback unless set."""
        if self.rate_limit is not None:
            return self.rate_limit
        return 0 if self.is_loopback else RATE_BEYOND_LOOPBACK


def read_settings(environ: Mapping[str, str], **flags: str | int | None) -> Settings:
    """Settings from `PIXEL_*` variables; each of `flags` that is not None beats its variable.

    Raises SettingsError with a sentence for a person.
    """
    said = {name: value for name, value in environ.items() if name.startswith("PIXEL_") and value}
    said |= {f"PIXEL_{name.upper()}": str(value) for name, value in flags.items() if value is not None}
    database = read_database(said.get("PIXEL_DATABASE_URL", SQLITE + "instance/pixel.db"))
    return Settings(
        port=_read_number(said, "PIXEL_PORT", 8000, 0, 65535),
        host=said.get("PIXEL_HOST", ""),
        database=database,
        workers=_read_number(said, "PIXEL_WORKERS", os.cpu_count() or 1, 1, 256),
        secret_key=said.get("PIXEL_SECRET_KEY", "").encode(),
        teacher_token=said.get("PIXEL_TEACHER_TOKEN", ""),
        allowed_hosts=frozenset(_split(said.get("PIXEL_ALLOWED_HOSTS", "").lower())),
        site_origins=_read_sites(said.get("PIXEL_SITES", "")),
        cookie_domain=said.get("PIXEL_COOKIE_DOMAIN", "").strip().strip(".").lower(),
        trusted_proxies=_read_proxies(said.get("PIXEL_TRUSTED_PROXIES", "")),
        hit_wait_ms=_read_number(said, "PIXEL_HIT_WAIT", HIT_WAIT_MS, 50, 60_000),
        retention_days=_read_number(said, "PIXEL_RETENTION_DAYS", LONGEST_AUDIENCE_DAYS, 1, 3650),
        rate_limit=_read_number(said, "PIXEL_RATE_LIMIT", 0, 0, 100_000) if "PIXEL_RATE_LIMIT" in said else None,
        has_simulated_clock=_read_clock(said.get("PIXEL_CLOCK", "real")),
        timezone=_read_timezone(said.get("PIXEL_TIMEZONE", "")),
    )


def keep_secret_key(settings: Settings) -> bytes:
    """The key that signs cookies: the given one, else one made once beside the SQLite file, mode 600.

    Raises SettingsError with PostgreSQL, where every machine needs the same.
    """
    if settings.secret_key:
        return settings.secret_key
    if isinstance(settings.database, str):
        raise SettingsError(
            "PIXEL_SECRET_KEY is needed with PostgreSQL, the same on every machine: a long random text, "
            "as `python3 -c 'import secrets; print(secrets.token_hex(32))'` prints."
        )
    path = settings.database.with_name(settings.database.stem + ".key")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        key = path.read_bytes().strip()
        if len(key) < 16:
            raise SettingsError(
                f"{path} should hold the secret key but is too short: delete it, and a new one is made."
            ) from None
        return key
    with os.fdopen(opened, "wb") as file:
        file.write(secrets.token_hex(32).encode())
    return path.read_bytes()


def _read_clock(text: str) -> bool:
    if text not in ("real", "simulated"):
        raise SettingsError(f"PIXEL_CLOCK is {text!r}: write real, or simulated for a clock that tests may move.")
    return text == "simulated"


def _read_timezone(name: str) -> str:
    try:
        get_timezone(name or None)
    except (LookupError, ValueError):  # by Babel, which shows the times: it has the zones where a system has none
        raise SettingsError(f"PIXEL_TIMEZONE is {name!r}: write a zone's name, as America/Montreal or UTC.") from None
    return name


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _read_number(said: Mapping[str, str], name: str, default: int, lowest: int, highest: int) -> int:
    text = said.get(name, str(default))
    if not text.isascii() or not text.isdigit() or not lowest <= int(text) <= highest:
        raise SettingsError(f"{name} is {text!r}: write a whole number from {lowest} to {highest}.")
    return int(text)


def read_database(url: str) -> Path | str:
    """A SQLite file's path, or a PostgreSQL URL as it stands. Raises SettingsError for any other address."""
    if url.startswith(POSTGRES):
        if not importlib.util.find_spec("psycopg"):
            raise SettingsError(
                "PostgreSQL needs psycopg, which is not installed: .venv/bin/pip install 'psycopg[binary]'."
            )
        return url
    if not url.startswith(SQLITE) or len(url) == len(SQLITE):
        shown = readable_address(url)
        raise SettingsError(
            f"PIXEL_DATABASE_URL is {shown!r}: write {SQLITE}path/to/pixel.db or postgresql://user@host/database."
        )
    return Path(url.removeprefix(SQLITE))


def readable_address(database: Path | str) -> str:
    """A database's address for people and logs: without its password."""
    return re.sub(r"(://[^:/@]*):[^/]*@", r"\1@", str(database))


def _read_sites(path: str) -> dict[str, str]:
    if not path:
        return {}
    try:
        sites = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(f"PIXEL_SITES: {path} cannot be read as TOML: {error}") from None
    for name, origin in sites.items():
        if not _is_origin(origin):
            raise SettingsError(f'PIXEL_SITES: {name} = {origin!r}: write an origin, as "https://{name}.example".')
    return {name: origin.rstrip("/").lower() for name, origin in sites.items()}


def _is_origin(text: object) -> bool:
    try:
        parts = urlsplit(text) if isinstance(text, str) else urlsplit("")
    except ValueError:
        return False
    is_bare = not (parts.path.strip("/") or parts.query or parts.fragment or parts.username)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and is_bare


def _read_proxies(text: str) -> tuple[str, ...]:
    for proxy in _split(text):
        try:
            ip_network(proxy, strict=False)
        except ValueError:
            raise SettingsError(f"PIXEL_TRUSTED_PROXIES: {proxy!r} is no address or network.") from None
    return tuple(_split(text))
