from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from toontalker.mouth.wav2lip.fast import Build, FastWav2Lip
from toontalker.mouth.wav2lip.network import Wav2Lip
from toontalker.mouth.wav2lip.runner import CoresRunner, to_pictures


def test_values_become_bytes_like_the_original_s() -> None:
    """Cut off, not rounded; BGR becomes RGB, channels go last."""
    values = torch.zeros(1, 3, 2, 2)
    values[0, :, 0, 1] = torch.tensor([1.0, 0.9999, 0.5])
    picture = to_pictures(values)
    assert picture.dtype == torch.uint8
    assert picture.shape == (1, 2, 2, 3)
    assert picture[0, 0, 1].tolist() == [127, 254, 255]
    assert int(picture.sum()) == 127 + 254 + 255


def test_batches_may_be_handed_in_before_the_first_is_fetched(plain: Wav2Lip, forward: dict[str, Tensor]) -> None:
    """Each gives its own pictures, a short one no more than it holds, and PyTorch keeps its threads elsewhere."""
    threads = torch.get_num_threads()
    runner = CoresRunner(FastWav2Lip(plain, Build(2, torch.device("cpu"), torch.float32)), 2)
    assert torch.get_num_threads() == threads
    face, heard = runner.remember(forward["face"][:1]), forward["mel"].numpy()
    tickets = [runner.start(heard[start : start + 2], face) for start in (0, 2, 3)]
    pictures = [ticket.pictures() for ticket in tickets]
    assert [ticket.frames for ticket in tickets] == [len(batch) for batch in pictures] == [2, 2, 1]
    expected = to_pictures(forward["out"][:1]).numpy()[0]
    assert np.abs(pictures[0][0].astype(int) - expected).max() <= 1
    assert not np.array_equal(pictures[1][1], pictures[0][0])
    assert np.abs(pictures[2][0].astype(int) - pictures[1][1]).max() <= 1
