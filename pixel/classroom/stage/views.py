"""What the stage's templates show of each hit and ad, in the reader's words; and what the script needs to write the
next ones: the same words by key, and of each case what another setting would have changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext

from pixel.ads.catalogue import Catalogue
from pixel.classroom.stage.graph import Lane, Passage, lane_of
from pixel.classroom.stage.what_if import SWITCHES, Case, Switch, find_stopping, list_cases
from pixel.classroom.stage.words import name_event, name_lane, tell_consequence, tell_reason
from pixel.pages.language import language
from pixel.store.queries.classroom.stage import StageAd, StageHit, StageItem

SITE_NAMES = {
    "soleil": "Plein Soleil Évasion",
    "nordet": "Nordet Expéditions",
    "escale": "Escale & Pavés",
    "affaires": "Cap Affaires",
    "discrete": "L’Agence discrète",
}
CONTROL = "discrete"  # the agency without a pixel
TRACKED = tuple(site for site in SITE_NAMES if site != CONTROL)


@dataclass(frozen=True)
class HitView:
    """A hit in the list. `who`: what its student is called, empty where nothing ties it to one; `would`: what the
    chosen switch would have changed, empty without one."""

    id: str
    at: datetime
    site: str
    event: str
    lane: Lane
    reason: str
    cookie: str
    student_id: str
    who: str
    case: Case
    would: str

    @property
    def verdict(self) -> str:
        return "ignored" if self.lane == "ignored" else "recorded"

    @property
    def site_name(self) -> str:
        return SITE_NAMES.get(self.site, self.site)

    @property
    def event_name(self) -> str:
        return name_event(self.event)

    @property
    def lane_name(self) -> str:
        return name_lane(self.lane)

    @property
    def why(self) -> str:
        return tell_reason(self.reason, self.cookie)

    @property
    def stopped_by(self) -> tuple[Switch, ...]:
        return find_stopping(self.case)

    @property
    def passage(self) -> Passage:
        return Passage(self.site, self.lane, self.case)


@dataclass(frozen=True)
class AdView:
    """An ad in the list."""

    id: str
    at: datetime
    campaign_id: str
    content: str
    student_id: str
    who: str
    title: str


def view_items(
    items: Iterable[StageItem], labels: Mapping[str, str], catalogue: Catalogue, switch: Switch | None
) -> list[HitView | AdView]:
    """Hits and ads as the list shows them."""
    titles = list_ad_titles(catalogue)
    return [
        view_hit(item, labels, switch) if isinstance(item, StageHit) else view_ad(item, labels, titles)
        for item in items
    ]


def view_hit(hit: StageHit, labels: Mapping[str, str], switch: Switch | None) -> HitView:
    """One hit."""
    case = Case(hit.reason, hit.cookie, has_asked=bool(hit.consent))
    return HitView(
        id=hit.id,
        at=hit.at,
        site=hit.site,
        event=hit.event,
        lane=lane_of(hit.verdict, is_tied=hit.student_id is not None),
        reason=hit.reason,
        cookie=hit.cookie,
        student_id=hit.student_id or "",
        who=labels.get(hit.student_id or "", ""),
        case=case,
        would=tell_consequence(case, switch) if switch else "",
    )


def view_ad(ad: StageAd, labels: Mapping[str, str], titles: Mapping[str, str]) -> AdView:
    """One ad."""
    title = name_ad(titles, ad.campaign_id, ad.advertiser, ad.content_id)
    return AdView(ad.id, ad.at, ad.campaign_id, ad.content_id, ad.student_id, labels.get(ad.student_id, ""), title)


def name_ad(titles: Mapping[str, str], campaign_id: str, advertiser: str, content_id: str) -> str:
    """What an ad is about: a campaign's own title, or the name of the trip that it filled in."""
    return titles.get(campaign_id) or titles.get(f"{advertiser}/{content_id}") or gettext("one of its trips")


def list_ad_titles(catalogue: Catalogue) -> dict[str, str]:
    """Names for ads, in the reader's language: by campaign where its title says it all, else by advertiser and trip."""
    titles = {campaign.id: campaign.creative[language()]["title"] for campaign in catalogue.index.campaigns}
    own = {campaign_id: title for campaign_id, title in titles.items() if "{name}" not in title}
    return own | {
        f"{site}/{content}": product.name[language()] for (site, content), product in catalogue.products.items()
    }


def list_sentences() -> list[tuple[Case, Switch, str, bool]]:
    """What each switch would have changed in each case, and whether it would have stopped the hit: the script looks it
    up."""
    return [
        (case, switch, tell_consequence(case, switch), switch in find_stopping(case))
        for case in list_cases()
        for switch in SWITCHES
    ]
