"""What an agency is handed by whoever hosts it: the composition root builds it, `create_agency` takes it.

An agency knows one script address and one image address, as a real shop does, and nothing else of the network.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Addresses:
    """The addresses an agency is handed, for the request at hand."""

    script: str  # e.g. http://pixel.reseau.localhost:8000/pixel.js
    image: str  # e.g. http://pixel.reseau.localhost:8000/tr
    guide: str  # the demonstration's start page, for the "fictional site" notice


@dataclass(frozen=True)
class Bar:
    """The host's bar on top of a page, for a reader who came here from the walk."""

    step: str  # the step's id, for scripts
    words: str  # "Step 3 of 10 · Look at the Bahamas", in the reader's language
    back: str  # address of the walk
    back_words: str  # "Back to the walk"


@dataclass(frozen=True)
class HostServices:
    """What whoever hosts a shop hands it; all are called inside a request."""

    addresses: Callable[[], Addresses]
    form_token: Callable[[], str]  # value of the hidden field `form_token` in each POST form
    language: Callable[[], str]  # "fr" or "en", the reader's
    note: Callable[[], str]  # what the host wants said beside the fictional notice; empty: nothing
    bar: Callable[[], Bar | None]  # None: the reader is not on the walk
