"""What counts of this machine's settings of pip when `.venv` is filled. `pip_install` and `venv` call it.

Those that say how packages are reached (index, proxy, certificates), and no others: `user`, `target`, `prefix`,
`no-binary`, `dry-run` and the like are for other installations, and would break this one. Standard library only.
"""

import json
import os
import subprocess
from collections.abc import Mapping
from configparser import Error, RawConfigParser
from pathlib import Path

from environment.messages import CannotWork

# How packages are reached, and how patiently. As pip's configuration files spell them.
KEPT = frozenset(
    (
        *("index-url", "extra-index-url", "no-index", "find-links", "trusted-host"),
        *("proxy", "cert", "client-cert", "keyring-provider"),
        *("timeout", "default-timeout", "retries", "resume-retries"),
        *("cache-dir", "no-cache-dir"),
    )
)
# Which certificates are believed is among pip's "features"; the other features change how it works.
CERTIFICATE_FEATURES = {"use-feature": "truststore", "use-deprecated": "legacy-certs"}
SECTIONS = ("global", "install")  # of the configuration files; the last counts
FILE_VARIABLE = "PIP_CONFIG_FILE"
# Not `pip config`: a file's `user = true` or a feature that this pip does not know would mislead or stop that.
ASK_WHERE_FILES_ARE = """
import json
from pip._internal.configuration import get_configuration_files
print(json.dumps(get_configuration_files()))
"""


def keep_settings(environment: Mapping[str, str]) -> dict[str, str]:
    """An environment without what would steer Python elsewhere, and of pip's settings those alone that are KEPT."""
    kept = {name: value for name, value in environment.items() if not name.upper().startswith(("PIP_", "PYTHON"))}
    for name, value in environment.items():
        setting = name[4:].lower().replace("_", "-") if name.upper().startswith("PIP_") else ""
        if _keep(setting, value):
            kept[_variable_of(setting)] = _keep(setting, value)
    return kept


def read_machine_settings(python: Path) -> dict[str, str]:
    """The environment for `python`'s pip: what is KEPT of the configuration files as variables, and no file.

    Raises CannotWork where a file cannot be read.
    """
    variables = keep_settings(os.environ)
    sections: dict[str, dict[str, str]] = {section: {} for section in SECTIONS}
    for file in _find_files(python, variables):
        parser = RawConfigParser()
        try:
            parser.read(file, encoding="utf-8")
        except (Error, ValueError) as error:
            raise CannotWork(
                f"pip's settings cannot be read: correct {file}. {' '.join(str(error).split())}"
            ) from error
        for section in filter(parser.has_section, SECTIONS):
            sections[section] |= {name.replace("_", "-"): value for name, value in parser.items(section)}
    for setting, value in (sections["global"] | sections["install"]).items():
        if _keep(setting, value) and _variable_of(setting) not in variables:
            variables[_variable_of(setting)] = _keep(setting, value)
    return variables | {FILE_VARIABLE: os.devnull}


def _find_files(python: Path, variables: Mapping[str, str]) -> list[str]:
    """The configuration files, the last of them counts most. Where they stand differs by system, so pip is asked."""
    named = os.environ.get(FILE_VARIABLE, "")
    if named == os.devnull:
        return []
    asked = subprocess.run(
        [str(python), "-I", "-c", ASK_WHERE_FILES_ARE], env=variables, capture_output=True, text=True, check=False
    )
    files = json.loads(asked.stdout) if asked.returncode == 0 else {}
    kinds = ("global", "site") if named and Path(named).exists() else ("global", "user", "site")
    return [file for kind in kinds for file in files.get(kind, [])] + [named] * bool(named)


def _keep(setting: str, value: str) -> str:
    """What is kept of a setting's value; nothing of those that are not KEPT."""
    if setting in CERTIFICATE_FEATURES:
        return " ".join(word for word in value.split() if word == CERTIFICATE_FEATURES[setting])
    return value if setting in KEPT else ""


def _variable_of(setting: str) -> str:
    return f"PIP_{setting.upper().replace('-', '_')}"
