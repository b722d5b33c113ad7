"""The sign-up's second page: more questions than one usually agrees to answer, each optional and with why they ask."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, redirect, request, session, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from pixel import clock
from pixel.networks.ribambelle.members.question_words import choice_names, questions
from pixel.networks.ribambelle.members.questions import (
    CHOICES,
    KEYS,
    LONGEST,
    OF_GUESTS,
    Answer,
    Key,
    answers_of,
    declarations_from,
    invented_answers,
    judge,
    words_for,
)
from pixel.networks.ribambelle.members.render import render
from pixel.networks.ribambelle.town.content_files import town_content
from pixel.networks.ribambelle.town.rows import fold
from pixel.networks.session import Me, read_as_member
from pixel.networks.wording import name_interest
from pixel.pages.site import services
from pixel.store import Connection
from pixel.store.queries.members import Declaration, list_declarations, replace_declarations
from pixel.store.queries.town.people import find_resident, list_residents

blueprint = Blueprint("sign_up", __name__)


@dataclass(frozen=True)
class _Facts:
    declared: Mapping[str, Declaration]
    invented: Mapping[Key, Answer]


@blueprint.get("/sign-up")
def ask() -> str:
    """The questions, filled in with what was answered before, or else with the face's invented answers."""
    me, facts = read_as_member(_read)
    keys = _keys(me)
    answers = dict(facts.invented) if facts.invented and not facts.declared else answers_of(facts.declared, keys)
    return _show(me, answers)


@blueprint.post("/sign-up")
def keep() -> Response | tuple[str, int]:
    """Keeps the answers in place of all earlier ones, unless one of them cannot be."""
    me, facts = read_as_member(_read)
    words = words_for(is_guest=me.member is None)
    answers = {
        key: judge(key, request.form.getlist(key), words, is_hidden=f"hide-{key}" in request.form) for key in _keys(me)
    }
    if any(answer.error for answer in answers.values()):
        return _show(me, answers), 422
    kept = declarations_from(answers.values(), facts.invented)
    interests = answers["interests"].values
    services().store.write(replace_declarations, me.seat.id, kept, interests, clock.now())
    session["notice"] = ngettext("Kept: %(num)s answer.", "Kept: %(num)s answers.", len(kept))
    if not kept:
        session["notice"] = gettext("You answered nothing: nothing was kept.")
    return redirect(url_for("sign_up.ask"), 303)


def _show(me: Me, answers: Mapping[Key, Answer]) -> str:
    words, names = questions(), choice_names()
    return render(
        "sign_up",
        me,
        asked=[(answers[key], words[key]) for key in _keys(me)],
        errors=[(answer.key, answer.error) for answer in answers.values() if answer.error],
        towns=sorted((place.name, place.slug) for place in town_content().places.values()),
        choices={key: [(value, names[value]) for value in values] for key, values in CHOICES.items()},
        longest=LONGEST,
        interests=sorted(
            ((name_interest(slug), slug) for slug in words_for(is_guest=me.member is None)),
            key=lambda named: fold(named[0]),
        ),
    )


def _keys(me: Me) -> tuple[Key, ...]:
    return KEYS if me.member else OF_GUESTS


def _read(connection: Connection, me: Me) -> _Facts:
    declared = list_declarations(connection, me.seat.id)
    if me.member is None:
        return _Facts(declared, {})
    resident = find_resident(connection, me.seat.network, me.member.id)
    kin = list_residents(connection, me.seat.network, [other for _, other in resident.kin]) if resident else {}
    return _Facts(declared, invented_answers(me.member, resident, [other.name for other in kin.values()]))
