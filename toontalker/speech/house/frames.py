"""From the times of phones to the frames of the net, and what each frame is told about its place in its phone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
Numbers = NDArray[np.int64]

STEP = 0.005
"""Seconds between two frames of the spectrum."""
PAIR = 2
"""Frames of the spectrum that the net draws at once: it works every 10 ms."""
POSITIONS = 8
"""Figures that tell a frame its place; see `frames_of`."""


def frames_of(ends: NDArray[np.float64]) -> tuple[Numbers, Array]:
    """Which phone each frame of the net belongs to, ``(frames,)``, and its place in it, ``(frames, POSITIONS)``.

    `ends`: where each phone ends, ``(phones,)``, rising, in units of `STEP`; fractions are welcome. The place: share passed,
    its square, half a sine over the phone, time passed and to come (in 0.1 s, at most 2), length (0.1 s), closeness to
    start and end (falling by e in 15 ms).
    """
    count = int(np.ceil(ends[-1] / PAIR))
    time = np.arange(count) * PAIR + PAIR / 2
    phone = np.minimum(np.searchsorted(ends, time, side="right"), ends.size - 1)
    starts = np.concatenate([[0.0], ends[:-1]])
    length = np.maximum(ends - starts, 1)[phone]
    passed, left = time - starts[phone], ends[phone] - time
    share = np.clip(passed / length, 0, 1)
    position = [
        share,
        share * share,
        np.sin(np.pi * share),
        np.minimum(passed / 20, 2),
        np.minimum(left / 20, 2),
        np.minimum(length / 20, 2),
        np.exp(-passed / 3),
        np.exp(-np.maximum(left, 0) / 3),
    ]
    return phone, np.stack(position, axis=1).astype(np.float32)
