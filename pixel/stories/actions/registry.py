"""All actions, in the order in which the schema and the messages name them. `format` builds a story's steps of them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Union

from pydantic import Discriminator, Tag

from pixel.stories.actions.as_member import (
    Befriend,
    Comment,
    Correct,
    Declare,
    Follow,
    Hide,
    JoinGroup,
    ObjectTo,
)
from pixel.stories.actions.at_agencies import Book, Consent, Reload, Search, Visit, Wish
from pixel.stories.actions.base import Step
from pixel.stories.actions.in_class import Enter, Teach
from pixel.stories.actions.of_nobody import Look, Send, Store, WaitFor
from pixel.stories.actions.on_network import ClickAd, ContinueAs, Join, Leave, Like, Open
from pixel.stories.actions.rights import Clear, Disconnect, Reconnect

ACTIONS: Mapping[str, type[Step]] = {
    action.word: action
    for action in (
        *(Visit, Reload, Consent, Search, Wish, Book),
        *(Join, Leave, ContinueAs, Open, Like, ClickAd),
        *(Declare, Hide, Befriend, JoinGroup, Follow, Comment),
        *(Clear, Disconnect, Reconnect, Correct, ObjectTo),
        *(Teach, Enter),
        *(WaitFor, Send, Store, Look),
    )
}


def action_of(step: object) -> str | None:
    """The word that says what a step does; `expect` where that is all it holds; None: nothing that we know."""
    if isinstance(step, Step):
        return step.word
    words = step if isinstance(step, dict) else {}
    return next((action for action in ACTIONS if action in words), None)


if TYPE_CHECKING:
    AnyStep = Step
else:  # the same, as pydantic is to read it: the class is told by the word
    AnyStep = Annotated[
        Union[tuple(Annotated[action, Tag(word)] for word, action in ACTIONS.items())],  # noqa: UP007
        Discriminator(action_of),
    ]
