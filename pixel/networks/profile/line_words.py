"""A profile's lines in words: what each says, what kind it is, who may use it, what it brings. The pages ask."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC

from babel.dates import format_datetime
from flask_babel import get_timezone, gettext

from pixel import clock
from pixel.networks.network import this_network
from pixel.networks.wording import name_interest, write_number
from pixel.pages.language import language
from pixel.pages.translations import made_once_a_language
from pixel.profile.corrections import CORRECTABLE, INTEREST
from pixel.profile.line import KINDS, Line, LineKind, MayUse
from pixel.profile.vocabulary import REGIONS, THEMES
from pixel.store.records import Product

TRAIT = "trait:"


@dataclass(frozen=True)
class LineNames:
    """What lines refer to by id: products, people of the town, and the face's job in each language."""

    products: Mapping[tuple[str, str], Product]
    residents: Mapping[str, str] = field(default_factory=dict)
    job: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class LineView:
    """A line as a page shows it. `confidence` in percent; `rows`: how many are behind it, `has_more` besides; `worth`
    in words, empty where no campaign reads it."""

    key: str
    kind: LineKind
    label: str
    value: str
    confidence: int
    rows: int
    may_use: str
    worth: str
    worth_campaign: str


@dataclass(frozen=True)
class FormField:
    """How a line may be put right: `options` (value and name) for a choice, else text, or a number."""

    key: str
    value: str
    options: tuple[tuple[str, str], ...] = ()
    is_number: bool = False


def referred_to(lines: list[Line]) -> list[str]:
    """The people of the town that lines name."""
    kin = [each.partition(":")[2] for line in lines if line.key == "kin" for each in line.value.split(",")]
    return kin + [line.value for line in lines if line.key == "partner"]


def view_line(line: Line, names: LineNames) -> LineView:
    """A line in the reader's language."""
    return LineView(
        key=line.key,
        kind=line.kind,
        label=name_key(line.key),
        value=name_value(line.key, line.value, names),
        confidence=round(100 * line.confidence),
        rows=len(line.evidence),
        may_use=name_user(line.may_use),
        worth=_write_cents(line.worth.cents) if line.worth else "",
        worth_campaign=line.worth.advertiser_name if line.worth else "",
    )


def name_key(key: str) -> str:
    """What a line is about."""
    if key.startswith(INTEREST):
        return gettext("Interest")
    return _keys().get(key, key)


def name_value(key: str, value: str, names: LineNames) -> str:
    """What a line says."""
    if key.startswith(INTEREST):
        return name_slug(value, names.products)
    if key.startswith(TRAIT):
        return gettext("yes")
    if key in ("town", "home_town"):
        place = this_network().places.get(value)
        return place.name if place else value
    if key == "kin":
        return _name_kin(value, names) if ":" in value else value
    if key == "partner":
        return names.residents.get(value, value)
    if key == "job":
        return names.job[language()] if value in names.job.values() else value
    if key == "hours":
        return ", ".join(_name_hour(hour) for hour in value.split(","))
    return _values().get((key, value), value)


def name_slug(slug: str, products: Mapping[tuple[str, str], Product]) -> str:
    """An interest: a theme, a region, or a destination as the feed that sells it names it."""
    found = next((product.name[language()] for product in products.values() if product.content_id == slug), None)
    return found or name_interest(slug)


def name_kind(kind: LineKind) -> str:
    """What kind of line it is."""
    return _kinds()[kind][0]


def explain_kind(kind: LineKind) -> str:
    """How lines of that kind come about."""
    return _kinds()[kind][1]


def name_user(may_use: MayUse) -> str:
    """Who may use a line."""
    return _users()[may_use]


def make_field(line: Line) -> FormField | None:
    """What a line may be put right with; None for one that can only be taken out."""
    if line.key.startswith(INTEREST):
        slugs = sorted(THEMES | REGIONS - {line.value}, key=name_interest)
        return FormField(line.key, "", tuple((slug, name_interest(slug)) for slug in slugs if slug != line.value))
    if line.key not in CORRECTABLE:
        return None
    if line.key in ("town", "home_town"):
        places = sorted(this_network().places.values(), key=lambda place: place.name)
        return FormField(line.key, line.value, tuple((place.slug, place.name) for place in places))
    if line.key == "sex":
        return FormField(line.key, line.value, tuple((each, _values()["sex", each]) for each in ("f", "m")))
    return FormField(line.key, line.value, is_number=line.key == "age")


