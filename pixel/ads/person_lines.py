"""Somebody's profile line by line, with what each line brings in an auction. The profile's page, the API and exports
ask, each on its own snapshot."""

from collections.abc import Mapping
from datetime import datetime

from pixel.ads.catalogue import Catalogue
from pixel.ads.worth import find_worths, find_worths_of_guesses
from pixel.profile.facts import gather_facts
from pixel.profile.inference.places import Place
from pixel.profile.line import Line
from pixel.profile.lines import draw_lines
from pixel.profile.person import PersonProfile
from pixel.store import Connection


def read_lines(
    connection: Connection, person: PersonProfile, catalogue: Catalogue, places: Mapping[str, Place], now: datetime
) -> list[Line]:
    """The lines by kind; `places`: the towns of the person's network, by slug."""
    facts = gather_facts(connection, person, places)
    worths = find_worths(person, catalogue, now) | find_worths_of_guesses(facts.guesses.traits, catalogue)
    return draw_lines(facts, places, worths)
