"""The sign-up's questions in words: what is asked, and why they ask."""

from dataclasses import dataclass

from flask_babel import gettext

from pixel.networks.ribambelle.members.questions import Key
from pixel.pages.translations import made_once_a_language


@dataclass(frozen=True)
class Question:
    """`label` asks; `why` says what the answer will be used for."""

    label: str
    why: str


@made_once_a_language
def questions() -> dict[Key, Question]:
    """All of them, in the reader's language."""
    return {
        "town": Question(
            gettext("Which town do you live in?"),
            gettext(
                "Shops pay to reach their own town, and only it. With the towns of your friends it also says"
                " where you grew up, even if you never do."
            ),
        ),
        "age": Question(
            gettext("How old are you?"),
            gettext("Nearly every advertiser picks an age. It also tells your class-mates from your parents’ friends."),
        ),
        "sex": Question(
            gettext("Are you a woman or a man?"),
            gettext("For a century it was all that advertisers asked for, and many still pay by it."),
        ),
        "employer": Question(
            gettext("Who do you work for?"),
            gettext(
                "It tells roughly what you earn, when you are off, and who your colleagues are:"
                " people whom you may never have meant to invite."
            ),
        ),
        "school": Question(
            gettext("Which school did you go to?"),
            gettext(
                "A school has an address and a year has an age."
                " It finds old friends for you, and your home town for us."
            ),
        ),
        "kin": Question(
            gettext("Who is family to you here?"),
            gettext(
                "Families buy together, and celebrate on known dates."
                " What you leave out of your own profile, a cousin’s may say."
            ),
        ),
        "relationship": Question(
            gettext("Are you seeing anybody?"),
            gettext(
                "A change is worth more than the answer: new couples travel, and those who part buy everything again."
            ),
        ),
        "interests": Question(
            gettext("What do you like?"),
            gettext("Every word that you tick can be bought: the feed’s ads are auctioned by these words from now on."),
        ),
    }


@made_once_a_language
def choice_names() -> dict[str, str]:
    """The answers that one chooses among."""
    return {
        "f": gettext("A woman"),
        "m": gettext("A man"),
        "x": gettext("Neither of these"),
        "single": gettext("Nobody"),
        "couple": gettext("Yes, one person"),
        "complicated": gettext("It is complicated"),
    }
