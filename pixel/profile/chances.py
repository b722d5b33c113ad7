"""The chance that an invented member has each trait, by the pages that they follow. Ads, profile and pages ask; of a
guest nothing is asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pixel.profile.inference.traits import predict
from pixel.profile.invented import is_invented
from pixel.profile.learned import NOTHING_LEARNED, Learned, read_learned
from pixel.store import Connection
from pixel.store.queries.town.inference import PublicLikes, Subject, read_likes
from pixel.store.records import Seat

NO_LIKES = PublicLikes("", frozenset(), frozenset())


@dataclass(frozen=True)
class TraitChances:
    """What somebody follows, and the chance (0 to 1) of each trait that there is a model of."""

    likes: PublicLikes = NO_LIKES
    by_trait: Mapping[str, float] = field(default_factory=dict)
    learned: Learned = NOTHING_LEARNED


NO_CHANCES = TraitChances()


def read_chances(connection: Connection, seat: Seat) -> TraitChances:
    """Those of a seat: what its face follows in the town, and what the seat follows itself; none of a guest."""
    if not is_invented(seat):
        return NO_CHANCES
    return chances_of(connection, Subject(seat.network, seat.member_id or "", seat.id))


def chances_of(connection: Connection, subject: Subject) -> TraitChances:
    """Those of an invented person: one small statement, where the models are known already."""
    likes = read_likes(connection, subject)
    learned = read_learned(connection, subject.network, likes.stamp)
    followed = likes.all
    return TraitChances(likes, {trait: predict(model, followed) for trait, model in learned.models.items()}, learned)
