"""The pitch of a voice, by other means than those that made it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

LOUD = 0.02
"""Root mean square from which on a moment is looked at."""


def pitches(sound: NDArray[np.float32], rate: int) -> list[float]:
    """Fundamental frequency in Hz of every loud moment that has one, about 60 a second, by autocorrelation; 60 to 400 Hz."""
    size = 1 << round(np.log2(0.06 * rate))
    found = []
    for start in range(0, sound.size - size, size // 4):
        frame = sound[start : start + size]
        if np.sqrt(np.mean(frame**2)) > LOUD:
            alike = np.correlate(frame, frame, "full")[size - 1 :]
            lag = rate // 400 + int(np.argmax(alike[rate // 400 : rate // 60]))
            if alike[lag] > 0.5 * alike[0]:
                found.append(rate / lag)
    return found
