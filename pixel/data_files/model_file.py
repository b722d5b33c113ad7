"""A data file's text as its model. Readers of small files call it; it knows no kind of file."""

from typing import TypeVar

from pydantic import BaseModel, ValidationError

from pixel.data_files.errors import DataFileError, FileFormat, describe
from pixel.data_files.yaml_lines import Lines, read_yaml

M = TypeVar("M", bound=BaseModel)


def read_model(shown: str, text: str, model: type[M], file_format: FileFormat) -> tuple[M, Lines]:
    """The model, and on which line each part of it stands. Raises DataFileError: file, line, what was found, what
    was expected."""
    data, lines = read_yaml(shown, text, file_format.name)
    try:
        return model.model_validate(data), lines
    except ValidationError as error:
        mistake = describe(error.errors(), data, file_format)
        raise DataFileError(shown, lines.of(mistake.path), mistake.sentence) from None
