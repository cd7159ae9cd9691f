"""What the listener costs: bytes on disk, and time."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soxr
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from toontalker.speech.listener.train.judge.listening import RATE, Listens, recorded

Array = NDArray[np.float64]

SECONDS = 60.0
"""Of speech that is listened to."""
_ROUNDS = 3


@dataclass(frozen=True)
class Cost:
    """On one thread, the best of three rounds."""

    megabytes: float
    """Of the file of weights, 10^6 bytes."""
    real_time: float
    """Seconds of speech heard in a second."""
    resamplings: float
    """Times as long as resampling the same speech from 16 to 48 kHz takes, which says more about the listener and less of the machine."""


def cost_of(listener: Listens, weights: Path, speech: Array) -> Cost:
    """Hears speech, ``(samples,)`` at 16 kHz and repeated to `SECONDS`, without text."""
    sound = np.resize(speech, round(SECONDS * RATE))
    with threadpool_limits(1), recorded(sound) as recording:
        heard = _shortest(lambda: listener.hear(recording))
        resampled = _shortest(lambda: soxr.resample(sound.astype(np.float32), RATE, 48_000))
    return Cost(weights.stat().st_size / 1e6, SECONDS / heard, heard / resampled)


def _shortest(work: Callable[[], object]) -> float:
    """Seconds that it takes at best."""
    times = []
    for _ in range(_ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return max(min(times), 1e-9)
