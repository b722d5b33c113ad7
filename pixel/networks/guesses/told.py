"""Comments that give a home town away, with the words that do. The page of the home town shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pixel.profile.inference.places import Place
from pixel.profile.inference.told import TownTold, name_towns, read_first
from pixel.store.queries.town.inference import CommentOnPerson

Places = Mapping[str, Place]


@dataclass(frozen=True)
class ToldTown:
    """A comment that gave a town away, in the language in which it did."""

    comment: CommentOnPerson
    language: str
    told: TownTold

    @property
    def parts(self) -> tuple[str, str, str]:
        """The comment, cut where the words that gave it away begin and end."""
        text = self.comment.text[self.language]
        return text[: self.told.start], text[self.told.start : self.told.end], text[self.told.end :]


def hear_towns(comments: Sequence[CommentOnPerson], places: Places) -> list[ToldTown]:
    """The comments that give a town away; each once, in the first language in which it does."""
    names = name_towns(list(places.values()))
    read = ((comment, read_first(comment.text, names)) for comment in comments)
    return [ToldTown(comment, *first) for comment, first in read if first]
