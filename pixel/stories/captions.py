"""A step and what was expected of it, in a few words, for the page of pictures. Pure; `record` calls it.

The English is what the command line says (`narrating`, `judging`); the French stands here, beside nothing else that
speaks it. Verdicts stay as the collector's header spells them.
"""

from collections.abc import Iterator

from pixel.stories.expectations import Ad, Between, Expectation, Lost
from pixel.stories.model import Texts
from pixel.stories.narrating import tell_deed
from pixel.stories.steps import AnyStep, WaitFor, action_of

FRENCH = {
    "visit": "{who} ouvre {visit}{path}",
    "reload": "{who} recharge la page",
    "search": "{who} cherche «\u00a0{words}\u00a0» chez {search}",
    "wish": "{who} met {content} dans sa liste d’envies chez {wish}",
    "book": "{who} réserve {content} chez {book}",
    "join": "{who} entre dans le réseau\u00a0: {join}",
    "leave": "{who} quitte le réseau",
    "continue_as": "{who} poursuit comme {continue_as}, par le lien privé",
    "like": "{who} aime la publication {like}",
    "click_ad": "{who} suit l’annonce pour {click_ad}",
    "send": "un programme envoie un appel sans page",
    "expect": "{who}\u00a0: ce qu’il y a à voir",
    "consent granted": "{who} accepte le pixel",
    "consent denied": "{who} refuse le pixel",
    "open feed": "{who} ouvre son fil",
    "open profile": "{who} ouvre son profil",
    "open activity": "{who} ouvre son activité hors du réseau",
    "open inspector": "{who} ouvre l’inspecteur",
    "join again": "{who} revient dans le réseau",
    "clear activity": "{who} efface son activité",
    "clear cookies": "{who} efface les témoins de son navigateur",
    "disconnect": "{who} débranche {disconnect}",
    "disconnect all": "{who} débranche tous les sites",
    "reconnect": "{who} rebranche {reconnect}",
    "reconnect all": "{who} rebranche tous les sites",
    "store gone": "la base de données disparaît",
    "store back": "la base de données est de retour",
}
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
UNITS = {"second": "seconde", "minute": "minute", "hour": "heure", "day": "jour"}


def caption(step: AnyStep, who: str | None) -> Texts:
    """What happens in a step."""
    return Texts(fr=_in_french(step, who), en=tell_deed(step, who))


def expected_in_french(expect: Expectation) -> Iterator[str]:
    """Each thing that is expected, in the order in which `judging` finds it."""
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


def _in_french(step: AnyStep, who: str | None) -> str:
    if isinstance(step, WaitFor):
        return _time(step.wait)
    action = action_of(step) or "expect"
    said = step.model_dump()
    sentence = FRENCH.get(f"{action} {said[action]}") or FRENCH[action]
    return sentence.format(**{**said, "who": who or "le programme"})


def _time(wait: str) -> str:
    number, unit = wait.split()
    is_one = int(number) < 2
    return f"{number} {UNITS[unit.rstrip('s')]}{'' if is_one else 's'} {'passe' if is_one else 'passent'}"
