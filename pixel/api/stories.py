"""Answers about the stories that are shipped: their files as package data, for whoever plays them from outside."""

from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from pixel.api.caller import Caller
from pixel.api.context import ApiContext
from pixel.api.problems import Problem
from pixel.api.responses import StoriesPage, Story, StorySummary

ENDING = ".yaml"


def list_stories(_: ApiContext, __: Caller) -> StoriesPage:
    """The shipped stories, each with a line about it."""
    stories = read_shipped().values()
    return StoriesPage(items=[StorySummary(name=s.name, title=s.title, about=s.about) for s in stories])


def show_story(_: ApiContext, __: Caller, name: str) -> Story:
    """A shipped story's text."""
    found = read_shipped().get(name)
    if not found:
        raise Problem("not-found", f"No story of the name {name!r} is shipped: /api/stories lists those that are.")
    return found


@lru_cache(maxsize=1)
def read_shipped() -> dict[str, Story]:
    """The stories by name, in its order."""
    folder = files("pixel") / "stories" / "shipped"
    found = [file for file in folder.iterdir() if file.name.endswith(ENDING)] if folder.is_dir() else []
    texts = {file.name.removesuffix(ENDING): file.read_text(encoding="utf-8") for file in found}
    return {name: _read(name, texts[name]) for name in sorted(texts)}


def _read(name: str, text: str) -> Story:
    said: dict[str, Any] = yaml.safe_load(text)
    return Story(name=name, title=said["title"], about=said["about"], text=text)
