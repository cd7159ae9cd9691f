"""The listener's net, in numpy: for each frame of a sound, how likely each class is.

Dilated depthwise separable convolutions with residuals, a small relative of Conv-TasNet's separator (Y. Luo and N. Mesgarani,
"Conv-TasNet: Surpassing ideal time-frequency magnitude masking for speech separation", 2019). Batch normalisation has been
folded into the layers when the net was exported.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toontalker.speech.listener.shape import Shape

Array = NDArray[np.float32]

BLOCK = 2000
"""Frames worked on at once, so that memory does not grow with the sound."""


@dataclass(frozen=True)
class _Block:
    """A residual block; each scale and offset belongs to the batch normalisation before a convolution."""

    scale: Array
    offset: Array
    taps: Array
    """``(3, channels)`` of the depthwise convolution."""
    tap_offset: Array
    widening: Array
    widening_offset: Array
    narrowing: Array
    narrowing_offset: Array


class Net:
    """May be used by many threads at once."""

    def __init__(self, tables: Mapping[str, Array], shape: Shape) -> None:
        """`tables`: what `weights.load` gives; KeyError for those of another shape."""
        self._shape = shape
        self._first, self._first_offset = tables["first"], tables["first_offset"]
        self._last, self._last_offset = tables["last"], tables["last_offset"]
        names = tuple(_Block.__dataclass_fields__)
        self._blocks = [_Block(*(tables[f"{number}.{name}"] for name in names)) for number in range(len(shape.dilations))]

    def log_posteriors(self, features: Array) -> Array:
        """``(frames, bands)`` normalised features, one every 10 ms → ``(frames, classes)`` natural logarithms of probabilities."""
        reach = self._shape.reach
        padded = np.pad(features, ((reach, reach), (0, 0)))
        parts = [
            self._answered(padded[start : start + BLOCK + 2 * reach])[reach:-reach] for start in range(0, max(len(features), 1), BLOCK)
        ]
        scores = np.concatenate(parts)
        scores -= scores.max(axis=1, keepdims=True)
        return scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))

    def _answered(self, features: Array) -> Array:
        """Scores of each frame; frames beyond the ends are taken for zeros."""
        frames, taps = len(features), self._shape.first
        edge = taps // 2
        padded = np.pad(features, ((edge, edge), (0, 0)))
        carried = np.concatenate([padded[tap : tap + frames] for tap in range(taps)], axis=1) @ self._first + self._first_offset
        for block, dilation in zip(self._blocks, self._shape.dilations, strict=True):
            carried += _worked(block, carried, dilation)
        return np.maximum(carried, 0) @ self._last + self._last_offset


def _worked(block: _Block, carried: Array, dilation: int) -> Array:
    """What a block adds."""
    frames = len(carried)
    hidden = np.maximum(carried, 0) * block.scale + block.offset
    padded = np.pad(hidden, ((dilation, dilation), (0, 0)))
    mixed = block.tap_offset + sum(padded[tap * dilation : tap * dilation + frames] * block.taps[tap] for tap in range(3))
    return np.maximum(mixed @ block.widening + block.widening_offset, 0) @ block.narrowing + block.narrowing_offset
