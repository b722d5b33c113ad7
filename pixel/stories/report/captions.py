"""What was expected of a step, in French, for the page of pictures. Pure; `record` calls it.

The English is what the command line says (`play.assertions`); verdicts stay as the collector's header spells them.
"""

from collections.abc import Iterator, Mapping

from pixel.stories.actions.expectations import Ad, Between, Expectation, LineKind, Lost

WORDS = {"content": "contenu", "advertiser": "annonceur", "campaign": "campagne", "reason": "raison", "outcome": "sort"}
REASONS = {
    "retargeting": "reciblage",
    "interest": "intérêt",
    "inferred": "déduction",
    "contextual": "contexte",
    "default": "par défaut",
}
FATES = {
    "won": "gagnée",
    "outbid": "surenchère d’une autre",
    "not-in-audience": "hors de l’audience",
    "window-passed": "délai passé",
    "purchased": "déjà acheté",
    "capped": "déjà montrée assez souvent",
    "on-this-page": "déjà sur cette page",
    "no-product": "plus de produit",
    "not-scheduled": "hors de ses dates",
    "unpaid": "pas de quoi payer",
    "only-when-nothing-else": "seulement faute d’autre",
}
OUTCOMES = {
    "sent-back": "renvoyé",
    "first-seen": "vu pour la première fois",
    "refused": "refusé",
    "own-jar": "gardé à part pour ce site",
    "unknown": "indéterminé",
}
BOUNDS = {"above": "plus de", "below": "moins de"}


KINDS: Mapping[LineKind, str] = {
    "declared": "déclaré",
    "observed": "observé",
    "reported": "rapporté par un site",
    "told": "dit par un ami",
    "guessed": "deviné",
}


def expected_in_french(expect: Expectation) -> Iterator[str]:
    """Each thing that is expected, in the order in which `play.assertions` finds it."""
    if expect.verdict:
        yield f"chaque appel\u00a0: {expect.verdict}"
    if isinstance(expect.hits, int):
        yield _count(expect.hits, "appel")
    elif expect.hits:
        yield from (f"{event}\u00a0: {verdict}" for event, verdict in expect.hits.items())
    if expect.outcomes:
        yield f"témoin {' ou '.join(OUTCOMES[outcome] for outcome in expect.outcomes)}"
    if expect.ad is not None:
        yield f"une annonce ({_describe(expect.ad)})"
    if expect.no_ad is not None:
        yield f"aucune annonce ({_describe(expect.no_ad)})"
    if expect.lost is not None:
        yield f"aux enchères\u00a0: {_describe(expect.lost)}"
    for slug, level in (expect.interests or {}).items():
        yield f"intérêt pour {slug}\u00a0: {_bounds(level)}"
    for name, wanted in (
        ("lignes gardées de cette personne", expect.events),
        ("lignes gardées des appels de cette personne", expect.kept),
        ("navigateurs rattachés à cette personne", expect.browsers),
    ):
        if wanted is not None:
            yield f"{name}\u00a0: {_bounds(wanted)}"
    yield from _expected_of_lines(expect)
    yield from _expected_of_class(expect)


def _expected_of_lines(expect: Expectation) -> Iterator[str]:
    for key, wanted in (expect.lines or {}).items():
        words = [KINDS[wanted.kind]] if wanted.kind else []
        words += [wanted.value] if wanted.value else []
        words += [f"confiance {_bounds(wanted.confidence)}"] if wanted.confidence else []
        if wanted.within_km is not None:
            words.append(f"à {wanted.within_km:g}\u00a0km ou moins de la vérité".replace(".", ","))
        yield f"au dossier, la ligne {key} ({', '.join(words) or 'quelconque'})"
    yield from (f"au dossier, aucune ligne {key}" for key in expect.no_lines or ())


def _expected_of_class(expect: Expectation) -> Iterator[str]:
    if expect.students == "no-class":
        yield "aucune classe n’est ouverte"
    elif isinstance(expect.students, int):
        yield f"élèves dans la classe\u00a0: {expect.students}"
    elif expect.students is not None:
        yield f"dans la classe\u00a0: {', '.join(expect.students) or 'personne'}"
    for verdict, number in (expect.told or {}).items():
        yield f"appels {verdict} que le flux raconte\u00a0: {number}"
    if expect.left:
        yield "il n’en reste rien"


def _describe(wanted: Ad | Lost) -> str:
    said = wanted.model_dump(exclude_none=True).items()
    return ", ".join(f"{WORDS[name]} {(REASONS | FATES).get(text, text)}" for name, text in said) or "quelconque"


def _bounds(wanted: int | Between) -> str:
    if isinstance(wanted, int):
        return str(wanted)
    said = wanted.model_dump(exclude_none=True).items()
    return " et ".join(f"{BOUNDS[name]} {value:g}".replace(".", ",") for name, value in said)


def _count(number: int, what: str) -> str:
    return f"aucun {what}" if not number else f"{number} {what}{'' if number == 1 else 's'}"
