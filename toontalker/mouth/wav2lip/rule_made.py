"""Weights made from their names: a network of the full size that talks nonsense, for tests and figures without published files."""

from __future__ import annotations

import math
import zlib
from pathlib import Path
from typing import Final

import numpy as np
import torch
from torch import Tensor

from toontalker.mouth.wav2lip.lip_weights import write_lip_weights
from toontalker.mouth.wav2lip.network import expected_shapes

_GAIN: Final = 1.05
_AUDIO_GAIN: Final = 1.4
"""Gains that keep the signal about as large from the first layer to the last."""


def rule_made_state() -> dict[str, Tensor]:
    """All 352 weights; the same on every machine.

    Each is drawn from a generator seeded with the CRC-32 of its name, then scaled as the values of a trained network lie: variances
    about 1, offsets about 0, convolutions by the square root of how many inputs one output hears.
    """
    return {name: torch.from_numpy(_weight(name, shape)) for name, shape in expected_shapes().items()}


def write_rule_made(path: Path) -> None:
    """Writes them to a file that `toontalker.mouth.wav2lip.engine.open_lip_engine` opens."""
    write_lip_weights(rule_made_state(), path)


def _weight(name: str, shape: tuple[int, ...]) -> np.ndarray[tuple[int, ...], np.dtype[np.generic]]:
    kind = name.rpartition(".")[2]
    if kind == "num_batches_tracked":
        return np.zeros(shape, np.int64)
    noise = np.random.default_rng(zlib.crc32(name.encode())).standard_normal(shape).astype(np.float32)
    if kind == "running_var":
        return 1 + np.float32(0.2) * np.abs(noise)
    if kind in ("running_mean", "bias"):
        return np.float32(0.05) * noise
    if len(shape) == 1:
        return 1 + np.float32(0.1) * noise
    return noise * np.float32(_gain(name) / math.sqrt(_fan_in(name, shape)))


def _gain(name: str) -> float:
    return _AUDIO_GAIN if name.startswith("audio_encoder") else _GAIN


def _fan_in(name: str, shape: tuple[int, ...]) -> float:
    """How many inputs one output hears; a transposed convolution (the first of a decoder stage) holds its inputs first."""
    if name.startswith("face_decoder_blocks") and name.endswith(".0.conv_block.0.weight") and not name.startswith("face_decoder_blocks.0."):
        return shape[0] * shape[2] * shape[3] / 4
    return shape[1] * shape[2] * shape[3]
