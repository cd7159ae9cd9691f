"""How high a voice is: the median of its fundamental frequency."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toontalker.speech.gender.passages import passages
from toontalker.speech.gender.praat import SHORTEST, STEP, Pitch, pitch_of
from toontalker.speech.recording import Recording, Sound

_LOUD = 25.0
"""dB below the loudest moment of a recording down to which a moment counts: breath, hum and echo lie lower."""
_INAUDIBLE = 1e-7
"""Mean square, -70 dB of full scale, that the loudest moment must pass."""


@dataclass(frozen=True)
class Measured:
    """How high a recording is."""

    median: float | None
    """Hz, over its loud voiced moments; None where there is none, in silence and in less than a tenth of a second."""
    passages: list[Pitch]
    """Of each of its passages; empty where there is no median."""


def measure(recording: Recording) -> Measured:
    """The pitch of a recording. Raises MissingPart without praat-parselmouth."""
    if recording.seconds < SHORTEST:
        return Measured(None, [])
    pitches, energies = [], []
    for passage in passages(recording):
        pitch = pitch_of(passage.sound, recording.rate)
        pitches.append(pitch)
        energies.append(_energy(passage.sound, pitch.times * recording.rate, round(STEP * recording.rate)))
    frequency, energy = np.concatenate([pitch.frequency for pitch in pitches]), np.concatenate(energies)
    loudest = float(energy.max(initial=0.0))
    heard = (frequency > 0) & (energy > loudest * 10 ** (-_LOUD / 10))
    if loudest < _INAUDIBLE or not heard.any():
        return Measured(None, [])
    return Measured(float(np.median(frequency[heard])), pitches)


def _energy(sound: Sound, middles: NDArray[np.float64], width: int) -> NDArray[np.float64]:
    """Mean square of `width` samples round each of the middles."""
    sums = np.concatenate([[0.0], np.cumsum(np.square(sound, dtype=np.float64))])
    starts = np.clip(np.rint(middles).astype(np.int64) - width // 2, 0, max(sound.size - width, 0))
    return (sums[starts + width] - sums[starts]) / width
