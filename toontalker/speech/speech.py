"""`Speech`: a finished spoken text, its sound on disk and the times of its sounds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from toontalker.clip import Phoneme
from toontalker.speech.recording import BLOCK, Sound, SoundFile


@dataclass(frozen=True)
class Speech:
    """A spoken text: mono, -16 LUFS, trimmed, with a viseme for every moment of it."""

    seconds: float
    """Exact length: samples / rate."""
    phonemes: tuple[Phoneme, ...]
    """In order, without gap or overlap, from 0 to `seconds`; pauses have no IPA and the viseme `sil`."""
    said_by: str
    """Which voice spoke."""
    text: str
    """What was spoken, after cleaning."""
    language: str
    """The language it was spoken in."""
    sound: SoundFile = field(repr=False)
    """Where the samples lie."""
    rate: int = 48_000
    """Hz."""
    notes: tuple[str, ...] = ()
    """Sentences about what was done otherwise than asked, such as why another voice spoke; without a word of the text."""

    @property
    def samples(self) -> int:
        """Length in samples."""
        return self.sound.samples

    def blocks(self, length: int = BLOCK) -> Iterator[Sound]:
        """The sound in pieces of `length` samples (the last may be shorter), ``float32`` mono in [-1, 1]; as often as wanted."""
        return self.sound.blocks(length)

    def report(self) -> dict[str, Any]:
        """The speech as JSON-ready values: what `toontalker say --report` writes."""
        return {
            "said_by": self.said_by,
            "language": self.language,
            "notes": list(self.notes),
            "text": self.text,
            "seconds": self.seconds,
            "rate": self.rate,
            "phonemes": [phoneme.as_json() for phoneme in self.phonemes],
        }

    def close(self) -> None:
        """Frees the disk at once; else that happens when nobody holds the speech any more."""
        self.sound.close()
