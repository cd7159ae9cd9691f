"""Sound on disk: what a voice has said, and the times of its sounds, before anything is done to it.

A text of five minutes must need no more memory than one of thirty seconds, so samples live in a nameless temporary file,
which the system frees with the last handle, whatever happens to the process.
"""

from __future__ import annotations

import tempfile
import threading
import weakref
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Sound = NDArray[np.float32]
"""Mono samples in [-1, 1]."""

BLOCK = 1 << 15
"""Samples handled at once where nobody asks for another number."""
FULL_SCALE = 32767.0


class SoundFile:
    """Mono samples as int16 in a nameless temporary file; written once, read as often as wanted, by any thread."""

    def __init__(self) -> None:
        """Opens an empty file in the system's folder for temporary files."""
        self._file = tempfile.TemporaryFile()  # noqa: SIM115
        self.close = weakref.finalize(self, self._file.close)
        """Frees the disk at once; happens by itself when nobody holds the object any more."""
        self._lock = threading.Lock()
        self.samples = 0
        """How many have been written."""

    def write_pcm(self, pcm: bytes) -> None:
        """Appends int16 samples as they are; an odd last byte is an error of the caller (ValueError)."""
        if len(pcm) % 2:
            raise ValueError("int16 samples have two bytes each")
        with self._lock:
            self._file.seek(2 * self.samples)
            self._file.write(pcm)
            self.samples += len(pcm) // 2

    def write(self, sound: Sound) -> None:
        """Appends samples, ``(n,) float32``; what lies outside [-1, 1] is clipped."""
        self.write_pcm(np.rint(np.clip(sound, -1, 1) * np.float32(FULL_SCALE)).astype("<i2").tobytes())

    def blocks(self, length: int = BLOCK) -> Iterator[Sound]:
        """All samples from the first on, in pieces of `length` (the last may be shorter), ``float32`` in [-1, 1]."""
        for start in range(0, self.samples, length):
            with self._lock:
                self._file.seek(2 * start)
                pcm = self._file.read(2 * min(length, self.samples - start))
            yield np.frombuffer(pcm, "<i2").astype(np.float32) * np.float32(1 / FULL_SCALE)


class Onset(NamedTuple):
    """Where a voice says that a sound of the language begins."""

    start: float
    """Seconds from the start of the recording."""
    ipa: str
    """The name the voice gives it, with stress, length and tone; empty for a pause."""


class Passage(NamedTuple):
    """What is known to be said between two moments of a recording."""

    start: float
    """Seconds from the start of the recording."""
    end: float
    """Seconds from the start of the recording."""
    text: str
    """The words, as they stand in the text that was asked for."""


@dataclass
class Recording:
    """What a voice engine hands over: raw sound at its own rate, and when each sound of the language begins."""

    rate: int
    """Hz."""
    sound: SoundFile = field(default_factory=SoundFile)
    onsets: list[Onset] = field(default_factory=list)
    """In order of time; each lasts until the next begins."""
    timed: bool = True
    """False where the voice does not know when its sounds are made: then `onsets` is empty, and the listener finds them."""
    passages: list[Passage] = field(default_factory=list)
    """In order of time, without overlap; together they hold every word. Empty: the whole text in the whole sound."""
    as_asked: bool = True
    """False where the voice had no man's or woman's voice to choose from: then the one that was asked for is made of what it gave."""

    @property
    def seconds(self) -> float:
        """Length of the sound."""
        return self.sound.samples / self.rate
