"""Buying an ad: one form for campaign, ad set and ad; reviewed at once, and then it runs or is refused with reasons."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from pixel import clock
from pixel.ad_manager.access import read_as_buyer, write_as_buyer
from pixel.ad_manager.ad_form import LISTS, LONGEST_NAME, PICTURES, Purchase, Typed, empty_form, fill_retargeting, judge
from pixel.ad_manager.audience_form import read_audience
from pixel.ad_manager.audience_size import Estimate, measure
from pixel.ad_manager.field_errors import FieldError
from pixel.ad_manager.market import this_market
from pixel.ad_manager.offered import Choices, list_choices
from pixel.ad_manager.render import render
from pixel.ad_manager.words import describe_errors
from pixel.ads.audience.policy import CATEGORIES, LANGUAGES, LONGEST_PARTS, review
from pixel.ads.audience.reading import write_rule
from pixel.ads.catalogue import read_catalogue
from pixel.ads.days import day_at, midnight_before
from pixel.origins import FIRST_NETWORK
from pixel.pages.site import services
from pixel.store import Connection
from pixel.store.advertising import MC, AdCampaign, AdSet, AdState, BoughtAd, Company
from pixel.store.queries.advertisers.buying import keep_ad, keep_ad_set, keep_campaign, list_offers
from pixel.store.queries.advertisers.companies import find_own_company
from pixel.store.records import Seat

MOST_ADS = 50  # a company
STORED_CATEGORY = {"ordinary": "other"}  # as a campaign's row has it

blueprint = Blueprint("buying", __name__)


@dataclass(frozen=True)
class Outcome:
    """What became of a form: an ad's id, or what is wrong by field."""

    company: Company
    ad_id: str
    errors: Mapping[str, FieldError]


@blueprint.get("/companies/<company_id>/ads/new")
def ask(company_id: str) -> str:
    """The form; with `recipe=retargeting` filled in to come back to who looked and did not book."""
    market = this_market()
    seat, (company, catalogue) = read_as_buyer(
        lambda connection, seat: (find_own_company(connection, company_id, seat.id), read_catalogue(connection))
    )
    company, choices = company or abort(404), list_choices(market, catalogue)
    form = empty_form(day_at(clock.now(), company.zone))
    if request.args.get("recipe") == "retargeting" and choices.agencies:
        form = fill_retargeting(form, gettext("Looked and did not book"), choices.agencies[0].id)
    return _show(seat, company, choices, form, {})


@blueprint.post("/companies/<company_id>/ads")
def buy(company_id: str) -> Response | tuple[str, int] | str:
    """Keeps campaign, ad set and ad, unless something is wrong; with `look` only says the audience's size."""
    typed, now = read_typed(), clock.now()
    seat, (company, catalogue) = read_as_buyer(
        lambda connection, seat: (find_own_company(connection, company_id, seat.id), read_catalogue(connection))
    )
    company, choices = company or abort(404), list_choices(this_market(), catalogue)
    if "look" in typed.texts:
        audience, errors = read_audience(typed.texts, typed.lists, choices.offered)
        estimate = services().store.read(measure, FIRST_NETWORK, audience, now)
        return _show(seat, company, choices, typed, errors, None if errors else estimate)

    def keep(connection: Connection, seat: Seat) -> Outcome | None:
        company = find_own_company(connection, company_id, seat.id)
        if company is None:
            return None
        purchase, errors = judge(typed, choices.offered, day_at(now, company.zone), company.left_mc // MC)
        if len(list_offers(connection, company_id)) >= MOST_ADS:
            errors = errors | {"form": FieldError("too-many", 0, MOST_ADS)}
        if purchase is None or errors:
            return Outcome(company, "", errors)
        return Outcome(company, keep_purchase(connection, company, purchase, now), {})

    outcome = write_as_buyer(keep)[1] or abort(404)
    if outcome.errors:
        return _show(seat, outcome.company, choices, typed, outcome.errors), 422
    return redirect(url_for("ads.show_ad", ad_id=outcome.ad_id), 303)


def read_typed() -> Typed:
    """The form of this request."""
    lists = {name: tuple(request.form.getlist(name)) for name in LISTS}
    return Typed({name: text for name, text in request.form.items() if name not in LISTS}, lists)


def keep_purchase(connection: Connection, company: Company, purchase: Purchase, now: datetime) -> str:
    """Keeps what was bought, reviewed: it runs at once, or is refused with the rules that it breaks. The ad's id."""
    size = measure(connection, FIRST_NETWORK, purchase.audience, now).size
    texts = {language: purchase.creative[language] for language in LANGUAGES}
    problems = review(purchase.audience, texts, purchase.category, size)
    campaign_id, ad_set_id, ad_id = (secrets.token_urlsafe(9) for _ in range(3))
    category = STORED_CATEGORY.get(purchase.category, purchase.category)
    keep_campaign(connection, AdCampaign(campaign_id, company.id, purchase.name, "awareness", category, now))
    starts_at, ends_at = _flight(company, purchase, now)
    definition = {"audience": write_rule(purchase.audience), "bid": purchase.bid, "cap": purchase.cap}
    keep_ad_set(
        connection,
        AdSet(
            ad_set_id,
            campaign_id,
            company.id,
            purchase.name,
            definition,
            starts_at,
            ends_at,
            purchase.whole_budget,
            purchase.daily_budget,
        ),
    )
    kept = tuple({"rule": each.rule, "where": each.where, "topic": each.topic} for each in problems)
    state: AdState = "refused" if problems else "running"
    keep_ad(connection, BoughtAd(ad_id, ad_set_id, purchase.creative, state, kept, now))
    return ad_id


def _flight(company: Company, purchase: Purchase, now: datetime) -> tuple[datetime, datetime]:
    """From the first day's midnight, or now where that is past, to the midnight after the last day."""
    first = midnight_before(purchase.first_day, company.zone)
    return max(first, now), midnight_before(purchase.last_day + timedelta(days=1), company.zone)


def _show(
    seat: Seat,
    company: Company,
    choices: Choices,
    form: Typed,
    errors: Mapping[str, FieldError],
    estimate: Estimate | None = None,
) -> str:
    return render(
        "new_ad",
        seat,
        company=company,
        choices=choices,
        typed=form.texts,
        chosen=form.lists,
        errors=describe_errors(errors),
        categories=CATEGORIES,
        pictures=PICTURES,
        longest={"name": LONGEST_NAME, **LONGEST_PARTS},
        estimate=estimate,
    )
