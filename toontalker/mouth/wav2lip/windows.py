"""Which piece of the spectrogram each frame hears: 0.2 s that begin with it."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from toontalker.mouth.wav2lip.mel import BANDS, COLUMNS_PER_SECOND, SILENCE

WINDOW: Final = 16
"""Columns of the spectrogram: 0.2 s."""


def window_starts(columns: int, frames: int, fps: float) -> NDArray[np.int64]:
    """``(frames,)``: the first column of each frame's window in a spectrogram of so many columns; the last windows end at its end."""
    return np.minimum((np.arange(frames) * (COLUMNS_PER_SECOND / fps)).astype(np.int64), max(0, columns - WINDOW))


def windows(mel: NDArray[np.float32], starts: NDArray[np.int64]) -> NDArray[np.float32]:
    """``(n, 1, 80, 16)``: the windows that begin at `starts`, silence where a spectrogram ``(80, columns)`` is shorter than one."""
    short = max(0, WINDOW - mel.shape[1])
    mel = np.pad(mel, ((0, 0), (0, short)), constant_values=SILENCE) if short else mel
    columns = starts[:, None] + np.arange(WINDOW)
    return np.ascontiguousarray(mel[:, columns].transpose(1, 0, 2)).reshape(len(starts), 1, BANDS, WINDOW)
