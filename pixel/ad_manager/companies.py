"""Companies: one's own, founded, looked at, joined by the invitation of somebody who is in it."""

import secrets
from dataclasses import dataclass

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from pixel import clock
from pixel.ad_manager.access import NobodyHereError, read_as_buyer, read_invitation, write_as_buyer, write_invitation
from pixel.ad_manager.field_errors import FieldError
from pixel.ad_manager.founding import LONGEST_ABOUT, LONGEST_NAME, MOST_COMPANIES, PURSE, Founding, read_founding
from pixel.ad_manager.render import render
from pixel.ad_manager.words import describe_errors
from pixel.ads.company_logo import COLOURS, SHAPES, SYMBOLS
from pixel.pages.addresses import here
from pixel.pages.site import services
from pixel.store import Connection
from pixel.store.advertising import Company
from pixel.store.queries.advertisers.buying import Offer, list_offers
from pixel.store.queries.advertisers.companies import (
    find_company,
    find_own_company,
    join_company,
    keep_company,
    list_companies_of,
)
from pixel.store.queries.advertisers.reports import Delivery, count_delivery
from pixel.store.records import Seat

ZONE = "America/Toronto"  # where the town is, in whose days a company reckons unless the settings name a zone
KIT = {"shape": SHAPES, "colour": COLOURS, "symbol": SYMBOLS}

blueprint = Blueprint("companies", __name__)


@dataclass(frozen=True)
class CompanyFacts:
    """A company with what it bought, and what came of it by ad set."""

    company: Company
    offers: list[Offer]
    deliveries: dict[str, Delivery]

    def delivery_of(self, offer: Offer) -> Delivery:
        return self.deliveries.get(offer.ad_set.id, Delivery())


@blueprint.get("/")
def show_home() -> str:
    """One's companies, and the form that founds another; for whoever is nobody yet, what this is."""
    try:
        seat, companies = read_as_buyer(lambda connection, seat: list_companies_of(connection, seat.id))
    except NobodyHereError:
        return render_template("ad_manager/nobody.html", buyer=None)
    return _show_home(seat, companies, Founding())


@blueprint.post("/companies")
def found() -> Response | tuple[str, int]:
    """Founds a company, with what was typed."""
    founding = read_founding(request.form)
    logo = {"shape": founding.logo.shape, "colour": founding.logo.colour, "symbol": founding.logo.symbol}
    about = {"fr": founding.about, "en": founding.about}
    zone = services().settings.timezone or ZONE
    company = Company(secrets.token_urlsafe(9), founding.name, logo, about, zone, PURSE, 0, "member", clock.now())

    def keep(connection: Connection, seat: Seat) -> list[Company] | None:
        """Those that there are already, where nothing was kept."""
        companies = list_companies_of(connection, seat.id)
        if founding.errors or len(companies) >= MOST_COMPANIES:
            return companies
        keep_company(connection, company, seat.id)
        return None

    seat, there = write_as_buyer(keep)
    if there is not None:
        return _show_home(seat, there, founding), 422
    return redirect(url_for("companies.show_company", company_id=company.id), 303)


@blueprint.get("/companies/<company_id>")
def show_company(company_id: str) -> str:
    """One of one's own companies: its purse, its ads, the link by which others join it."""
    seat, facts = read_as_buyer(lambda connection, seat: read_company_facts(connection, seat, company_id))
    facts = facts or abort(404)
    invitation = here().url("regie", f"/join/{write_invitation(company_id, clock.now())}")
    return render("company", seat, facts=facts, company=facts.company, invitation=invitation)


@blueprint.get("/join/<token>")
def show_invitation(token: str) -> str:
    """What an invitation leads to: whose it is, and one button."""
    company_id = read_invitation(token, clock.now()) or _refuse_invitation()
    seat, company = read_as_buyer(lambda connection, _: find_company(connection, company_id))
    return render("join", seat, company=company or _refuse_invitation(), token=token)


@blueprint.post("/join/<token>")
def join(token: str) -> Response:
    """From now on this person acts for the company too."""
    company_id, now = read_invitation(token, clock.now()) or _refuse_invitation(), clock.now()

    def keep(connection: Connection, seat: Seat) -> bool:
        is_there = find_company(connection, company_id) is not None
        if is_there:
            join_company(connection, company_id, seat.id, now)
        return is_there

    if not write_as_buyer(keep)[1]:
        _refuse_invitation()
    return redirect(url_for("companies.show_company", company_id=company_id), 303)


def read_company_facts(connection: Connection, seat: Seat, company_id: str) -> CompanyFacts | None:
    """A company that this person may act for."""
    company = find_own_company(connection, company_id, seat.id)
    if company is None:
        return None
    offers = list_offers(connection, company_id)
    return CompanyFacts(company, offers, count_delivery(connection, [offer.ad_set.id for offer in offers]))


def _show_home(seat: Seat, companies: list[Company], founding: Founding) -> str:
    errors = dict(founding.errors or {})
    is_full = len(companies) >= MOST_COMPANIES
    if is_full and founding != Founding():
        errors["form"] = FieldError("too-many", 0, MOST_COMPANIES)
    return render(
        "home",
        seat,
        companies=companies,
        founding=founding,
        errors=describe_errors(errors),
        is_full=is_full,
        kit=KIT,
        longest={"name": LONGEST_NAME, "about": LONGEST_ABOUT},
        purse=PURSE,
    )


def _refuse_invitation() -> str:
    abort(410, gettext("This invitation is no longer good: it holds for a day. Ask for a new one."))
