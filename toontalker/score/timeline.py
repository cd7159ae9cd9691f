"""What lips ought to do, from the phonemes alone. None of the drawing's own co-articulation is used here."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from toontalker.clip import Phoneme

OPENING: dict[str, float] = {
    "sil": 0.0, "PP": 0.0, "FF": 0.1, "TH": 0.2, "DD": 0.25, "kk": 0.35, "CH": 0.18, "SS": 0.13, "nn": 0.27, "RR": 0.32,
    "aa": 0.92, "E": 0.52, "ih": 0.28, "oh": 0.55, "ou": 0.2,
}  # fmt: skip
"""How far each viseme opens the mouth, 0 (shut) to 1 (a full /a/)."""

SMOOTHING = 0.035
"""Standard deviation in seconds of the Gaussian that stands for the inertia of lips: about 80 ms wide at half height."""
_GRID = 0.005
"""Seconds."""
_LONG_VOWEL = 0.06
"""Seconds from which an open vowel must be seen to open the mouth."""
_ROUND = frozenset("uʊʉᵿyoɔøœwʍɥ")
_SPREAD = frozenset("iɪɨeɛszj")


class Target:
    """The opening that a timeline calls for, as a function of time."""

    def __init__(self, phonemes: Sequence[Phoneme]) -> None:
        """`phonemes` in order of time; between them the mouth is shut."""
        length = max((p.end for p in phonemes), default=0.0)
        self._grid = np.arange(-0.5, length + 0.5, _GRID)
        steps = np.zeros(len(self._grid))
        for phoneme in phonemes:
            inside = slice(*np.searchsorted(self._grid, [phoneme.start, phoneme.end]))
            steps[inside] = OPENING.get(phoneme.viseme, 0.0)
        reach = np.arange(-round(4 * SMOOTHING / _GRID), round(4 * SMOOTHING / _GRID) + 1) * _GRID
        kernel = np.exp(-(reach**2) / (2 * SMOOTHING**2))
        self._values = np.convolve(steps, kernel / kernel.sum(), "same")

    def at(self, time: NDArray[np.float64]) -> NDArray[np.float64]:
        """``(n,)`` opening in [0, 1] at each moment, in seconds; 0 outside the timeline."""
        return np.interp(time, self._grid, self._values, left=0.0, right=0.0)


def closures(phonemes: Sequence[Phoneme]) -> list[Phoneme]:
    """The sounds for which the lips must meet: /p b m/ and their like."""
    return [phoneme for phoneme in phonemes if phoneme.viseme == "PP"]


def open_vowels(phonemes: Sequence[Phoneme]) -> list[Phoneme]:
    """The sounds for which the mouth must open wide: viseme `aa`, 60 ms or longer."""
    return [phoneme for phoneme in phonemes if phoneme.viseme == "aa" and phoneme.end - phoneme.start >= _LONG_VOWEL]


def rounded(phonemes: Sequence[Phoneme]) -> list[Phoneme]:
    """/u o w/ and their like."""
    return [phoneme for phoneme in phonemes if phoneme.ipa[:1] in _ROUND and phoneme.ipa]


def spread(phonemes: Sequence[Phoneme]) -> list[Phoneme]:
    """/i e s/ and their like."""
    return [phoneme for phoneme in phonemes if phoneme.ipa[:1] in _SPREAD and phoneme.ipa]
