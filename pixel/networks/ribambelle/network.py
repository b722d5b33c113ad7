"""Ribambelle, with its content."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pixel.networks.content import load_content
from pixel.networks.network import Network
from pixel.networks.ribambelle.town.content_files import town_content
from pixel.networks.ribambelle.town.model import Face
from pixel.origins import NETWORKS
from pixel.profile.inference.places import Place

ID = "ribambelle"


def ribambelle_faces() -> tuple[Face, ...]:
    """The known members as the town behind them has them."""
    return tuple(
        Face(
            id=member.id,
            first_name=member.first_name,
            last_name=member.last_name,
            sex=member.sex,
            age=member.age,
            town=member.town,
            home_town=member.home_town,
            employer=member.employer,
            job=member.job,
            interests=member.interests,
            bio=member.bio,
        )
        for member in load_ribambelle().content.members.values()
    )


@cache
def load_ribambelle() -> Network:
    """The network, read once. Raises ContentError."""
    content = load_content(Path(__file__).parent / "content")
    return Network(ID, NETWORKS[ID], "Ribambelle", content, town_content().places)


def places_of(network: str) -> Mapping[str, Place]:
    """The towns that a network's people live in, by slug; none of a network that is none."""
    return load_ribambelle().places if network == ID else {}
