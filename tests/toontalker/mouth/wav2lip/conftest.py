"""What the tests of Wav2Lip share: the network with rule-made weights and what the original gave (see tests/conftest.py for `neural`)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

if TYPE_CHECKING:
    from torch import Tensor

    from toontalker.mouth.wav2lip.engine import LipEngine
    from toontalker.mouth.wav2lip.network import Wav2Lip


@pytest.fixture(scope="session")
def original(repo: Path) -> Path:
    """What the original program gave."""
    return repo / "tests" / "data" / "wav2lip"


@pytest.fixture(scope="session")
def forward(reference_folder: Path) -> dict[str, Tensor]:
    """Four faces and mel windows, and what the original network made of them with rule-made weights."""
    import torch

    with np.load(reference_folder / "wav2lip" / "wav2lip_forward.npz") as arrays:
        return {name: torch.from_numpy(arrays[name]) for name in arrays.files}


@pytest.fixture(scope="session")
def state() -> dict[str, Tensor]:
    """All rule-made weights; not to be changed."""
    from toontalker.mouth.wav2lip.rule_made import rule_made_state

    return rule_made_state()


@pytest.fixture(scope="session")
def plain(state: dict[str, Tensor]) -> Wav2Lip:
    """The plain network with them."""
    from toontalker.mouth.wav2lip.network import build

    return build(state)


@pytest.fixture(scope="session")
def engine(plain: Wav2Lip) -> LipEngine:
    """An engine with them, in float32 on two cores."""
    from toontalker.mouth.wav2lip.engine import LipEngine, LipOptions

    return LipEngine(lambda: plain, LipOptions(device="cpu", precision="float32", threads=2))
