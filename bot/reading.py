"""Files are read in one step beside the event loop: whoever is cancelled meanwhile leaves none open."""

from __future__ import annotations

import asyncio
from pathlib import Path


async def read_bytes(path: Path, most: int = -1) -> bytes:
    """What is in the file, of more than `most` bytes only those; raises OSError."""
    return await asyncio.to_thread(_read, path, most)


def _read(path: Path, most: int) -> bytes:
    with path.open("rb") as file:
        return file.read(most)
