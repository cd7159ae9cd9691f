"""From examples to batches: each time another cut, in other noise, of another mouth.

Done to the features, where it costs little: noise is added to the powers of the bands, a mouth of another size is a warped mel axis
(N. Jaitly and G. Hinton, "Vocal tract length perturbation", 2013), and whole bands are hidden (D. Park et al., "SpecAugment", 2019).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from toontalker.speech.listener.features import BANDS, normalised, white_levels
from toontalker.speech.listener.sounds import PAUSE
from toontalker.speech.listener.train.corpus import Example

Array = NDArray[np.float32]

FRAMES = 224
"""Frames of a cut."""
_EMPTY = 0.06
"""Share of the cuts in which nobody speaks."""
_AROUND = 500
"""Frames before and after a cut that its level and colour are taken from."""


def batches(examples: Sequence[Example], size: int, draw: Generator) -> Iterator[tuple[Array, NDArray[np.int64]]]:
    """Endless ``((size, bands, frames), (size, frames))``: features and classes."""
    lengths = np.array([len(example.classes) for example in examples], np.float64)
    likely = lengths / lengths.sum()
    while True:
        drawn = draw.choice(len(examples), size, p=likely)
        cuts = [empty_lesson(draw) if draw.random() < _EMPTY else lesson(examples[number], draw) for number in drawn]
        yield np.stack([features.T for features, _ in cuts]), np.stack([classes for _, classes in cuts])


def lesson(example: Example, draw: Generator) -> tuple[Array, NDArray[np.int64]]:
    """``(FRAMES, bands)`` and ``(FRAMES,)`` from anywhere in an example; what lies beyond its ends is silence."""
    frames = len(example.classes)
    start = int(draw.integers(min(0, frames - FRAMES), max(frames - FRAMES, 0) + 1))
    first, last = max(start - _AROUND, 0), min(start + FRAMES + _AROUND, frames)
    heard = normalised(_in_noise(_warped(example.levels[first:last].astype(np.float32), draw), draw))
    inside = slice(max(start, 0), min(start + FRAMES, frames))
    features = np.zeros((FRAMES, BANDS), np.float32)
    features[:] = heard.min(axis=0)
    classes = np.full(FRAMES, PAUSE, np.int64)
    place = slice(inside.start - start, inside.stop - start)
    features[place] = heard[inside.start - first : inside.stop - first]
    classes[place] = example.classes[inside]
    return _hidden(features, draw), classes


def empty_lesson(draw: Generator) -> tuple[Array, NDArray[np.int64]]:
    """A room in which nobody speaks: noise of some colour, now and then with the coming and going of wind or breath."""
    frames = np.arange(FRAMES)[:, None]
    level = _colour(draw) + np.sin(np.linspace(0, draw.uniform(0, 9), BANDS)) * draw.uniform(0, 1)
    if draw.random() < 0.5:
        breath = np.sin(2 * np.pi * (frames / draw.uniform(30, 400) + draw.random())) * draw.uniform(0, 2.5)
        level = np.logaddexp(level, level + breath + np.linspace(-1, 1, BANDS) * draw.normal(0, 1.5))
    wobble = draw.gamma(draw.uniform(1.5, 12), 1.0, (FRAMES, BANDS)) + 1e-6
    return normalised((level + np.log(wobble)).astype(np.float32)), np.full(FRAMES, PAUSE, np.int64)


def _warped(levels: Array, draw: Generator) -> Array:
    """Formants moved by up to a tenth."""
    if draw.random() < 0.5:
        return levels
    at = np.arange(BANDS)
    bent = np.clip(at * draw.uniform(0.92, 1.08), 0, BANDS - 1)
    low = np.minimum(bent.astype(int), BANDS - 2)
    share = (bent - low).astype(np.float32)
    return levels[:, low] * (1 - share) + levels[:, low + 1] * share


def _in_noise(levels: Array, draw: Generator) -> Array:
    """Steady noise of some colour, 6 to 55 dB below the speech."""
    decibels = draw.uniform(6, 55)
    speech = np.percentile(levels.mean(axis=1), 90)
    slope = _colour(draw)
    noise = (speech - decibels * np.log(10) / 10 + slope).astype(np.float32)
    wobble = draw.gamma(6, 1 / 6, levels.shape).astype(np.float32)  # the power of noise in a band of some width scatters like that
    return np.log(np.exp(levels) + np.exp(noise) * wobble + np.float32(1e-12))


def _colour(draw: Generator) -> Array:
    """``(BANDS,)`` nats: white noise, a little brighter or much darker."""
    return white_levels() + (np.linspace(-1, 1, BANDS) * draw.normal(-1.5, 2)).astype(np.float32) * (draw.random() < 0.7)


def _hidden(features: Array, draw: Generator) -> Array:
    """Some neighbouring bands or frames without a sign of what was there; some more of one colour."""
    features += (np.linspace(-1, 1, BANDS) * draw.normal(0, 0.2)).astype(np.float32)
    if draw.random() < 0.5:
        band = int(draw.integers(0, BANDS - 6))
        features[:, band : band + int(draw.integers(1, 6))] = 0
    if draw.random() < 0.25:
        frame = int(draw.integers(0, FRAMES - 6))
        features[frame : frame + int(draw.integers(1, 6))] = 0
    return features
