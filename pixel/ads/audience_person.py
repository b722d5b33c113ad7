"""Somebody as audiences read one: what they declared or their face came with, what they like, where their browsers
were. `serving` asks, where anything is bought for an audience.
"""

from collections.abc import Mapping

from pixel.ads.audience.person import AudiencePerson, read_interests
from pixel.profile.invented import is_invented
from pixel.profile.person import PersonProfile
from pixel.store import Connection
from pixel.store.queries.lines import find_resident_row
from pixel.store.queries.members import list_declarations, list_memberships
from pixel.store.records import Seat

READ = ("town", "age", "sex", "employer")
NOBODY = AudiencePerson()


def read_audience_person(connection: Connection, seat: Seat, person: PersonProfile) -> AudiencePerson:
    """Of whoever objected, nothing; else all that they put right as they put it."""
    if person.choices.has_objected:
        return NOBODY
    said = _read_answers(connection, seat)
    corrections = person.choices.corrections
    answers = {key: corrections.get(key, said.get(key, "")) or "" for key in READ}
    tallies, profile = person.targetable
    return AudiencePerson(
        town=answers["town"],
        age=int(answers["age"]) if answers["age"].isdecimal() else None,
        sex=answers["sex"],
        employer=answers["employer"],
        interests=read_interests(profile),
        groups=frozenset(list_memberships(connection, seat.id)),
        tallies=tallies,
    )


def _read_answers(connection: Connection, seat: Seat) -> Mapping[str, str]:
    """What they answered, or what an invented face says of itself as long as nobody answered for it."""
    declared = list_declarations(connection, seat.id)
    if declared or not is_invented(seat):
        return {key: declaration.value for key, declaration in declared.items()}
    face = find_resident_row(connection, seat.network, seat.member_id or "")
    return {key: str(getattr(face, key)) for key in READ} if face else {}
