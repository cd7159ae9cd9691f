"""The mouth that most talking pictures have: the louder, the wider. What the listener must be better than."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from toontalker.speech.listener.train.judge.listening import RATE
from toontalker.speech.listener.train.judge.track import STEP, smoothed

Array = NDArray[np.float64]


def loudness_mouths(sounds: Sequence[Array], openings: Sequence[Array]) -> list[Array]:
    """Opening of each sound, ``(frames,)`` in [0, 1]: its loudness times one scale, the one that is best for all of them together.

    `sounds`: ``(samples,)`` at 16 kHz; `openings`: what each ought to be, by which the scale is chosen (least squares). Each sound is
    first brought to the same level, and the lips have the inertia that all others have here.
    """
    loudness = [_loudness(sound, opening.size) for sound, opening in zip(sounds, openings, strict=True)]
    energy = sum(float(np.sum(curve**2)) for curve in loudness)
    scale = sum(float(curve @ opening) for curve, opening in zip(loudness, openings, strict=True)) / max(energy, 1e-12)
    return [np.clip(scale * curve, 0, 1) for curve in loudness]


def _loudness(sound: Array, frames: int) -> Array:
    """``(frames,)`` root mean square of each frame, over that of the loud frames (their 95th percentile)."""
    length = round(STEP * RATE)
    centred = np.pad(sound, (length // 2, length))[: frames * length]  # a frame's moment is its middle
    whole = np.pad(centred, (0, frames * length - centred.size))
    level = np.sqrt(np.mean(whole.reshape(frames, length) ** 2, axis=1))
    return smoothed(level / max(float(np.percentile(level, 95)), 1e-9))
