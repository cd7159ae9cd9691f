"""What the lips do from frame to frame when each sound begins where somebody says: visemes, how wide open, how broad.

The same for a reference and for what is judged against it. The tables are the judge's own, not the drawing's: what figures of merit
are taken from must not move when the drawing does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from toontalker.speech.phonemes import FIRST_SHARE
from toontalker.speech.recording import Onset
from toontalker.speech.visemes import SILENCE, VISEMES, VOWELS, sounds_of, viseme_of

Array = NDArray[np.float64]
Visemes = NDArray[np.int8]

STEP = 0.01
"""Seconds from one frame to the next; frame i stands for the moment i x STEP.

So do the frames of the listener, whose changes lie half-way between: no change falls on a moment, where it would count as early.
"""
SMOOTHING = 0.035
"""Standard deviation in seconds of the Gaussian that stands for the inertia of lips: about 80 ms wide at half height."""

OPENING: dict[str, float] = {
    "sil": 0.0, "PP": 0.0, "FF": 0.1, "TH": 0.2, "DD": 0.25, "kk": 0.35, "CH": 0.18, "SS": 0.13, "nn": 0.27, "RR": 0.32,
    "aa": 0.92, "E": 0.52, "ih": 0.28, "oh": 0.55, "ou": 0.2,
}  # fmt: skip
"""How far each viseme opens the mouth, 0 (shut) to 1 (a full /a/); the same as `toontalker.score` takes for finished clips."""
WIDTH: dict[str, float] = {
    "sil": 0.0, "PP": 0.0, "FF": 0.1, "TH": 0.1, "DD": 0.3, "kk": 0.1, "CH": -0.6, "SS": 0.5, "nn": 0.2, "RR": -0.4,
    "aa": 0.25, "E": 0.4, "ih": 0.8, "oh": -0.6, "ou": -0.85,
}  # fmt: skip
"""How broad it makes the mouth, -1 (pursed) to 1 (a full /i/)."""
CLOSED = VISEMES.index("PP")
"""Number of the viseme of /p b m/."""
PAUSE = VISEMES.index(SILENCE)
"""Number of the viseme of a pause."""


@dataclass(frozen=True)
class Track:
    """The lips, frame by frame."""

    visemes: Visemes
    """``(frames,)`` numbers in `VISEMES`."""
    opening: Array
    """``(frames,)`` in [0, 1], smoothed."""
    width: Array
    """``(frames,)`` in [-1, 1], smoothed."""


def track_of(onsets: Sequence[Onset], seconds: float) -> Track:
    """The lips of `seconds` of sound; a pause lasts until the first onset. Diphthongs are parted 60 to 40, as in a clip."""
    frames = round(seconds / STEP)
    visemes = np.full(frames, PAUSE, np.int8)
    ends = [onset.start for onset in onsets] + [seconds]
    for onset, end in zip(onsets, ends[1:], strict=True):
        for first, last, viseme in _parts(onset, end):
            visemes[_frame(first) : _frame(last)] = VISEMES.index(viseme)
    return Track(visemes, smoothed(_looked_up(OPENING, visemes)), smoothed(_looked_up(WIDTH, visemes)))


def bare_opening(track: Track) -> Array:
    """``(frames,)`` in [0, 1]: how far each frame's viseme opens the mouth, without the inertia of lips."""
    return _looked_up(OPENING, track.visemes)


def _looked_up(table: Mapping[str, float], visemes: Visemes) -> Array:
    return np.array([table[viseme] for viseme in VISEMES])[visemes]


def _parts(onset: Onset, end: float) -> list[tuple[float, float, str]]:
    """Start, end and viseme of each sound in what a voice calls one."""
    sounds = sounds_of(onset.ipa) or [""]
    weights = np.ones(len(sounds))
    if len(sounds) > 1 and sounds[0] in VOWELS:
        weights[0] = FIRST_SHARE
    edges = onset.start + max(end - onset.start, 0.0) * np.concatenate([[0.0], np.cumsum(weights) / weights.sum()])
    return [(float(a), float(b), viseme_of(sound)) for (a, b), sound in zip(pairwise(edges), sounds, strict=True)]


def _frame(moment: float) -> int:
    """The first frame that is not before a moment."""
    return max(int(np.ceil(moment / STEP - 1e-9)), 0)


def smoothed(curve: Array) -> Array:
    """A curve of frames after the inertia of lips; beyond its ends it counts as 0, which is shut."""
    if not curve.size:
        return curve
    reach = round(4 * SMOOTHING / STEP)
    kernel = np.exp(-((np.arange(-reach, reach + 1) * STEP) ** 2) / (2 * SMOOTHING**2))
    return np.convolve(np.pad(curve, reach), kernel / kernel.sum(), "valid")


def runs(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """First frame and the frame after the last of each unbroken run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return [(int(first), int(last)) for first, last in edges.reshape(-1, 2)]
