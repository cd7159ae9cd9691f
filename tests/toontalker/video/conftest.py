"""Small moving pictures and a sound to make clips of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from toontalker.clip import Phoneme
from toontalker.picture import Picture

FPS = 25


@dataclass(frozen=True)
class Noise:
    """A sound that resembles itself at no other time, so that a shift of one sample shows."""

    seconds: float = 2.01
    phonemes: tuple[Phoneme, ...] = (Phoneme(0.0, 0.3, "", "sil"), Phoneme(0.3, 0.5, "a", "aa"), Phoneme(0.5, 2.0, "s", "SS"))
    rate: int = 48_000

    @property
    def samples(self) -> NDArray[np.float32]:
        count = round(self.seconds * self.rate)
        rising = np.linspace(0.1, 1, count)
        return (np.random.default_rng(1).normal(0, 0.1, count) * rising).astype(np.float32)

    def blocks(self, length: int) -> Iterator[NDArray[np.float32]]:
        samples = self.samples
        for start in range(0, len(samples), length):
            yield samples[start : start + length]


@pytest.fixture
def speech() -> Noise:
    """Two seconds of noise said to hold one long /a/."""
    return Noise()


def pictures(count: int = 51, width: int = 128, height: int = 96) -> Iterator[Picture]:
    """A soft gradient in which a bright square moves; always the same array, overwritten."""
    y, x = np.mgrid[0:height, 0:width]
    below = np.stack([x * 200 // width, y * 200 // height, np.full_like(x, 90)], axis=2).astype(np.uint8)
    picture = below.copy()
    for number in range(count):
        picture[:] = below
        picture[20:40, number : number + 20] = (240, 200, 60)
        yield picture
