"""A shelf with a manifest of its own, and a server on this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.toontalker.weights.server import Server, serving
from tests.toontalker.weights.shelves import shelf_for
from toontalker.weights import Consent, Shelf

MakeShelf: TypeAlias = Callable[..., Shelf]


@pytest.fixture
def server() -> Iterator[Server]:
    """A web server that runs for one test."""
    with serving() as running:
        yield running


@pytest.fixture
def make_shelf(tmp_path: Path) -> MakeShelf:
    """Makes a shelf with one published file; see `shelf_for`."""
    return partial(shelf_for, tmp_path / "weights")


@pytest.fixture
def agree() -> Consent:
    """An operator who accepts the terms, and pins nothing."""
    return Consent(licence=lambda file, licence: True)


@pytest.fixture
def agree_and_pin() -> Consent:
    """An operator who accepts the terms and takes every file for the right one."""
    return Consent(licence=lambda file, licence: True, pin=lambda file, sha256: True)
