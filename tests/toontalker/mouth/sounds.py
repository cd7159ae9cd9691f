"""Timelines and speeches made by hand for the tests of the mouth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toontalker.clip import Phoneme
from toontalker.mouth import PARAMETERS
from toontalker.mouth.articulation import BY_VISEME

COLUMN = {name: index for index, name in enumerate(PARAMETERS)}


def timeline(*sounds: tuple[str, str, float]) -> list[Phoneme]:
    """Phonemes one after another, each given by its IPA, its viseme and its seconds."""
    phonemes, start = [], 0.0
    for ipa, viseme, seconds in sounds:
        phonemes.append(Phoneme(start, start + seconds, ipa, viseme))
        start += seconds
    return phonemes


def shape(viseme: str) -> NDArray[np.float32]:
    """The eight parameters of a viseme."""
    return np.array(BY_VISEME[viseme].target, np.float32)


MAMA = timeline(("", "sil", 0.3), ("m", "PP", 0.08), ("ɑ", "aa", 0.2), ("m", "PP", 0.08), ("ɑ", "aa", 0.2), ("", "sil", 0.34))


@dataclass(frozen=True)
class SpokenByHand:
    """Stands for a `Speech`: a tone that sounds wherever a phoneme is not silent."""

    phonemes: tuple[Phoneme, ...]
    rate: int = 8000

    @property
    def seconds(self) -> float:
        return self.phonemes[-1].end

    @property
    def samples(self) -> int:
        return round(self.seconds * self.rate)

    def blocks(self, length: int = 4096) -> Iterator[NDArray[np.float32]]:
        for start in range(0, self.samples, length):
            time = np.arange(start, min(start + length, self.samples)) / self.rate
            sound = np.sin(2 * np.pi * 150 * time)
            for phoneme in self.phonemes:
                if phoneme.viseme == "sil":
                    sound[(time >= phoneme.start) & (time < phoneme.end)] = 0
            yield sound.astype(np.float32)
