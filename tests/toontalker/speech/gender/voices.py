"""Voices whose pitch and formants are known, as recordings."""

from __future__ import annotations

import numpy as np
import soxr
from numpy.typing import NDArray
from scipy.signal import lfilter

from toontalker.speech.recording import Onset, Recording

RATE = 16_000
"""Hz."""
FINE = 96_000
WOMAN, MAN = 210.0, 110.0
"""Hz of pitch."""
FORMANTS = (600.0, 1700.0, 2700.0)
"""Hz, of a neutral vowel."""


def vowel(pitch: float, seconds: float, rate: int = RATE) -> NDArray[np.float32]:
    """A voice that says one vowel in syllables of a third of a second, its pitch swaying by a semitone; peaks at half of full scale.

    Pulses through one resonance for each formant (G. Fant, Acoustic Theory of Speech Production, 1960).
    """
    sound = soxr.resample(_finely(pitch, seconds), FINE, rate)[: int(seconds * rate)]
    return (0.5 * sound / max(np.abs(sound).max(initial=0.0), 1e-9)).astype(np.float32)


def _finely(pitch: float, seconds: float, rate: int = FINE) -> NDArray[np.float64]:
    """At a rate at which no pulse lies far from its time; as sound is, its mean is nothing: the lips radiate the change of the flow."""
    times = np.arange(round(seconds * rate)) / rate
    swaying = pitch * 2 ** (np.sin(2 * np.pi * 0.7 * times) / 12)
    phase = np.cumsum(swaying) / rate
    sound = np.diff(np.floor(phase), prepend=0.0)
    for formant in FORMANTS:
        radius = np.exp(-np.pi * 80 / rate)
        sound = lfilter([1.0], [1.0, -2 * radius * np.cos(2 * np.pi * formant / rate), radius**2], sound)
    syllables = 0.1 + 0.9 * np.abs(np.sin(np.pi * 1.5 * times)) ** 0.5
    return np.diff(sound * syllables, prepend=0.0)


def recorded(sound: NDArray[np.float32], rate: int = RATE) -> Recording:
    """A sound as an engine without a choice of voices hands it over."""
    recording = Recording(rate, onsets=[Onset(0.05, "a")], as_asked=False)
    recording.sound.write(sound)
    return recording


def whole(recording: Recording) -> NDArray[np.float32]:
    """All of its samples."""
    return np.concatenate([np.zeros(0, np.float32), *recording.sound.blocks()])
