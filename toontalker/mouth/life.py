"""What keeps a face alive while it talks: blinks, brows, small head motion, breath. Decided by the seed alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toontalker.mouth.coarticulation import fitted, smoothed

HEAD_MOTIONS = ("yaw", "pitch", "roll", "breath", "brows")
"""The columns of `Life.head`: yaw, pitch, breath, brows in face units, roll in radians."""

_BLINK_SHAPE = ((0.0, 0.0), (0.08, 1.0), (0.13, 1.0), (0.27, 0.0))
"""Seconds since the blink began → how far the lids are closed: quick down, slower up."""


@dataclass(frozen=True)
class Life:
    """Everything that moves beside the mouth, one row per frame."""

    blink: NDArray[np.float32]
    """``(frames,)`` in [0, 1]: how far the lids are closed."""
    head: NDArray[np.float32]
    """``(frames, 5)``: see `HEAD_MOTIONS`."""


def live(frames: int, fps: float, seed: int, loudness: NDArray[np.float32] | None = None) -> Life:
    """Blinks every 2.2 to 4.2 s, and head motion that drifts slowly and nods with the voice. `loudness`: about [0, 1]."""
    random = np.random.default_rng(seed)
    time = np.arange(frames) / fps
    voice = np.zeros(frames) if loudness is None else fitted(loudness, frames)
    emphasis = smoothed(voice, 0.16 * fps)
    head = np.zeros((frames, len(HEAD_MOTIONS)))
    head[:, 0] = 0.020 * _drift(random, time, 0.55)
    head[:, 1] = 0.012 * _drift(random, time, 0.6) - 0.010 * (emphasis - emphasis.mean() if frames else 0)
    head[:, 2] = 0.014 * _drift(random, time, 0.45)
    head[:, 3] = 0.004 * np.sin(2 * np.pi * 0.28 * time)
    head[:, 4] = np.clip(0.10 * smoothed(np.maximum(voice - 0.75, 0), 0.16 * fps), 0, 0.03)
    onset = np.clip(time / 0.4, 0, 1)
    head[:, :3] *= (onset * onset * (3 - 2 * onset))[:, None]
    return Life(_blinks(random, time).astype(np.float32), head.astype(np.float32))


def still_life(frames: int) -> Life:
    """No motion at all beside the mouth."""
    return Life(np.zeros(frames, np.float32), np.zeros((frames, len(HEAD_MOTIONS)), np.float32))


def _drift(random: np.random.Generator, time: NDArray[np.float64], rate: float) -> NDArray[np.float64]:
    """Smooth noise, about [-1, 1]: random values `rate` times a second, joined by Catmull-Rom curves."""
    end = time[-1] if len(time) else 0.0
    knots = np.tanh(random.normal(0, 0.8, int(end * rate) + 5))
    position = time * rate
    index = position.astype(int)
    t = position - index
    a, b, c, d = (knots[index + k] for k in range(4))
    return np.asarray(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3))


def _blinks(random: np.random.Generator, time: NDArray[np.float64]) -> NDArray[np.float64]:
    closed = np.zeros(len(time))
    since, shut = np.array(_BLINK_SHAPE).T
    start = 0.9 + random.uniform(0, 0.9)
    while len(time) and start < time[-1]:
        near = slice(*np.searchsorted(time, [start, start + since[-1]]))
        closed[near] = np.interp(time[near] - start, since, shut)
        start += random.uniform(2.2, 4.2)
    return closed
