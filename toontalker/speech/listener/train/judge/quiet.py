"""Sounds in which nobody speaks, and what the mouth does meanwhile."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, sosfilt

from toontalker.speech.listener.train.judge.listening import RATE, Listens, recorded
from toontalker.speech.listener.train.judge.track import track_of

Array = NDArray[np.float64]

SECONDS = 4.0
_SEED = 1


@dataclass(frozen=True)
class Quiet:
    """How far the mouth opens where nobody speaks, 0 to 1."""

    what: str
    """Is heard."""
    mean: float
    """nan where there was nothing of it."""
    p95: float
    """95th percentile of the frames."""
    seconds: float
    """How much of it there was."""


def quiet_sounds() -> dict[str, Array]:
    """Each ``(samples,)`` of `SECONDS` at 16 kHz: digital silence, the faint noise of a sound card, a room, somebody breathing."""
    draw = np.random.default_rng(_SEED)
    size = round(SECONDS * RATE)
    white = draw.normal(0, 1, size)
    times = np.arange(size) / RATE
    low = sosfilt(butter(2, 400, "lowpass", fs=RATE, output="sos"), white)
    breath = sosfilt(butter(2, [400, 5000], "bandpass", fs=RATE, output="sos"), draw.normal(0, 1, size))
    breath *= np.sin(np.pi * times / 2) ** 2  # in or out each two seconds
    return {
        "digital silence": np.zeros(size),
        "faint noise, -75 dB": white * 10 ** (-75 / 20),
        "a room, -50 dB": low / np.std(low) * 10 ** (-50 / 20),
        "breath, -40 dB": breath / np.std(breath) * 10 ** (-40 / 20),
    }


def judge_quiet(listener: Listens) -> list[Quiet]:
    """One figure for each sound, with nothing but it in the recording."""
    found = []
    for what, sound in quiet_sounds().items():
        with recorded(sound) as recording:
            found.append(quiet_of(what, track_of(listener.hear(recording), SECONDS).opening))
    return found


def quiet_of(what: str, opening: Array) -> Quiet:
    """The figure of some frames."""
    if not opening.size:
        return Quiet(what, float("nan"), float("nan"), 0.0)
    return Quiet(what, float(np.mean(opening)), float(np.percentile(opening, 95)), opening.size / 100)
