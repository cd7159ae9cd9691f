"""Whom the listener is compared with where the text is known: a stretch of espeak's own times, and a recogniser's alignment."""

from __future__ import annotations

from functools import cache

import numpy as np
import soxr
from numpy.typing import NDArray

from toontalker.speech.espeak import Espeak
from toontalker.speech.espeak_process import EspeakProcess, find_espeak
from toontalker.speech.house.phones import IPA_OF
from toontalker.speech.house.train.recogniser import Recogniser
from toontalker.speech.listener.train.judge.listening import RATE, samples_of
from toontalker.speech.recording import Onset, Recording

Array = NDArray[np.float64]

AUDIBLE = 40.0
"""dB below the loudest 10 ms down to which a sound counts as speech, where no noise is louder."""
_ABOVE_NOISE = 6.0
"""dB by which speech has to be louder than the softest frames of a sound."""
_SOFTEST = 3
"""Percent of the frames that are taken for the softest: less than the pauses before and after a sentence are of it."""
RECOGNISER_EARLY = 0.008
"""Seconds from where a window of the recogniser begins to the moment it tells about.

Its windows are 25.6 ms long and 10 ms apart. The change from one phone to the next lies between the middles of two windows, which is
12.8 - 5 = 8 ms after the start of the later one.
"""


class Stretched:
    """espeak says the same text; its times are stretched evenly over what can be heard of the recording."""

    def __init__(self) -> None:
        """Raises MissingPart without espeak."""
        self._espeak = Espeak(EspeakProcess(*find_espeak()))
        self._said = cache(self._say)

    def align(self, recording: Recording, text: str, language: str) -> list[Onset] | None:
        """Never None for a text that espeak can say."""
        onsets, first, last = self._said(text, language)
        begin, end = audible(_at_rate(recording))
        scale = (end - begin) / (last - first)
        return [Onset(begin + (onset.start - first) * scale, onset.ipa) for onset in onsets]

    def _say(self, text: str, language: str) -> tuple[tuple[Onset, ...], float, float]:
        """espeak's onsets, and where its own sound begins and ends."""
        recording = self._espeak.say(text, "female", language)
        first, last = audible(_at_rate(recording))
        recording.sound.close()
        return tuple(recording.onsets), first, last


class RecogniserAligner:
    """PocketSphinx' forced alignment, by its dictionary; for English alone."""

    def __init__(self) -> None:
        self._recogniser = Recogniser()

    def align(self, recording: Recording, text: str, language: str) -> list[Onset] | None:
        """Each phone and each silence; None where its dictionary lacks a word or nothing fits."""
        return recognised(self._recogniser, text, _at_rate(recording))


def recognised(recogniser: Recogniser, text: str, sound: Array) -> list[Onset] | None:
    """Where the recogniser finds the sounds and silences of a text, ``(samples,)`` at 16 kHz; None where it finds none."""
    found = recogniser.segments(text, sound)
    if found is None:
        return None
    return [Onset(max(start + RECOGNISER_EARLY, 0.0), IPA_OF[phone.lower()] if phone else "") for phone, start in found]


def audible(sound: Array) -> tuple[float, float]:
    """Seconds at which speech begins and ends in a sound, ``(samples,)`` at 16 kHz; all of it where nothing stands out."""
    length = RATE // 100
    energy = np.mean(sound[: sound.size // length * length].reshape(-1, length) ** 2, axis=1)
    if not energy.size:
        return 0.0, 0.01
    softest = np.percentile(energy, _SOFTEST) * 10 ** (_ABOVE_NOISE / 10)
    loud = np.flatnonzero(energy > max(energy.max() * 10 ** (-AUDIBLE / 10), softest))
    if not loud.size:
        return 0.0, max(sound.size / RATE, 0.01)
    return float(loud[0]) / 100, float(loud[-1] + 1) / 100


def _at_rate(recording: Recording) -> Array:
    return np.asarray(soxr.resample(samples_of(recording), recording.rate, RATE), np.float64)
