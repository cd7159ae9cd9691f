"""A worker that lacks a part, for good or until it is there, and one that has a bug."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from gpu_worker.child import Maker
from tests.gpu_worker.workers.obedient import open_worker
from toontalker.errors import MissingPart


def open_without_part(options: dict[str, Any]) -> AbstractContextManager[Maker]:
    """What an operator can mend."""
    raise MissingPart("The Python package spam is missing.")


def open_with_bug(options: dict[str, Any]) -> AbstractContextManager[Maker]:
    """What he cannot."""
    raise ZeroDivisionError


def open_with_part(options: dict[str, Any]) -> AbstractContextManager[Maker]:
    """What he has mended, once the file "part" is there."""
    return open_worker(options) if Path(options["part"]).exists() else open_without_part(options)
