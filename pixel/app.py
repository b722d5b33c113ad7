"""The composition root: builds every site and puts them behind one WSGI entry.

`pixel.serving.server` runs what `create_app` returns; tests call it as any WSGI application.
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
from pixel.api.application import create_api
from pixel.api.context import ApiContext
from pixel.backstage.application import create_backstage
from pixel.collect.endpoint import Endpoint
from pixel.collect.rate_limit import RateLimiter
from pixel.collect.retention import Retention
from pixel.collect.routes import create_collector
from pixel.networks.ribambelle.application import create_ribambelle
from pixel.origins import AGENCIES, SITES, Here, NotFound, Origins
from pixel.pages.addresses import here, mode_note, site_url
from pixel.pages.compression import compress
from pixel.pages.language import language
from pixel.pages.protection import form_token, policy_for, protect
from pixel.pages.site import Services
from pixel.seeds import seed
from pixel.settings import Settings, keep_secret_key
from pixel.start.routes import create_start
from pixel.store import Store, StoreUnavailable
from pixel.store.shared_clock import SharedClock


def create_app(settings: Settings) -> "Entry":
    """All sites behind one WSGI entry: start page, networks, collector, backstage, agencies, and the API.

    The database must be migrated (`pixel migrate`); the entry does not do it. Raises SettingsError.
    """
    key = keep_secret_key(settings)
    store = Store(settings.database, settings.hit_wait_ms / 1000)
    of_all = Services(store, key, settings)
    with_pixel = frozenset(agency for agency in AGENCIES if load_agency(agency).has_pixel)
    own = {
        "start": create_start(of_all),
        "network": create_ribambelle(of_all),
        "collector": create_collector(of_all),
        "backstage": create_backstage(of_all),
    }
    for site, app in own.items():
        protect(app, key, policy_for(collector=site == "start"), referrer_policy="same-origin")
        compress(app)
    limiter = RateLimiter(settings.hits_a_second) if settings.hits_a_second else None
    retention = Retention(store, settings.retention_days)
    shared_clock = SharedClock(store) if settings.has_simulated_clock else None
    return Entry(
        origins=Origins(settings),
        sites=own | {agency: _create_agency(agency, key, has_pixel=agency in with_pixel) for agency in AGENCIES},
        api=create_api(
            ApiContext(store, key, settings.teacher_token, shared_clock, lambda: seed(store), retention.run)
        ),
        endpoint=Endpoint(store, key, with_pixel, limiter),
        store=store,
        retention=retention,
        trusted_proxies=settings.trusted_proxies,
        shared_clock=shared_clock,
    )


def _create_agency(agency: str, key: bytes, *, has_pixel: bool) -> Flask:
    surroundings = demo_sites.Surroundings(
        addresses=_agency_addresses, form_token=form_token, language=language, note=mode_note
    )
    app = demo_sites.create_agency(agency, surroundings)
    protect(app, key, policy_for(collector=has_pixel), referrer_policy="strict-origin-when-cross-origin")
    compress(app)
    return app


def _agency_addresses() -> demo_sites.Addresses:
    at = here()
    return demo_sites.Addresses(
        script=at.url("collector", "/pixel.js"), image=at.url("collector", "/tr"), guide=site_url("start")
    )


@dataclass(frozen=True)
class Entry:
    """The one WSGI application: finds the site by Host, or by first path segment in one-address mode."""

    origins: Origins
    sites: Mapping[str, Flask]
    api: Flask
    endpoint: Endpoint
    store: Store
    retention: Retention
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
        self.retention.run_if_due()
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
