"""From sounds to lip movement: every sound pulls at the mouth, nearby ones at once, and /p b m/ always win.

Dominance functions after Cohen & Massaro, "Modeling coarticulation in synthetic visual speech" (1993), with a hard
closure on top: a mouth that does not shut for /p b m/ is seen at once, whatever the average says.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from toontalker.clip import Phoneme
from toontalker.mouth.articulation import PARAMETERS, Gesture, gestures_of

Tracks: TypeAlias = NDArray[np.float32]
"""``(frames, 8)``: a value per frame for each of `PARAMETERS`."""

_REACH = 0.5
"""Seconds on each side of a sound after which its pull is nothing."""
_WIDEST = 0.86
"""Jaw of the loudest /a/: opened farther, a drawn mouth no longer reads as one, least of all in a beard."""
_REST_PULL = 0.05
"""Dominance of the resting mouth where no sound is near."""
_ROUNDING = [PARAMETERS.index("wide"), PARAMETERS.index("pucker")]
_OPENING = [PARAMETERS.index(name) for name in ("jaw", "raise", "drop", "tuck", "tongue")]
_LOUD = [PARAMETERS.index(name) for name in ("jaw", "raise", "drop")]
_JAW, _TUCK, _PRESS = PARAMETERS.index("jaw"), PARAMETERS.index("tuck"), PARAMETERS.index("press")


def mouth_tracks(phonemes: Sequence[Phoneme], frames: int, fps: float, loudness: NDArray[np.float32] | None = None) -> Tracks:
    """The eight parameters at the time ``i / fps`` of each frame ``i``.

    `loudness` ``(frames,)`` about [0, 1] opens the jaw a little more where the voice is loud. Where nothing is said all
    values are 0: the lips are shut.
    """
    time = np.arange(frames, dtype=np.float64) / fps
    pull = np.full((frames, len(PARAMETERS)), _REST_PULL)
    aim = np.zeros((frames, len(PARAMETERS)))
    closed, silent, tucked = np.zeros(frames), np.zeros(frames), np.zeros(frames)
    for gesture in _gestures(phonemes):
        near = slice(*np.searchsorted(time, [gesture.start - _REACH, gesture.end + _REACH]))
        _pull_towards(gesture, time[near], pull[near], aim[near])
        if gesture.shape.closes:
            closed[near] = np.maximum(closed[near], _window(gesture, time[near], least=0.06, ramp=0.045))
        elif gesture.silent:
            silent[near] = np.maximum(silent[near], _silence(gesture, time[near]))
        elif gesture.shape.tuck > 0.5:
            tucked[near] = np.maximum(tucked[near], _window(gesture, time[near], least=0.05, ramp=0.05))
    tracks = aim / pull
    if loudness is not None:
        loud = smoothed(_heard(fitted(loudness, frames)), 0.028 * fps)
        tracks[:, _LOUD] *= (0.52 + 0.58 * loud)[:, None]
        tracks[:, _JAW] = np.minimum(tracks[:, _JAW] + 0.08 * loud, _WIDEST)
    tracks[:, _JAW] *= 1 - 0.75 * tucked
    tracks[:, _TUCK] = np.maximum(tracks[:, _TUCK], tucked)
    tracks[:, _OPENING] *= (1 - np.maximum(closed, silent))[:, None]
    tracks[:, _PRESS] = np.maximum(tracks[:, _PRESS] * (1 - silent), closed)
    tracks[:, _ROUNDING] *= (1 - silent)[:, None]
    return tracks.astype(np.float32)


def _gestures(phonemes: Iterable[Phoneme]) -> Iterable[Gesture]:
    for phoneme in phonemes:
        if phoneme.end > phoneme.start:
            yield from gestures_of(phoneme)


def _pull_towards(gesture: Gesture, time: NDArray[np.float64], pull: NDArray[np.float64], aim: NDArray[np.float64]) -> None:
    """Adds one gesture's dominance to `pull` and its dominance-weighted target to `aim`, in place."""
    shape = gesture.shape
    half = max((gesture.end - gesture.start) / 2, 0.02)
    distance = np.abs(time - (gesture.start + gesture.end) / 2)
    quick = 0.036 if shape.closes or shape.tuck > 0.5 else 0.050
    hold = shape.hold * np.exp(-((np.maximum(distance - 0.55 * half, 0) / quick) ** 1.5))
    rounding = shape.rounding * np.exp(-((np.maximum(distance - 0.60 * half, 0) / 0.085) ** 1.4))
    weight = np.repeat(hold[:, None], len(PARAMETERS), axis=1)
    weight[:, _ROUNDING] = rounding[:, None]
    pull += weight
    aim += weight * np.array(shape.target)


def _window(gesture: Gesture, time: NDArray[np.float64], least: float, ramp: float) -> NDArray[np.float64]:
    """1 for at least `least` seconds round the middle of the gesture, falling to 0 within `ramp` seconds on each side."""
    half = max(least / 2, 0.8 * (gesture.end - gesture.start) / 2)
    return _eased(1 - (np.abs(time - (gesture.start + gesture.end) / 2) - half) / ramp)


def _silence(gesture: Gesture, time: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shuts the mouth in a pause, but lets the neighbouring sounds ring out; pauses too short to be seen do nothing."""
    half = (gesture.end - gesture.start) / 2
    return _eased(1 - (np.abs(time - (gesture.start + gesture.end) / 2) - half + 0.05) / 0.08) * float(half > 0.05)


def _eased(x: NDArray[np.float64]) -> NDArray[np.float64]:
    step = np.clip(x, 0, 1)
    return step * step * (3 - 2 * step)


def _heard(loudness: NDArray[np.float64]) -> NDArray[np.float64]:
    """Loudness as the ear has it: 1 for loud speech, 0 from 30 dB below it."""
    return np.clip(1 + 20 * np.log10(np.maximum(loudness, 1e-3)) / 30, 0, 1.05)


def fitted(values: NDArray[np.float32], frames: int) -> NDArray[np.float64]:
    """Values per frame cut, or continued by the last one, to `frames` of them; zeros if there are none."""
    known = np.asarray(values, np.float64)[:frames]
    return np.pad(known, (0, frames - len(known)), mode="edge") if len(known) else np.zeros(frames)


def smoothed(values: NDArray[np.float64], sigma: float) -> NDArray[np.float64]:
    """Gaussian smoothing along time; `sigma` in frames."""
    reach = max(1, int(np.ceil(3 * sigma)))
    kernel = np.exp(-(np.arange(-reach, reach + 1) ** 2) / (2 * sigma * sigma))
    return np.convolve(np.pad(values, reach, mode="edge"), kernel / kernel.sum(), "valid") if len(values) else values
