"""The composition root: builds every site and puts them behind one WSGI entry.

`pixel.serving.server` runs what `create_app` returns; tests call it as any WSGI application.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from flask import Flask

import demo_sites
from demo_sites.catalogue import load_agency
from pixel.ad_manager.application import create_ad_manager
from pixel.ad_manager.market import Market
from pixel.api.application import create_api
from pixel.api.context import ApiContext
from pixel.backstage.application import create_backstage
from pixel.classroom.application import PATHS, create_classroom
from pixel.classroom.attendance import door
from pixel.classroom.stream.hub import Hub
from pixel.collect.endpoint import Endpoint
from pixel.collect.rate_limit import RateLimiter
from pixel.collect.retention import Retention
from pixel.collect.routes import create_collector
from pixel.hosts.forwarded import TrustedProxies
from pixel.hosts.refused_names import RefusedNames
from pixel.networks.ribambelle.application import create_ribambelle
from pixel.networks.ribambelle.network import load_ribambelle
from pixel.networks.wording import name_interest
from pixel.origins import AGENCIES, NotFound, Origins
from pixel.pages.addresses import here, mode_note
from pixel.pages.compression import compress
from pixel.pages.language import language
from pixel.pages.protection import form_token, policy_for, protect
from pixel.pages.site import Services
from pixel.pages.unknown_host import create_unknown_host
from pixel.pages.walk_bar import make_bar, onward_url
from pixel.seeds import seed
from pixel.settings import Settings, keep_secret_key
from pixel.start.routes import create_start
from pixel.store import Store, StoreUnavailable
from pixel.store.concurrency.threads import is_on_gevent
from pixel.store.records import Seat
from pixel.store.shared_clock import SharedClock


def create_app(settings: Settings) -> "Entry":
    """All sites behind one WSGI entry: start page, networks, collector, backstage, ad manager, agencies, and the API.

    The database must be migrated (`pixel migrate`); the entry does not do it. Raises SettingsError.
    """
    key = keep_secret_key(settings)
    store = Store(settings.database, settings.hit_wait_ms / 1000)
    of_all = Services(store, key, settings)
    with_pixel = frozenset(agency for agency in AGENCIES if load_agency(agency).has_pixel)
    own = {
        "start": create_start(of_all, door.blueprint),
        "network": create_ribambelle(of_all),
        "collector": create_collector(of_all),
        "backstage": create_backstage(of_all),
        "regie": create_ad_manager(of_all, Market(load_ribambelle().places, name_interest, _name_seat)),
    }
    unknown_host = create_unknown_host(of_all)
    classroom = create_classroom(of_all)
    for app in (*own.values(), classroom, unknown_host):
        is_start = app is own["start"]
        protect(app, key, policy_for(collector=is_start, door=is_start), referrer_policy="same-origin")
        compress(app)
    limiter = RateLimiter(settings.hits_a_second) if settings.hits_a_second else None
    hub = Hub(store) if is_on_gevent() else None
    retention = Retention(store, settings.retention_days)
    shared_clock = SharedClock(store) if settings.has_simulated_clock else None
    return Entry(
        origins=Origins(settings),
        sites=own | {agency: _create_agency(agency, key, has_pixel=agency in with_pixel) for agency in AGENCIES},
        api=create_api(ApiContext(store, key, settings, shared_clock, lambda: seed(store), retention.run, hub)),
        classroom=classroom,
        endpoint=Endpoint(store, key, with_pixel, limiter),
        store=store,
        hub=hub,
        retention=retention,
        proxies=TrustedProxies(settings.trusted_proxies),
        unknown_host=unknown_host,
        refused_names=RefusedNames(settings.allowed_hosts),
        shared_clock=shared_clock,
    )


def _create_agency(agency: str, key: bytes, *, has_pixel: bool) -> Flask:
    host_services = demo_sites.HostServices(
        addresses=_agency_addresses, form_token=form_token, language=language, note=mode_note, bar=_agency_bar
    )
    app = demo_sites.create_agency(agency, host_services)
    protect(app, key, policy_for(collector=has_pixel), referrer_policy="strict-origin-when-cross-origin")
    compress(app)
    return app


def _name_seat(seat: Seat) -> str:
    member = load_ribambelle().find_member(seat.member_id)
    return member.name if member else seat.first_name or ""


def _agency_addresses() -> demo_sites.Addresses:
    at = here()
    return demo_sites.Addresses(
        script=at.url("collector", "/pixel.js"), image=at.url("collector", "/tr"), guide=onward_url("start")
    )


def _agency_bar() -> demo_sites.Bar | None:
    bar = make_bar()
    return demo_sites.Bar(bar.step, bar.words, bar.back, bar.back_words) if bar else None


@dataclass(frozen=True)
class Entry:
    """The one WSGI application: finds the site by Host, or by first path segment in one-address mode."""

    origins: Origins
    sites: Mapping[str, Flask]
    api: Flask
    classroom: Flask
    endpoint: Endpoint
    store: Store
    hub: Hub | None
    retention: Retention
    proxies: TrustedProxies
    unknown_host: Flask
    refused_names: RefusedNames
    shared_clock: SharedClock | None = None

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.proxies.believe(environ)
        path = environ.get("PATH_INFO", "")
        if path == "/healthz":
            return self._answer_health(environ, start_response)
        found = self.origins.find(environ["wsgi.url_scheme"], environ.get("HTTP_HOST", ""), path)
        if isinstance(found, NotFound):
            return self._answer_unknown(found, environ, start_response)
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
        if here.site == "backstage" and path.split("/", 2)[1:2] and path.split("/", 2)[1] in PATHS:
            return self.classroom(environ, start_response)
        return self.sites[here.site](environ, start_response)

    def _answer_unknown(
        self, found: NotFound, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """The list of sites for a mistyped `*.localhost`; for a foreign name a bare 421, so that it reads nothing."""
        if found.here is None:
            self.refused_names.tell(environ.get("HTTP_HOST", ""))
            return _refuse(environ, start_response)
        environ["pixel.here"] = found.here
        return self.unknown_host(environ, start_response)

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


def _refuse(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    body = b"This server does not answer to that name.\n"
    headers = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(body))),
        ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
        ("Referrer-Policy", "same-origin"),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
    ]
    start_response("421 Misdirected Request", headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]
