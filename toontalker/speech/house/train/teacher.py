"""The teacher: CMU flite with its two ARCTIC voices, asked as a program. A tool for training; nothing of it is shipped."""

from __future__ import annotations

import subprocess
import tempfile
import wave
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from toontalker.clip import Voice
from toontalker.errors import MissingPart, ToonTalkerError

RATE = 16_000
"""Hz, of both voices."""
FLITE_VOICES: dict[Voice, str] = {"male": "rms", "female": "slt"}
PATIENCE = 60
"""Seconds a sentence may take."""


class Segment(NamedTuple):
    """One phone as the teacher spoke it."""

    phone: str
    end: float
    """Seconds; it begins where the one before ends."""


@dataclass(frozen=True)
class Reading:
    """A sentence as the teacher read it."""

    sound: NDArray[np.float64]
    """``(samples,)`` in [-1, 1], mono, at `RATE`."""
    segments: tuple[Segment, ...]


def read_aloud(text: str, voice: Voice) -> Reading:
    """The teacher's reading of a sentence; raises MissingPart without flite and ToonTalkerError if it does not read this."""
    with tempfile.TemporaryDirectory(prefix="toontalker-teacher-") as folder:
        file = Path(folder, "reading.wav")
        command = ["flite", "-voice", FLITE_VOICES[voice], "-psdur", "-t", text, "-o", str(file)]
        try:
            told = subprocess.run(command, capture_output=True, check=True, timeout=PATIENCE).stdout  # noqa: S603
        except FileNotFoundError as error:
            raise MissingPart("The teacher of the house voice is missing: sudo apt-get install flite") from error
        except subprocess.SubprocessError as error:
            raise ToonTalkerError("The teacher could not read a sentence.") from error
        with wave.open(str(file)) as recording:
            if recording.getframerate() != RATE:
                raise ToonTalkerError("The teacher speaks at another rate than its voices do.")
            pcm = np.frombuffer(recording.readframes(recording.getnframes()), "<i2")
    pairs = (token.rsplit(":", 1) for token in told.decode("ascii", "replace").split())
    return Reading(pcm / 32768.0, tuple(Segment(phone, float(end)) for phone, end in pairs))
