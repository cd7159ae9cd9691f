"""Who the listener learns from: machines that tell when they make each sound.

How many different ones there are matters most: three voices of flite beside espeak's raised the share of right frames of people's
speech from .49 to .70, where more of espeak did not. flite's voice slt, and the house's female voice, which learned from it, are
kept for judging.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import soxr
from numpy.random import Generator
from numpy.typing import NDArray

from toontalker.speech.delivery import Delivery
from toontalker.speech.espeak import take_down
from toontalker.speech.espeak_process import EspeakProcess
from toontalker.speech.house.phones import IPA_OF
from toontalker.speech.house.train.teacher import read_as
from toontalker.speech.house.voice import HouseVoice
from toontalker.speech.listener.features import RATE
from toontalker.speech.listener.sounds import Span, spans_of
from toontalker.speech.listener.train.texts import LANGUAGES, foreign_text
from toontalker.speech.phonemes import phonemes_of
from toontalker.speech.recording import Recording

Samples = NDArray[np.float64]

_VARIANTS = [
    "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "f1", "f2", "f3", "f4", "f5", "klatt", "klatt2", "klatt3", "klatt4",
    "klatt6", "edward", "adam", "Annie", "anika", "Alicia", "Andrea", "belinda", "linda", "steph", "shelby", "Denis", "Diogo",
    "Hugo", "Michael", "zac", "quincy", "benjamin", "caleb", "travis", "aunty", "grandma", "Gene", "paul", "boris",
]  # fmt: skip
_ACCENTS = ("en-us", "en-us", "en-us", "en", "en-gb-x-rp", "en-gb-scotland", "en-us-nyc", "en-029")


@dataclass(frozen=True)
class Utterance:
    """Some seconds of speech."""

    sound: Samples
    """``(samples,)`` mono in [-1, 1] at `features.RATE`."""
    spans: tuple[Span, ...]
    """What is heard when, without gap."""


class Speaker(Protocol):
    """Somebody to learn from."""

    def say(self, texts: Sequence[str], draw: Generator) -> Utterance:
        """Says English texts, one after the other, or something else if it knows no English; raises ToonTalkerError."""


class EspeakSpeaker:
    """espeak-ng in all its voices; English, or `foreign`: invented words in any other of its languages."""

    def __init__(self, process: EspeakProcess, *, foreign: bool = False) -> None:
        self._process = process
        self._foreign = foreign

    def say(self, texts: Sequence[str], draw: Generator) -> Utterance:
        """A voice, a language and a manner are drawn for each call."""
        language = str(draw.choice(LANGUAGES if self._foreign else _ACCENTS))
        if self._foreign:
            texts = [foreign_text(language, len(text.split()) + 1, draw) for text in texts]
        variant = str(draw.choice(["", *_VARIANTS]))
        request = {
            "text": " ".join(texts),
            "voice": f"{language}+{variant}" if variant else language,
            "rate": int(draw.integers(120, 230)),
            "pitch": int(draw.integers(20, 80)),
            "range": int(draw.integers(20, 90)),
            "longest": 60,
        }
        with self._process.ask(request) as records:
            recording = take_down(records)
        sound = _samples(recording)
        # Its own times name a stop at the burst; all other speakers, and the lips, count the closure to the stop.
        whole = sound[: sound.size // 16 * 16]
        phonemes = phonemes_of(recording.onsets, 0.0, np.square(whole).reshape(-1, 16).mean(axis=1).astype(np.float32))
        return Utterance(whole, tuple(spans_of([(p.start, p.end, p.ipa) for p in phonemes])))


class FliteSpeaker:
    """One voice of Debian's flite."""

    def __init__(self, name: str) -> None:
        self._name = name

    def say(self, texts: Sequence[str], draw: Generator) -> Utterance:
        """Speed and pitch are drawn for each call."""
        speed, pitch = draw.uniform(0.82, 1.25), draw.integers(85, 190)
        reading = read_as(self._name, " ".join(texts), f"duration_stretch={speed:.2f}", f"int_f0_target_mean={pitch}")
        starts = (0.0, *(segment.end for segment in reading.segments))
        named = [
            (start, segment.end, IPA_OF.get(segment.phone, "")) for start, segment in zip(starts, reading.segments, strict=False)
        ]
        return Utterance(reading.sound, _filled(named, reading.sound.size / RATE))


class HouseSpeaker:
    """The male voice of the house."""

    def __init__(self, process: EspeakProcess) -> None:
        self._voice = HouseVoice(process)

    def say(self, texts: Sequence[str], draw: Generator) -> Utterance:
        """Speed and pitch are drawn for each call."""
        delivery = Delivery(float(draw.uniform(0.8, 1.3)), float(draw.uniform(-3, 4)))
        recording = self._voice.say(" ".join(texts), "male", "en", delivery)
        sound = _samples(recording)
        starts = [onset.start for onset in recording.onsets]
        named = [
            (onset.start, end, onset.ipa) for onset, end in zip(recording.onsets, [*starts[1:], sound.size / RATE], strict=True)
        ]
        return Utterance(sound, _filled(named, sound.size / RATE))


def _filled(named: Sequence[tuple[float, float, str]], seconds: float) -> tuple[Span, ...]:
    """As stretches of classes up to the end of the sound."""
    last = named[-1][1] if named else 0.0
    return tuple(spans_of([*named, (last, max(seconds, last), "")]))


def _samples(recording: Recording) -> Samples:
    """All of a recording at `RATE`; the recording is closed."""
    sound = np.concatenate([np.zeros(0, np.float32), *recording.sound.blocks()]).astype(np.float64)
    recording.sound.close()
    return np.asarray(soxr.resample(sound, recording.rate, RATE), np.float64)
