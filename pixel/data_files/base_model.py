"""The base of all models of a data file, and the shapes that several of them use. Pure."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,39}$", description="small letters, digits and hyphens")]


class Part(BaseModel):
    """What every part of a file has in common: no word that it does not know, and it never changes."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, use_attribute_docstrings=True)


class Texts(Part):
    """A text that people read, in both languages."""

    fr: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]

    def in_language(self, language: str) -> str:
        """The French text for `fr`, else the English one."""
        return self.fr if language == "fr" else self.en
