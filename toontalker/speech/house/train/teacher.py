"""The teacher: CMU flite with its two ARCTIC voices, asked as a program. A tool for training; nothing of it is shipped."""

from __future__ import annotations

import subprocess
import tempfile
import wave
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import soxr
from numpy.typing import NDArray

from toontalker.clip import Voice
from toontalker.errors import MissingPart, ToonTalkerError

RATE = 16_000
"""Hz, of both voices; others are brought to it."""
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
    return read_as(FLITE_VOICES[voice], text)


def read_as(flite_voice: str, text: str, *settings: str) -> Reading:
    """The reading of any voice that flite has; `settings`: such as ``duration_stretch=1.1``. Raises what `read_aloud` does."""
    with tempfile.TemporaryDirectory(prefix="toontalker-teacher-") as folder:
        file = Path(folder, "reading.wav")
        chosen = [argument for setting in settings for argument in ("--setf", setting)]
        command = ["flite", "-voice", flite_voice, *chosen, "-psdur", "-t", text, "-o", str(file)]
        try:
            told = subprocess.run(command, capture_output=True, check=True, timeout=PATIENCE).stdout  # noqa: S603
        except FileNotFoundError as error:
            raise MissingPart("The teacher of the house voice is missing: sudo apt-get install flite") from error
        except subprocess.SubprocessError as error:
            raise ToonTalkerError("The teacher could not read a sentence.") from error
        with wave.open(str(file)) as recording:
            rate = recording.getframerate()
            pcm = np.frombuffer(recording.readframes(recording.getnframes()), "<i2") / 32768.0
    pairs = (token.rsplit(":", 1) for token in told.decode("ascii", "replace").split())
    sound = pcm if rate == RATE else np.asarray(soxr.resample(pcm, rate, RATE), np.float64)
    return Reading(sound, tuple(Segment(phone, float(end)) for phone, end in pairs))
