"""A step in a few words, in French and English, for the page of pictures. Pure; `record` calls it.

The English is what the command line says (`narrating`); the French stands here, beside nothing else that speaks it.
"""

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
UNITS = {"second": "seconde", "minute": "minute", "hour": "heure", "day": "jour"}


def caption(step: AnyStep, who: str | None) -> Texts:
    """What happens in a step."""
    return Texts(fr=_in_french(step, who), en=tell_deed(step, who))


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
