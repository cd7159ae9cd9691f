"""The weights of the house voice on disk: large tables as int8 with one scale a row, the rest as they are.

Four arrays and an index in one npz: to open each of a hundred small ones by itself would take longer than to speak a line.
"""

from __future__ import annotations

import json
import math
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toontalker.errors import MissingPart

Array = NDArray[np.float32]

FILE = Path(__file__).parent / "data" / "voices.npz"
"""Both voices, as they are shipped."""
_SMALLEST = 2000
"""Numbers from which on a table is worth packing."""
_EXACT = frozenset({"decoding", "decoding_offset"})
"""Tables whose errors would be heard in every frame."""


def load(file: Path = FILE) -> dict[str, Array]:
    """All tables by name, float32; raises MissingPart if the file is not there or damaged."""
    try:
        with file.open("rb") as content, np.load(content) as archive:
            index: list[dict[str, Any]] = json.loads(archive["index"].tobytes())
            numbers = {kind: archive[kind] for kind in ("packed", "scales", "exact")}
    except (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile) as error:
        raise MissingPart("The house voice is missing or damaged: install toontalker again.") from error
    at = dict.fromkeys(numbers, 0)

    def next_numbers(kind: str, count: int) -> NDArray[Any]:
        at[kind] += count
        return numbers[kind][at[kind] - count : at[kind]]

    tables: dict[str, Array] = {}
    for entry in index:
        shape, size = tuple(entry["shape"]), math.prod(entry["shape"])
        if entry["packed"]:
            table = next_numbers("packed", size).reshape(shape).astype(np.float32)
            table *= next_numbers("scales", shape[0])[:, None]
        else:
            table = next_numbers("exact", size).reshape(shape).copy()
        tables[entry["name"]] = table
    return tables


def save(file: Path, tables: Mapping[str, Array]) -> None:
    """Packs and writes the tables; `load` gives them back with rounding errors of at most 1/254 of the largest in a row."""
    index: list[dict[str, Any]] = []
    numbers: dict[str, list[NDArray[Any]]] = {"packed": [], "scales": [], "exact": []}
    for name, table in tables.items():
        packed = table.ndim == 2 and table.size >= _SMALLEST and name not in _EXACT
        index.append({"name": name, "shape": list(table.shape), "packed": packed})
        if packed:
            scale = (np.abs(table).max(axis=1) / 127 + 1e-12).astype(np.float32)
            numbers["packed"].append(np.rint(table / scale[:, None]).astype(np.int8).ravel())
            numbers["scales"].append(scale)
        else:
            numbers["exact"].append(table.astype(np.float32).ravel())
    arrays = {kind: np.concatenate(parts) if parts else np.zeros(0, np.float32) for kind, parts in numbers.items()}
    np.savez(file, index=np.frombuffer(json.dumps(index).encode(), np.uint8), **arrays)
