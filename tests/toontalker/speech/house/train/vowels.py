"""Sounds that are nearly speech: a buzz sent through the resonances of a throat, made by hand for the tests of the training."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter

Array = NDArray[np.float64]

RATE = 16_000
BANDWIDTHS = (80.0, 100.0, 150.0)
AH = (700.0, 1220.0, 2600.0)
EE = (280.0, 2250.0, 2900.0)
OO = (310.0, 870.0, 2250.0)
"""Formants of three vowels in Hz (G. Peterson, H. Barney 1952)."""


def vowel(formants: Sequence[float], pitch: float, seconds: float) -> Array:
    """A steady vowel with a pitch in Hz, ``(samples,)`` at 16 kHz, peak 0.5."""
    phase = np.cumsum(np.full(round(seconds * RATE), pitch / RATE))
    return voiced(phase, formants)


def glide(start: Sequence[float], end: Sequence[float], pitch: float, seconds: float) -> Array:
    """From one vowel to another in twenty even steps."""
    steps = np.linspace(start, end, 20)
    return np.concatenate([vowel(formants, pitch, seconds / 20) for formants in steps])


def voiced(phase: Array, formants: Sequence[float]) -> Array:
    """A pulse wherever the phase (in periods) passes a whole number, through the resonances (D. Klatt 1980)."""
    sound = np.diff(np.floor(phase), prepend=0.0)
    sound = lfilter([1.0], [1.0, -0.97], sound)  # a voice falls off towards high frequencies
    for formant, bandwidth in zip(formants, BANDWIDTHS, strict=True):
        radius = np.exp(-np.pi * bandwidth / RATE)
        sound = lfilter([1.0], [1.0, -2 * radius * np.cos(2 * np.pi * formant / RATE), radius**2], sound)
    return sound * (0.5 / np.abs(sound).max())
