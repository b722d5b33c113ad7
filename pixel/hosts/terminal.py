"""The language of whoever reads the terminal, and the texts that are printed there, in it.

By the environment as POSIX has it (`LC_ALL`, `LC_MESSAGES`, `LANG`), on Windows by the system's setting. Without a word
of French there, English.
"""

import gettext
import locale
import os
import sys
from collections.abc import Mapping
from pathlib import Path

TRANSLATIONS = Path(__file__).parent.parent / "translations"
VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


def terminal_language(environ: Mapping[str, str]) -> str:
    """`fr` or `en`: the first variable that says something decides."""
    said = next((environ[name] for name in VARIABLES if environ.get(name)), "") or _system_language()
    return "fr" if said.lower().replace("_", "-").partition(".")[0].partition("-")[0] == "fr" else "en"


def terminal_texts(language: str | None = None) -> gettext.NullTranslations:
    """The catalogue for a language, by default that of this process's environment."""
    languages = [language or terminal_language(os.environ)]
    return gettext.translation("terminal", TRANSLATIONS, languages, fallback=True)


def _system_language() -> str:
    if sys.platform != "win32":
        return ""
    import ctypes

    return locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")
