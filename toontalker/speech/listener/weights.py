"""The weights of the listener on disk: one npz, tables in half precision."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from toontalker.errors import MissingPart

Array = NDArray[np.float32]

FILE = Path(__file__).parent / "data" / "listener.npz"
"""As it is shipped."""


def load(file: Path = FILE) -> dict[str, Array]:
    """All tables by name, float32; raises MissingPart if the file is not there or damaged."""
    try:
        with file.open("rb") as content, np.load(content) as archive:
            return {name: archive[name].astype(np.float32) for name in archive.files}
    except (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile) as error:
        raise MissingPart("The listener, which times sounds, is missing or damaged: install toontalker again.") from error


def save(file: Path, tables: Mapping[str, Array]) -> None:
    """Writes the tables; `load` gives them back rounded to eleven binary digits."""
    part = file.with_name(f".{file.name}.part")
    with part.open("wb") as content:
        np.savez_compressed(content, **{name: table.astype(np.float16) for name, table in tables.items()})
    part.replace(file)
