"""What a generated town is made of: residents, their ties, what they like and what they write. Everybody is invented.

`generator.generate_town` makes it; whoever stores or studies a town reads it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, get_args

from pixel.networks.content import Text
from pixel.profile.inference import places

Sex = Literal["f", "m"]
PageKind = Literal["company", "shop", "subject"]
KinKind = Literal[
    "parent", "child", "sibling", "grandparent", "grandchild", "aunt-uncle", "niece-nephew", "cousin"
]  # fmt: skip
KIN_KINDS: tuple[KinKind, ...] = get_args(KinKind)
TRAITS = ("expecting", "new-couple", "parting", "fishing", "new-car")


@dataclass(frozen=True)
class Place(places.Place):
    """A real town: public name and position, and how many residents grow up there, relative to the others.

    `kind` (city, river, coast, north, hills) leans its people's interests.
    """

    weight: float
    kind: str


@dataclass(frozen=True)
class Kin:
    """What a resident is to `other`: the niece of r0007 has `Kin("niece-nephew", "r0007")`."""

    kind: KinKind
    other: str


@dataclass(frozen=True)
class Resident:
    """An invented person, with the truth about them, whatever they hide.

    `town` and `home_town` (where they grew up) are slugs of places.toml; `school` is that of their youth, in the home
    town; `employer` is empty for who has none; `interests` are the themes and regions that they declare.
    """

    id: str
    first_name: str
    last_name: str
    sex: Sex
    age: int
    town: str
    home_town: str
    hides_home_town: bool
    hides_partner: bool
    school: str
    employer: str
    job: Text
    interests: tuple[str, ...]
    partner: str | None
    kin: tuple[Kin, ...]
    traits: frozenset[str]
    bio: Text

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True)
class Face:
    """Somebody whom readers can be: what a known member says of themselves, and where they grew up."""

    id: str
    first_name: str
    last_name: str
    sex: Sex
    age: int
    town: str
    home_town: str
    employer: str
    job: Text
    interests: tuple[str, ...]
    bio: Text


@dataclass(frozen=True)
class Group:
    """A group that residents join; `theme` is a slug of themes.toml."""

    id: str
    name: Text
    about: Text
    theme: str


@dataclass(frozen=True)
class FanPage:
    """What one follows by liking it: an agency, a local shop, or any subject; `theme` is a slug of themes.toml."""

    id: str
    name: Text
    about: Text
    theme: str
    kind: PageKind


@dataclass(frozen=True)
class TownPost:
    """What a resident wrote, `age` before now, in a group or on their own page; `interests` are what it speaks for."""

    id: str
    author: str
    age: timedelta
    text: Text
    interests: tuple[str, ...]
    group: str | None


@dataclass(frozen=True)
class TownComment:
    """What a resident answered to a post, `age` before now."""

    post: str
    author: str
    age: timedelta
    text: Text


@dataclass(frozen=True)
class Town:
    """A whole town. Mappings by resident name every resident, in the order of `residents`; friendship goes both ways.

    `memberships` maps to groups, `likes` to fan pages, `reactions` to posts. Posts go from newest to oldest.
    """

    seed: int
    residents: Mapping[str, Resident]
    friends: Mapping[str, frozenset[str]]
    groups: Mapping[str, Group]
    pages: Mapping[str, FanPage]
    memberships: Mapping[str, frozenset[str]]
    likes: Mapping[str, frozenset[str]]
    posts: tuple[TownPost, ...]
    comments: tuple[TownComment, ...]
    reactions: Mapping[str, frozenset[str]]
