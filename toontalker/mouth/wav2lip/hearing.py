"""The speech as the network hears it."""

from __future__ import annotations

from typing import Final

import numpy as np
import soxr
from numpy.typing import NDArray

from toontalker.speech import Speech

RATE: Final = 16_000
"""Hz, of every sound Wav2Lip was trained with."""


def heard(speech: Speech) -> NDArray[np.float32]:
    """The whole sound, mono ``(samples,) float32`` at `RATE`: 64 kB a second, which the network takes in one piece."""
    stream = soxr.ResampleStream(speech.rate, RATE, 1, dtype="float32", quality="HQ")
    pieces = [stream.resample_chunk(block) for block in speech.blocks()]
    pieces.append(stream.resample_chunk(np.zeros(0, np.float32), last=True))
    return np.concatenate(pieces).astype(np.float32, copy=False)
