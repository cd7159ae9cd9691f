"""Whoever can be judged: the teacher, and any voice engine, brought to one rate and one way of naming sounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import soxr
from numpy.typing import NDArray

from toontalker.clip import Voice
from toontalker.speech import VoiceEngine
from toontalker.speech.house.phones import IPA_OF
from toontalker.speech.house.train.teacher import RATE, read_aloud
from toontalker.speech.recording import Onset


@dataclass(frozen=True)
class Spoken:
    """A sentence as somebody says it."""

    sound: NDArray[np.float64]
    """``(samples,)`` in [-1, 1], mono, at 16 kHz."""
    onsets: tuple[Onset, ...]
    """When the speaker says that each sound begins, in order."""


class Speaker(Protocol):
    """Somebody who can be judged."""

    @property
    def name(self) -> str:
        """What the table calls them."""

    def speak(self, text: str, voice: Voice) -> Spoken:
        """Says a sentence of plain words; raises a ToonTalkerError if it cannot."""


class TeacherSpeaker:
    """The teacher of the house voice; its onsets are the ends of its segments."""

    name = "flite"

    def speak(self, text: str, voice: Voice) -> Spoken:
        """The teacher's reading; raises MissingPart without flite and ToonTalkerError if it does not read this."""
        reading = read_aloud(text, voice)
        starts = (0.0, *(segment.end for segment in reading.segments))
        onsets = (Onset(start, IPA_OF[segment.phone]) for start, segment in zip(starts, reading.segments, strict=False))
        return Spoken(reading.sound, tuple(onsets))


class EngineSpeaker:
    """A voice engine speaking English, before its recordings are mastered."""

    def __init__(self, name: str, engine: VoiceEngine) -> None:
        """`name`: what the table calls it."""
        self.name = name
        self._engine = engine

    def speak(self, text: str, voice: Voice) -> Spoken:
        """What the engine says, at 16 kHz; raises what the engine raises."""
        recording = self._engine.say(text, voice, "en")
        sound = np.concatenate([np.zeros(0, np.float32), *recording.sound.blocks()]).astype(np.float64)
        recording.sound.close()
        return Spoken(np.asarray(soxr.resample(sound, recording.rate, RATE), np.float64), tuple(recording.onsets))
