"""What is judged: anything that finds the sounds of a recording; and how a sound becomes a recording for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from toontalker.speech.recording import Onset, Recording

Array = NDArray[np.float64]

RATE = 16_000
"""Hz, of every sound here: that of flite's voices and of the recogniser."""


class Aligns(Protocol):
    """Finds the sounds of a text in a recording of it."""

    def align(self, recording: Recording, text: str, language: str) -> list[Onset] | None:
        """Where each sound of the text begins; None where text and recording do not fit."""


class Listens(Aligns, Protocol):
    """The listener, or a checkpoint of its training."""

    def hear(self, recording: Recording) -> list[Onset]:
        """Where each sound begins, with nothing known of the text."""


@contextmanager
def recorded(sound: Array, rate: int = RATE) -> Iterator[Recording]:
    """A sound, ``(samples,)`` in [-1, 1], as a recording that knows nothing of its times; its file is gone afterwards."""
    recording = Recording(rate, timed=False)
    recording.sound.write(sound.astype(np.float32))
    try:
        yield recording
    finally:
        recording.sound.close()


def samples_of(recording: Recording) -> Array:
    """All samples of a recording, ``(samples,)`` in [-1, 1]."""
    return np.concatenate([np.zeros(0, np.float32), *recording.sound.blocks()]).astype(np.float64)
