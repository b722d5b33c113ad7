"""The composition root: builds every site and puts them behind one WSGI entry.

`pixel.server` runs what `create_app` returns; tests call it as any WSGI application.
"""

import html
import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import Any
from urllib.parse import quote

from flask import Flask

import demo_sites
from demo_sites.catalogue import load_agency
from pixel import pages
from pixel.backstage.api.application import create_api
from pixel.backstage.api.room import Room
from pixel.backstage.routes import create_backstage
from pixel.collect.endpoint import Endpoint
from pixel.collect.forgetting import Forgetting
from pixel.collect.rate import RateLimiter
from pixel.collect.routes import create_collector
from pixel.network.routes import create_network
from pixel.origins import AGENCIES, SITES, Here, NotFound, Origins
from pixel.seeds import seed
from pixel.settings import Settings, keep_secret_key
from pixel.start.routes import create_start
from pixel.store import Store, StoreUnavailable
from pixel.store.clock import SharedClock


def create_app(settings: Settings) -> "Entry":
    """Start page, network, collector, backstage and agencies, one WSGI entry.

    The database must be migrated (`pixel migrate`); the entry does not do it. Raises SettingsError.
    """
    origins = Origins(settings)
    key = keep_secret_key(settings)
    store = Store(settings.database, settings.hit_wait_ms / 1000)
    with_pixel = frozenset(agency for agency in AGENCIES if load_agency(agency).has_pixel)
    agencies = {agency: _create_agency(agency, key, has_pixel=agency in with_pixel) for agency in AGENCIES}
    own = {
        "start": create_start(),
        "network": create_network(store, key),
        "collector": create_collector(),
        "backstage": create_backstage(store, key, settings),
    }
    for site, app in own.items():
        policy = pages.policy_for(collector=site == "start")
        pages.protect(app, key, policy, referrer_policy="same-origin")
    limiter = RateLimiter(settings.hits_a_second) if settings.hits_a_second else None
    endpoint = Endpoint(store, key, with_pixel, limiter)
    forgetting = Forgetting(store, settings.retention_days)
    shared_clock = SharedClock(store) if settings.has_simulated_clock else None
    api = create_api(Room(store, key, settings.teacher_token, shared_clock, lambda: seed(store), forgetting.run))
    return Entry(origins, {**own, **agencies}, api, endpoint, store, forgetting, settings.trusted_proxies, shared_clock)


def _create_agency(agency: str, key: bytes, *, has_pixel: bool) -> Flask:
    host_services = demo_sites.HostServices(
        addresses=_agency_addresses,
        form_token=pages.form_token,
        language=pages.language,
        note=pages.mode_note,
        bar=lambda: None,
    )
    app = demo_sites.create_agency(agency, host_services)
    policy = pages.policy_for(collector=has_pixel)
    pages.protect(app, key, policy, referrer_policy="strict-origin-when-cross-origin")
    return app


def _agency_addresses() -> demo_sites.Addresses:
    at = pages.here()
    return demo_sites.Addresses(
        script=at.url("collector", "/pixel.js"), image=at.url("collector", "/tr"), guide=pages.site_url("start")
    )


@dataclass(frozen=True)
class Entry:
    """The one WSGI application: finds the site by Host, or by first path segment in one-address mode."""

    origins: Origins
    sites: Mapping[str, Flask]
    api: Flask
    endpoint: Endpoint
    store: Store
    forgetting: Forgetting
    trusted_proxies: tuple[str, ...]
    shared_clock: SharedClock | None = None

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        self._believe_proxy(environ)
        path = environ.get("PATH_INFO", "")
        if path == "/healthz":
            return self._answer_health(environ, start_response)
        found = self.origins.find(environ["wsgi.url_scheme"], environ.get("HTTP_HOST", ""), path)
        if isinstance(found, NotFound):
            return _answer_unknown(found, environ, start_response)
        here = environ["pixel.here"] = found.here
        if found.segment:
            prefix = f"/{found.segment}"
            if path == prefix:
                return _redirect(here.url(here.site), environ, start_response)
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + prefix
            environ["PATH_INFO"] = path = path.removeprefix(prefix)
        if self.shared_clock:
            with suppress(StoreUnavailable):  # what then needs the store will say so
                self.shared_clock.follow()
        self.forgetting.run_if_due()
        if here.site == "collector" and path == "/tr":
            return self.endpoint.answer_hit(environ, start_response)
        if here.site == "collector" and path == "/pixel.js":
            return self.endpoint.answer_script(environ, start_response)
        if here.site == "backstage" and (path == "/api" or path.startswith("/api/")):
            return self.api(environ, start_response)
        return self.sites[here.site](environ, start_response)

    def _believe_proxy(self, environ: dict[str, Any]) -> None:
        """Takes client address and scheme from the forwarded headers of a proxy that the settings trust."""
        if not self.trusted_proxies or not self._is_trusted(environ.get("REMOTE_ADDR", "")):
            return
        hops = [hop.strip() for hop in environ.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
        client = next((hop for hop in reversed(hops) if not self._is_trusted(hop)), None)
        if client:
            environ["REMOTE_ADDR"] = client
        if environ.get("HTTP_X_FORWARDED_PROTO", "").strip().lower() in ("http", "https"):
            environ["wsgi.url_scheme"] = environ["HTTP_X_FORWARDED_PROTO"].strip().lower()

    def _is_trusted(self, address: str) -> bool:
        try:
            ip = ip_address(address)
        except ValueError:
            return False
        return any(ip in ip_network(proxy, strict=False) for proxy in self.trusted_proxies)

    def _answer_health(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        can_write = self.store.can_write()
        body = json.dumps({"status": "ok" if can_write else "store-unavailable"}).encode()
        headers = [
            ("Content-Type", "application/json"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
        ]
        start_response("200 OK" if can_write else "503 Service Unavailable", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def _redirect(address: str, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    query = environ.get("QUERY_STRING", "")
    location = quote(address + (f"?{query}" if query else ""), safe=":/?#[]@!$&'()*+,;=%")
    start_response("308 Permanent Redirect", [("Location", location), ("Content-Length", "0")])
    return []


def _answer_unknown(found: NotFound, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """A friendly list for a mistyped `*.localhost`; for a foreign name a bare 421, so that it reads nothing."""
    if found.here is None:
        status, body = "421 Misdirected Request", "This server does not answer to that name.\n"
        kind = "text/plain; charset=utf-8"
    else:
        status, body, kind = "404 Not Found", _list_sites(found.here), "text/html; charset=utf-8"
    encoded = body.encode()
    headers = [
        ("Content-Type", kind),
        ("Content-Length", str(len(encoded))),
        ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
        ("Referrer-Policy", "same-origin"),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
    ]
    start_response(status, headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [encoded]


def _list_sites(at: Here) -> str:
    addresses = [html.escape(at.url(site)) for site in SITES]
    # A long name breaks at its dots on a narrow screen; a style of its own the page may not have.
    items = "".join(f'<li><a href="{each}">{each.replace(".", ".<wbr>")}</a></li>' for each in addresses)
    return (
        '<!doctype html><html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        "<title>404</title></head><body><main><h1>Aucun site à ce nom ici</h1>"
        "<p>Voici ceux que ce serveur connaît.</p>"
        '<p lang="en">No site by that name here. These are the ones this server knows.</p>'
        f"<ul>{items}</ul></main></body></html>"
    )
