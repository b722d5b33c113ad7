"""Ribambelle, with its content."""

from functools import cache
from pathlib import Path

from pixel.networks.content import load_content
from pixel.networks.network import Network
from pixel.origins import NETWORKS

ID = "ribambelle"


@cache
def load_ribambelle() -> Network:
    """The network, read once. Raises ContentError."""
    content = load_content(Path(__file__).parent / "content")
    return Network(ID, NETWORKS[ID], "Ribambelle", content)
