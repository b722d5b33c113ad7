"""A content file of the town, and errors that name it. The readers of content and templates use both."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from pixel.networks.content import ContentError

T = TypeVar("T")


def read_file(folder: Path, name: str) -> dict[str, Any]:
    """A TOML file. Raises ContentError."""
    try:
        return tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ContentError(f"{name}.toml: {error}") from error


def in_file(name: str, read: Callable[[], T]) -> T:
    """What is read, with the file's name before whatever is wrong with it. Raises ContentError."""
    try:
        return read()
    except KeyError as missing:
        raise ContentError(f"{name}: {missing} is missing") from missing
    except ContentError as error:
        raise ContentError(f"{name}: {error}") from error
