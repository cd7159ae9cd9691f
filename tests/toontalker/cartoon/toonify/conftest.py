"""What the tests of toonify share. They need the extra `neural` (see tests/conftest.py)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

if TYPE_CHECKING:
    from toontalker.cartoon.toonify.networks import Networks


@pytest.fixture(scope="session", autouse=True)
def _one_thread() -> Iterator[None]:
    """Small networks are faster on one core, and sums are then always taken in the same order."""
    try:
        import torch
    except ModuleNotFoundError:  # some modules of the room do without
        yield
        return
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="session")
def tiny32_file(repo: Path) -> Path:
    """A set (G, D, Gs) of 32 px, written by the original code."""
    return repo / "tests" / "data" / "stylegan2" / "tiny32.pkl"


@pytest.fixture(scope="session")
def tiny32(tiny32_file: Path) -> Networks:
    """Its networks."""
    from toontalker.cartoon.toonify.networks import read_networks

    return read_networks(tiny32_file)


@pytest.fixture(scope="session")
def tiny32_arrays(tiny32_file: Path) -> dict[str, Any]:
    """What the original code computed with it."""
    with np.load(tiny32_file.with_suffix(".npz")) as arrays:
        return dict(arrays)


@pytest.fixture(scope="session")
def reference_networks(reference_folder: Path) -> Callable[[str], Networks]:
    """Networks of the reference folder by their name, each read once."""
    from toontalker.cartoon.toonify.networks import read_networks

    read: dict[str, Networks] = {}

    def networks(name: str) -> Networks:
        if name not in read:
            read[name] = read_networks(reference_folder / "stylegan2" / f"{name}.pkl")
        return read[name]

    return networks
