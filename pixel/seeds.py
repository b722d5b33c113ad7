"""`pixel seed`: takes in each advertiser's product feed and the campaigns. Part of the composition root.

A feed is fetched as a network's importer would: over HTTP (in this process) from the agency's own
address, pictures too; the feed is all that the network ever learns of a catalogue.
"""

import json

import demo_sites
from pixel import clock
from pixel.ads.campaigns import load_campaigns
from pixel.ads.product_feed import ProductFeed, read_feed
from pixel.networks.ribambelle.network import load_ribambelle, ribambelle_faces
from pixel.networks.ribambelle.town.generator import GENERATOR_VERSION, generate_town
from pixel.networks.ribambelle.town.rows import town_rows
from pixel.origins import AGENCIES
from pixel.store import Store
from pixel.store.queries.ads import replace_advertisers, replace_campaigns, replace_products
from pixel.store.queries.classroom.classes import find_class_id
from pixel.store.queries.identity import declare_interests
from pixel.store.queries.town.towns import ClassIsOpenError, TownRecord, find_town, replace_town
from pixel.store.records import Audience, Campaign

TOWN_SEED, TOWN_SIZE = 1, 500
MOST_RESIDENTS = 100_000


def seed(store: Store, town_seed: int | None = None, town_size: int | None = None) -> tuple[int, int]:
    """Replaces products and campaigns; how many of each. Members' accounts get the interests that these declare. The
    town behind the network is made where there is none yet; where another is asked for, it takes that one's place.

    Raises ValueError for a feed that cannot be used, and for another town while a class is open.
    """
    settle_town(store, town_seed, town_size)
    feeds = [fetch_feed(agency) for agency in AGENCIES]
    products = [product for feed in feeds for product in feed.products]
    campaigns = [*load_campaigns(), *house_campaigns()]
    store.write(replace_advertisers, [feed.advertiser for feed in feeds])
    store.write(replace_products, products)
    store.write(replace_campaigns, campaigns)
    members = load_ribambelle().content.members.values()
    store.write(declare_interests, load_ribambelle().id, {member.id: member.interests for member in members})
    return len(products), len(campaigns)


def settle_town(store: Store, town_seed: int | None = None, town_size: int | None = None) -> None:
    """Makes the town behind Ribambelle, and learns from it, unless that very one stands there. Nothing said: the one
    that stands there, or the usual one.

    Raises ValueError where a class is open and another town was asked for.
    """
    network, is_asked = load_ribambelle().id, (town_seed, town_size) != (None, None)
    there = store.read(find_town, network)
    usual = there or TownRecord(TOWN_SEED, TOWN_SIZE, GENERATOR_VERSION)
    wanted = TownRecord(
        usual.seed if town_seed is None else town_seed,
        usual.size if town_size is None else town_size,
        GENERATOR_VERSION,
    )
    if not 0 <= wanted.size <= MOST_RESIDENTS or not 0 <= wanted.seed < 2**63:
        raise ValueError(f"A town has 0 to {MOST_RESIDENTS:,} residents, and a seed from 0.")
    if there == wanted:
        return
    if store.read(find_class_id) and there and not is_asked:
        return  # made by an older generator: it stays as long as the class does
    refused = "A class is open, and its people live in the town that is there: end the class, then make another town."
    if store.read(find_class_id) and there:
        raise ValueError(refused)
    from pixel.networks.guesses.learning import learn  # numpy, which nobody else waits for

    town = generate_town(wanted.seed, wanted.size, ribambelle_faces())
    rows = dict(town_rows(town, network)) | {"trait_models": learn(town, network, load_ribambelle().places)}
    try:
        store.write(replace_town, network, wanted, rows, clock.now())
    except ClassIsOpenError as error:
        raise ValueError(refused) from error


def fetch_feed(agency: str) -> ProductFeed:
    """What an agency's own application gives at `/feed.json`, with its pictures."""
    stand_in = demo_sites.HostServices(
        addresses=lambda: demo_sites.Addresses("", "", ""),
        form_token=lambda: "",
        language=lambda: "fr",
        note=lambda: "",
        bar=lambda: None,
    )
    client = demo_sites.create_agency(agency, stand_in).test_client()

    def fetch(path: str) -> str:
        with client.get(path) as response:
            if response.status_code != 200:
                raise ValueError(f"{agency} answers {response.status} for {path}")
            return response.get_data(as_text=True)

    return read_feed(json.loads(fetch("/feed.json")), fetch)


def house_campaigns() -> list[Campaign]:
    """The untargeted ads, for when nothing is known of a person."""
    return [
        Campaign(
            id=ad.id,
            advertiser=ad.id,
            advertiser_name=ad.advertiser,
            kind="default",
            bid=20,
            frequency_cap=1000,
            audience=Audience(),
            creative={
                language: {part: getattr(ad, part).in_language(language) for part in ("title", "text", "button")}
                for language in ("fr", "en")
            },
            picture=ad.picture,
        )
        for ad in load_ribambelle().content.house_ads
    ]
