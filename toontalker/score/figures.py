"""The figures of a score: plain functions of what was seen and what ought to be seen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from toontalker.clip import Phoneme
from toontalker.score.timeline import Target, closures, open_vowels, rounded, spread
from toontalker.score.watching import Lips

CLOSED = 0.05
"""Aperture up to which the lips count as shut, whatever the person: the mesh never gives quite 0."""
WIDE_OPEN = 0.10
"""Aperture from which an open vowel counts as seen, if it also reaches `WIDE_SHARE` of the clip's 95th percentile."""
WIDE_SHARE = 0.40
LAG_RANGE = 0.4
"""Seconds."""
_LAG_STEP = 0.005


def correlation(x: NDArray[np.float64], y: NDArray[np.float64]) -> float | None:
    """Pearson's r; None where one of the two does not change."""
    dx, dy = x - x.mean(), y - y.mean()
    norm = float(np.sqrt((dx**2).sum() * (dy**2).sum()))
    return float((dx * dy).sum()) / norm if norm > 1e-9 else None


def best_lag(lips: Lips, target: Target) -> tuple[float, float] | None:
    """(lag in seconds, r there): the shift within ±400 ms at which the target fits the aperture best; lag > 0 means late lips.

    r(lag) = Pearson of aperture(t) with target(t - lag) at the frames' times t, in steps of 5 ms (the target is known between
    frames), and a parabola through the best three. None where mouth or target never move.
    """
    lags = np.arange(-round(LAG_RANGE / _LAG_STEP), round(LAG_RANGE / _LAG_STEP) + 1) * _LAG_STEP
    found = [correlation(lips.aperture, target.at(lips.time - lag)) for lag in lags]
    r = np.array([np.nan if value is None else value for value in found])
    if np.isnan(r).any():
        return None
    best = int(r.argmax())
    if not 0 < best < len(r) - 1:
        return float(lags[best]), float(r[best])
    before, here, after = r[best - 1 : best + 2]
    shift = 0.5 * (before - after) / min(before - 2 * here + after, -1e-12)
    return float(lags[best] + shift * _LAG_STEP), float(here - 0.25 * (before - after) * shift)


def closure(lips: Lips, phonemes: Sequence[Phoneme]) -> float | None:
    """Share of /p b m/ during which the smallest aperture is at most `CLOSED`. None where there are none."""
    return _share([float(_during(lips, lips.aperture, sound).min()) <= CLOSED for sound in closures(phonemes)])


def opening(lips: Lips, phonemes: Sequence[Phoneme]) -> float | None:
    """Share of open vowels during which the largest aperture reaches `WIDE_OPEN` and `WIDE_SHARE` of the usual widest."""
    enough = max(WIDE_OPEN, WIDE_SHARE * float(np.percentile(lips.aperture, 95)))
    return _share([float(_during(lips, lips.aperture, sound).max()) >= enough for sound in open_vowels(phonemes)])


def width_ratio(lips: Lips, phonemes: Sequence[Phoneme]) -> float | None:
    """Mean mouth width at rounded sounds (u o w) over that at spread ones (i e s); None where either is missing.

    The width of one sound is the mean over its middle half, interpolated between frames.
    """
    means = [[_middle(lips, sound) for sound in sounds] for sounds in (rounded(phonemes), spread(phonemes))]
    if not all(means):
        return None
    return float(np.mean(means[0]) / np.mean(means[1]))


def _during(lips: Lips, values: NDArray[np.float64], sound: Phoneme) -> NDArray[np.float64]:
    """The values of the frames shown during a sound; a sound shorter than one frame is widened to that, about its middle."""
    middle, half = (sound.start + sound.end) / 2, max((sound.end - sound.start) / 2, lips.interval / 2)
    first, last = np.searchsorted(lips.time, [middle - half, middle + half + 1e-6])
    first = min(int(first), len(values) - 1)
    return values[first : max(int(last), first + 1)]


def _middle(lips: Lips, sound: Phoneme) -> float:
    quarter = (sound.end - sound.start) / 4
    return float(np.interp(np.linspace(sound.start + quarter, sound.end - quarter, 5), lips.time, lips.width).mean())


def _share(hits: Sequence[bool]) -> float | None:
    return float(np.mean(hits)) if hits else None
