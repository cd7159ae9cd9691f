"""TOML files that are checked as they are read: the manifest and the lock."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from toontalker.errors import BadSetting

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""A hash as 64 small hexadecimal digits."""


class Table(BaseModel):
    """A table in such a file: what it does not know is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


Content = TypeVar("Content", bound=Table)


def read_toml(model: type[Content], path: Path, what: str) -> Content:
    """The file `path` as a `model`; raises `BadSetting`, which calls it `what` and tells the first thing wrong in it."""
    try:
        return model.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise BadSetting(f"The {what} {path} cannot be read: {error.strerror}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise BadSetting(f"In the {what} {path}: {place + ': ' if place else ''}{first['msg'].removeprefix('Value error, ')}.") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadSetting(f"The {what} {path} is not valid TOML: {error}.") from error
