from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor

from toontalker.mouth.wav2lip.engine import LipEngine, LipOptions
from toontalker.mouth.wav2lip.fast import Build, FastWav2Lip
from toontalker.mouth.wav2lip.network import Wav2Lip, build
from toontalker.mouth.wav2lip.recorded import RecordedRunner
from toontalker.mouth.wav2lip.runner import to_pictures

pytestmark = pytest.mark.skipif(not torch.cuda.is_available(), reason="PyTorch finds no GPU")


@pytest.mark.parametrize("batch", [1, 3, 64])
def test_a_recording_gives_what_the_original_gives(plain: Wav2Lip, forward: dict[str, Tensor], batch: int) -> None:
    """In float32, for each face in turn, though the recording was made with none of them."""
    runner = RecordedRunner(FastWav2Lip(plain, Build(batch, torch.device("cuda"), torch.float32)))
    for which in range(4):
        ticket = runner.start(forward["mel"][which : which + 1].numpy(), runner.remember(forward["face"][which : which + 1]))
        expected = to_pictures(forward["out"][which : which + 1]).numpy()
        assert np.abs(ticket.pictures().astype(int) - expected).max() <= 1


def test_clips_do_not_disturb_each_other(state: dict[str, Tensor]) -> None:
    """Two clips fetched by turns from one engine have the bytes that each has alone."""
    engine = LipEngine(lambda: build(state), LipOptions(device="cuda", batch=4))
    noise = np.random.default_rng(0)
    faces = noise.integers(0, 256, (2, 96, 96, 3), np.uint8)
    sound = noise.uniform(-0.3, 0.3, 16_000).astype(np.float32)
    alone = [[picture.copy() for picture in engine.lips(face, sound, 22, 25)] for face in faces]
    by_turns = list(zip(*(engine.lips(face, sound, 22, 25) for face in faces), strict=True))
    for number, pictures in enumerate(by_turns):
        assert all(np.array_equal(picture, alone[which][number]) for which, picture in enumerate(pictures))
