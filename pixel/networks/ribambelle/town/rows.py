"""A town as the store's rows: everybody's public lines in one column, the truth about them in another. `seeds` asks.

`truth` holds what nobody on the network is told; only evaluations read it, to count how often a guess is right.
"""

import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from pixel.networks.ribambelle.town.model import Resident, Town
from pixel.store.connection import Value

Row = dict[str, Value]


def fold(text: str) -> str:
    """A text as it is searched: without capitals and accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


def town_rows(town: Town, network: str) -> Mapping[str, Sequence[Row]]:
    """The rows of each table, those that others refer to first."""
    of: dict[str, Value] = {"network": network}
    return {
        "residents": [of | _resident(resident) for resident in town.residents.values()],
        "resident_friends": _pairs(network, "friend_id", town.friends),
        "town_groups": [
            of | {"id": group.id, "theme": group.theme, "definition": _definition(group)}
            for group in town.groups.values()
        ],
        "town_pages": [
            of | {"id": page.id, "kind": page.kind, "theme": page.theme, "definition": _definition(page)}
            for page in town.pages.values()
        ],
        "resident_groups": _pairs(network, "group_id", town.memberships),
        "resident_follows": _pairs(network, "page_id", town.likes),
        "town_posts": [
            of
            | {
                "id": post.id,
                "author_id": post.author,
                "group_id": post.group,
                "age_seconds": int(post.age.total_seconds()),
                "interests": _json(post.interests),
                "text": _json(asdict(post.text)),
            }
            for post in town.posts
        ],
        "town_comments": [
            of
            | {
                "id": f"c{number:06}",
                "post_id": comment.post,
                "author_id": comment.author,
                "age_seconds": int(comment.age.total_seconds()),
                "text": _json(asdict(comment.text)),
            }
            for number, comment in enumerate(town.comments, 1)
        ],
        "resident_likes": _pairs(network, "post_id", town.reactions),
    }


def _resident(resident: Resident) -> Row:
    about = {
        "first_name": resident.first_name,
        "last_name": resident.last_name,
        "job": asdict(resident.job),
        "bio": asdict(resident.bio),
        "interests": resident.interests,
        "kin": [asdict(kin) for kin in resident.kin],
    }
    return {
        "id": resident.id,
        "name": resident.name,
        "folded_name": fold(resident.name),
        "sex": resident.sex,
        "age": resident.age,
        "town": resident.town,
        "home_town": resident.home_town,
        "hides_home_town": int(resident.hides_home_town),
        "hides_partner": int(resident.hides_partner),
        "school": resident.school,
        "employer": resident.employer,
        "about": _json(about),
        "truth": _json({"partner": resident.partner, "traits": sorted(resident.traits)}),
    }


def _pairs(network: str, other: str, by_resident: Mapping[str, frozenset[str]]) -> list[Row]:
    return [
        {"network": network, "resident_id": resident, other: each}
        for resident, others in by_resident.items()
        for each in sorted(others)
    ]


def _definition(each: Any) -> str:
    return _json({"name": asdict(each.name), "about": asdict(each.about)})


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
