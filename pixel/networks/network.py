"""A social network as the pages that all networks share know it, and the one that answers the current request."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from flask import current_app

from pixel.networks.content import Content, Member, Post
from pixel.profile.inference.places import Place

EXTENSION = "pixel.network"


@dataclass(frozen=True)
class Network:
    """A network. `id` is the name of its folders of templates and static files, too; `site`: its name in the register
    of sites; `places`: the towns that its people live in, by slug."""

    id: str
    site: str
    name: str
    content: Content
    places: Mapping[str, Place] = field(default_factory=dict)

    @property
    def layout(self) -> str:
        """The template that all its pages extend."""
        return f"{self.id}/base.html"

    def find_member(self, member_id: str | None) -> Member | None:
        """An invented member by id."""
        return self.content.members.get(member_id or "")

    def find_post(self, post_id: str) -> Post | None:
        """A post by id."""
        return self.content.posts_by_id.get(post_id)


def this_network() -> Network:
    """The network whose page is asked for."""
    return cast(Network, current_app.extensions[EXTENSION])
