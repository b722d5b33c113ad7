"""flask-babel's catalogues, each text of a language looked up once and not once a request. `site` makes one a site."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import wraps
from typing import TypeVar

from babel.support import NullTranslations
from flask import Flask, g
from flask_babel import Domain
from markupsafe import Markup

from pixel.pages.language import language

T = TypeVar("T")


def made_once_a_language(make: Callable[[], T]) -> Callable[[], T]:
    """For a function that makes a table of words: it is called once for each language that a reader has."""
    made: dict[str, T] = {}

    @wraps(make)
    def take() -> T:
        reading = language()
        if reading not in made:
            made[reading] = make()
        return made[reading]

    return take


class Catalogues(Domain):
    """The catalogues of one site. flask-babel alone finds the request's language out anew for each text, which takes
    longer than all else that a page does."""

    def __init__(self, folders: Sequence[str], names: str) -> None:
        super().__init__(list(folders), names)  # type: ignore[no-untyped-call]
        self._texts: defaultdict[NullTranslations, dict[str, Markup]] = defaultdict(dict)

    def install(self, app: Flask) -> None:
        """Makes it what the site's views and templates (`_`, `ngettext`, `trans`) ask."""
        app.before_request(self.as_default)
        app.jinja_env.globals |= {"_": self.write, "gettext": self.write, "ngettext": self.write_number_of}

    def get_translations(self) -> NullTranslations:
        """Those of the request's language, kept where flask-babel's `force_locale` looks for them."""
        request_values = g._flask_babel
        found: NullTranslations | None = getattr(request_values, "babel_translations", None)
        if found is None:
            found = request_values.babel_translations = self._load()
        return found

    def _load(self) -> NullTranslations:
        loaded: NullTranslations = super().get_translations()  # type: ignore[no-untyped-call]
        return loaded

    def write(self, message: str, /, **variables: object) -> Markup:
        """A text for a template; variables are escaped, and `%%` is a percent sign, as in Jinja's own "new style"."""
        translations = self.get_translations()
        if variables:
            return Markup(translations.ugettext(message)) % variables  # noqa: S704  # our own words
        texts = self._texts[translations]
        if message not in texts:
            texts[message] = Markup(translations.ugettext(message)) % {}  # noqa: S704  # our own words
        return texts[message]

    def write_number_of(self, one: str, many: str, num: int, /, **variables: object) -> Markup:
        """A text that depends on a number, which it may show as `%(num)s`."""
        text = Markup(self.get_translations().ungettext(one, many, num))  # noqa: S704  # our own words
        return text % ({"num": num} | variables)
