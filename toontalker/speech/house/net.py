"""The acoustic net at work, in numpy alone: phones in their context → how long each lasts, and the frames of its sound.

The arithmetic is that of `train.model`, which see for the shape.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toontalker.clip import Voice
from toontalker.speech.house.frames import frames_of
from toontalker.speech.house.shape import BREATH, COEFFICIENTS, PITCH, SHAPE, VOICE_NUMBER, VOICED, WIDTH, Shape

Array = NDArray[np.float32]
Numbers = NDArray[np.int64]

SHORTEST = 2.0
"""Frames of 5 ms that a phone lasts at least."""
_EPSILON = np.float32(1e-5)


@dataclass(frozen=True)
class Frames:
    """A sentence as sound is made of it, every 5 ms."""

    envelope: Array
    """``(frames, COEFFICIENTS)``, coded log power spectrum."""
    pitch: Array
    """``(frames,)``, natural logarithm of Hz; drawn through where there is no voice."""
    breath: Array
    """``(frames,)``, dB at most 0: aperiodicity of the band round 3 kHz."""
    voiced: NDArray[np.bool_]
    """``(frames,)``."""


class Net:
    """The net with its weights; may be used by many threads at once."""

    def __init__(self, weights: Mapping[str, Array], shape: Shape = SHAPE) -> None:
        """`weights`: float32, by the names of `train.model`, and those that `train.export` adds."""
        self._weights = dict(weights)
        self._shape = shape

    def read(self, phones: Numbers, context: Array, voice: Voice) -> tuple[Array, Array]:
        """What the net makes of each phone, ``(phones, width)``, and how long it lasts, ``(phones,)`` in frames of 5 ms."""
        weights, shape = self._weights, self._shape
        x = weights["phone.weight"][phones] + self._dense(context, "context") + weights["voice.weight"][VOICE_NUMBER[voice]]
        for number in range(shape.phone_blocks):
            x = self._block(x, f"phone_blocks.{number}", 1)
        hidden = np.maximum(self._dense(x, "length_hidden"), 0)
        lengths = np.exp(self._dense(hidden, "length")[:, 0]) * weights["slowness"][VOICE_NUMBER[voice]]
        return x, np.maximum(lengths, SHORTEST)

    def paint(self, read: Array, ends: NDArray[np.float64], voice: Voice) -> Frames:
        """The frames of a sentence whose phones end at `ends`, ``(phones,)`` in frames of 5 ms."""
        weights = self._weights
        phone_of, position = frames_of(ends)
        x = self._dense(read, "spread")[phone_of] + self._dense(position, "position")
        x += weights["frame_voice.weight"][VOICE_NUMBER[voice]]
        for number, dilation in enumerate(self._shape.dilations):
            x = self._block(x, f"frame_blocks.{number}", dilation)
        return self._scaled(self._dense(self._normal(x, "norm"), "draw").reshape(-1, WIDTH), VOICE_NUMBER[voice])

    def _scaled(self, drawn: Array, voice: int) -> Frames:
        """From normalised numbers to those of the sound.

        A net trained on absolute errors draws the middle of what may be; its detail is widened again about its mean, as far as
        `train.export` measured that it should be (T. Toda, K. Tokuda 2007 call the loss that of global variance).
        """
        weights = self._weights
        middle, widening = weights["middle"][voice], weights["widening"][voice]
        values = middle + (drawn - middle) * widening
        values = values * weights["spread_of_frames"][voice] + weights["mean_of_frames"][voice]
        return Frames(values[:, :COEFFICIENTS], values[:, PITCH], np.minimum(values[:, BREATH], 0), drawn[:, VOICED] > 0)

    def _block(self, x: Array, name: str, dilation: int) -> Array:
        """Depthwise convolution, norm, two dense layers, added to `x`, ``(time, width)``."""
        kernel = self._weights[f"{name}.mix.weight"]
        time, taps = len(x), kernel.shape[1]
        reach = dilation * (taps // 2)
        padded = np.pad(x, ((reach, reach), (0, 0)))
        mixed = padded[:time] * kernel[:, 0] + self._weights[f"{name}.mix.bias"]
        for tap in range(1, taps):
            mixed += padded[tap * dilation : tap * dilation + time] * kernel[:, tap]
        wide = np.maximum(self._dense(self._normal(mixed, f"{name}.norm"), f"{name}.widen"), 0)
        return x + self._dense(wide, f"{name}.narrow")

    def _dense(self, x: Array, name: str) -> Array:
        return x @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]

    def _normal(self, x: Array, name: str) -> Array:
        """Layer norm."""
        centred = x - x.mean(axis=-1, keepdims=True)
        deviation = np.sqrt(np.mean(centred * centred, axis=-1, keepdims=True) + _EPSILON)
        return centred / deviation * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]
