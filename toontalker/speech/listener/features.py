"""What the listener hears: the log-mel spectrum of a sound, without the level and the colour of its recording.

The figures are those that speech recognition has settled on: windows of 25 ms, pre-emphasis of .97, 40 bands evenly spaced on the
mel scale (S. Davis and P. Mermelstein, "Comparison of parametric representations for monosyllabic word recognition", 1980).
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]

RATE = 16_000
"""Hz."""
BANDS = 40
"""Numbers in a frame."""
STEP = 0.01
"""Seconds from one frame that the net sees to the next."""
WINDOW = 400
"""Samples that a frame looks at; it is centred on its time."""
FINEST = 80
"""Samples between two frames where times are wanted: half a `STEP`."""
_TRANSFORM = 512
_LOWEST, _HIGHEST = 60.0, 7600.0
_FLOOR = 1e-7
_EMPHASIS = 0.97
_AUDIBLE = 3.0
"""Nats below the 95th percentile of the frames' mean levels down to which a frame counts as speech."""
_FEWEST = 10
"""Frames of speech that a level can be taken from."""
_DEEPEST = -6.0
"""Spreads below the mean at which silence ends: how silent it is tells about the room, not about the speech."""


def log_mel(sound: Array, hop: int) -> Array:
    """``(frames, BANDS)`` natural logarithms of band powers; frame i is centred on sample ``i * hop`` of a mono sound at `RATE`."""
    padded = np.pad(np.asarray(sound, np.float32), WINDOW // 2)
    emphasised = np.append(padded[:1], padded[1:] - np.float32(_EMPHASIS) * padded[:-1])
    windows = np.lib.stride_tricks.sliding_window_view(emphasised, WINDOW)[::hop]
    levels = np.empty((len(windows), BANDS), np.float32)
    for start in range(0, len(windows), 2048):
        spectrum = np.fft.rfft(windows[start : start + 2048] * _hann(), _TRANSFORM)
        power = (spectrum.real**2 + spectrum.imag**2).astype(np.float32)
        levels[start : start + 2048] = np.log(np.maximum(power @ _filters(), np.float32(_FLOOR)))
    return levels


def normalised(levels: Array) -> Array:
    """The same without the mean of each band and the spread of all of them, both taken where there is speech.

    So neither the level nor the microphone matters, nor how much silence lies before and after. Silence alone stays silence.
    """
    if levels.max() < np.log(_FLOOR) + 1:
        return np.full_like(levels, _DEEPEST)
    loudness = levels.mean(axis=1)
    speech = loudness > np.percentile(loudness, 95) - _AUDIBLE
    heard = levels[speech] if speech.sum() >= _FEWEST else levels
    mean = heard.mean(axis=0)
    spread = max(float((heard - mean).std()), 0.2)
    return np.maximum((levels - mean) / np.float32(spread), np.float32(_DEEPEST))


@cache
def white_levels() -> Array:
    """``(BANDS,)`` what white noise looks like, mean 0: it rises by the pre-emphasis and by the growing width of the bands."""
    bins = np.exp(-2j * np.pi * np.arange(_TRANSFORM // 2 + 1) / _TRANSFORM)
    levels = np.log(np.abs(1 - _EMPHASIS * bins) ** 2 @ _filters())
    return (levels - levels.mean()).astype(np.float32)


@cache
def _hann() -> Array:
    return np.hanning(WINDOW).astype(np.float32)


@cache
def _filters() -> Array:
    """``(bins, BANDS)`` triangles, evenly spaced on the mel scale 2595 log10(1 + f / 700)."""

    def mel(frequency: float) -> float:
        return float(2595 * np.log10(1 + frequency / 700))

    edges = 700 * (10 ** (np.linspace(mel(_LOWEST), mel(_HIGHEST), BANDS + 2) / 2595) - 1)
    bins = np.fft.rfftfreq(_TRANSFORM, 1 / RATE)[:, None]
    low, middle, high = edges[:-2], edges[1:-1], edges[2:]
    rising, falling = (bins - low) / (middle - low), (high - bins) / (high - middle)
    return np.maximum(0, np.minimum(rising, falling)).astype(np.float32)
