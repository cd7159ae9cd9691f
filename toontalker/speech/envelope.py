"""How loud the speech is in each frame of the clip."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from toontalker.speech.speech import Speech


def envelope(speech: Speech, fps: int) -> NDArray[np.float32]:
    """Root mean square of the sound under each frame, ``(frames,) float32``, scaled so that loud speech is about 1.

    Frame i covers the time from i / fps to (i + 1) / fps; there are ceil(seconds * fps) of them. The scale is the 95th
    percentile of the frames that are not silent. Silence is 0.
    """
    frames = -(-speech.samples * fps // speech.rate)
    squares = np.zeros(frames, np.float64)
    position = 0
    for block in speech.blocks():
        frame = (position + np.arange(block.size, dtype=np.int64)) * fps // speech.rate
        squares += np.bincount(frame, weights=block.astype(np.float64) ** 2, minlength=frames)[:frames]
        position += block.size
    level = np.sqrt(squares * fps / speech.rate)
    heard = level[level > 1e-3]
    if heard.size:
        level /= np.percentile(heard, 95)
    loud: NDArray[np.float32] = level.astype(np.float32)
    return loud