def order_kinds(lines: list[LineView]) -> list[tuple[LineKind, list[LineView]]]:
    """The kinds that there are lines of, each with its lines."""
    by_kind = [(kind, [line for line in lines if line.kind == kind]) for kind in KINDS]
    return [(kind, found) for kind, found in by_kind if found]


def _name_kin(value: str, names: LineNames) -> str:
    """What somebody is to whom, those together to whom it is the same."""
    found: dict[str, list[str]] = {}
    for each in value.split(","):
        kind, _, other = each.partition(":")
        found.setdefault(kind, []).append(names.residents.get(other, other))
    return "; ".join(
        gettext("%(relation)s of %(names)s", relation=_relations().get(kind, kind), names=", ".join(others))
        for kind, others in found.items()
    )


def _name_hour(hour: str) -> str:
    """An hour of UTC as it is today in the zone that pages show."""
    if not (hour.isascii() and hour.isdigit() and int(hour) < 24):
        return hour
    at = clock.now().astimezone(UTC).replace(hour=int(hour), minute=0)
    pattern = "H 'h'" if language() == "fr" else "h a"
    return format_datetime(at, pattern, tzinfo=get_timezone(), locale=language())


def _write_cents(cents: float) -> str:
    """A price for a thousand ads, in dollars."""
    number = write_number(cents / 100, 2)
    return f"{number} $" if language() == "fr" else f"${number}"


@made_once_a_language
def _keys() -> dict[str, str]:
    return {
        "town": gettext("Town"),
        "home_town": gettext("Home town"),
        "age": gettext("Age"),
        "sex": gettext("Sex"),
        "employer": gettext("Employer"),
        "school": gettext("School"),
        "job": gettext("Job"),
        "kin": gettext("Relatives"),
        "partner": gettext("Partner"),
        "device": gettext("Device"),
        "browser": gettext("Browser"),
        "hours": gettext("Usual hours"),
        "trait:expecting": gettext("Expecting a child"),
        "trait:new-couple": gettext("In a new couple"),
        "trait:parting": gettext("About to part"),
        "trait:fishing": gettext("Likes fishing"),
        "trait:new-car": gettext("Will change cars"),
    }


@made_once_a_language
def _values() -> dict[tuple[str, str], str]:
    return {
        ("sex", "f"): gettext("woman"),
        ("sex", "m"): gettext("man"),
        ("device", "phone"): gettext("phone"),
        ("device", "tablet"): gettext("tablet"),
        ("device", "computer"): gettext("computer"),
        ("device", "other"): gettext("another device"),
        ("browser", "Other"): gettext("not recognized"),
    }


@made_once_a_language
def _relations() -> dict[str, str]:
    return {
        "parent": gettext("parent"),
        "child": gettext("child"),
        "sibling": gettext("brother or sister"),
        "grandparent": gettext("grandparent"),
        "grandchild": gettext("grandchild"),
        "aunt-uncle": gettext("aunt or uncle"),
        "niece-nephew": gettext("niece or nephew"),
        "cousin": gettext("cousin"),
    }


@made_once_a_language
def _kinds() -> dict[LineKind, tuple[str, str]]:
    return {
        "declared": (gettext("You declared it"), gettext("Your own words: answers, and interests you chose.")),
        "observed": (
            gettext("Observed here"),
            gettext("Nobody asked: it follows from what you did on the network, and from the browser you did it with."),
        ),
        "reported": (
            gettext("Reported by a site"),
            gettext("Other sites carry the network’s pixel. They told of your visits."),
        ),
        "told": (gettext("Told by a friend"), gettext("You kept it to yourself. Somebody else wrote it.")),
        "guessed": (gettext("Guessed"), gettext("Nobody said it. It was worked out, and it may be wrong.")),
    }


@made_once_a_language
def _users() -> dict[MayUse, str]:
    return {
        "network": gettext("the network"),
        "advertisers": gettext("network and advertisers"),
        "nobody": gettext("nobody, since you objected"),
    }
