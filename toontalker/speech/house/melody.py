"""What the teacher does not do: the voice rises in a question, stays up where more is to come, and is livelier in an exclamation."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from toontalker.speech.house.phones import VOICELESS, VOWELS
from toontalker.speech.house.phrases import Ending
from toontalker.speech.house.reading import Place, ReadSentence

Array = NDArray[np.float32]

SEMITONE = math.log(2) / 12
"""In the natural logarithm of the pitch."""
RISE = 4.5
"""Semitones above the middle of its line at which a yes/no question ends (A. Cruttenden, "Intonation", 1997: the high rise)."""
OPEN_RISE = 1.5
"""Semitones by which a question with what, where or who, which falls, ends higher than a statement."""
CONTINUATION = 2.0
"""Semitones by which a phrase before a comma, as in a list, ends higher than a statement."""
LIVELINESS = 1.15
"""How much wider the melody of an exclamation is."""
EXCITEMENT = 0.5
"""Semitones by which it is higher."""


def with_melody(pitch: Array, sentence: ReadSentence, ends: NDArray[np.float64]) -> Array:
    """The pitch of a sentence, ``(frames,)`` in ``ln`` Hz every 5 ms, shaped by its signs; `ends`: of the phones, in frames."""
    middle = np.median(pitch)
    for phrase in _phrases(sentence.places):
        share = _share(pitch.size, *_nucleus(sentence.places, phrase, ends))
        ending = Ending(sentence.places[phrase[-1]].ending)
        if ending == Ending.QUESTION and sentence.rises:
            pitch = pitch + share * (middle + np.float32(RISE * SEMITONE) - pitch)
        elif ending in _ENDS_HIGHER:
            pitch = pitch + share * np.float32(_ENDS_HIGHER[ending] * SEMITONE)
    if sentence.places[-1].ending == Ending.EXCLAMATION:
        pitch = middle + (pitch - middle) * np.float32(LIVELINESS) + np.float32(EXCITEMENT * SEMITONE)
    return pitch


_ENDS_HIGHER = {Ending.COMMA: CONTINUATION, Ending.QUESTION: OPEN_RISE}


def _phrases(places: Sequence[Place]) -> Iterator[list[int]]:
    """The places of the sounds of each phrase."""
    phrase: list[int] = []
    for at, place in enumerate(places):
        if place.word >= 0:
            phrase.append(at)
        elif phrase:
            yield phrase
            phrase = []


def _nucleus(places: Sequence[Place], phrase: list[int], ends: NDArray[np.float64]) -> tuple[float, float, float]:
    """What carries the movement: start, in frames, of the vowel of the last stress; end of the last voiced sound; end of the pause."""
    vowels = [at for at in phrase if places[at].phone in VOWELS]
    stressed = [at for at in vowels if places[at].stress == 2] or vowels or phrase
    voiced = max((at for at in phrase if places[at].phone not in VOICELESS), default=phrase[-1])
    return float(ends[stressed[-1] - 1]), float(ends[voiced]), float(ends[phrase[-1] + 1])


def _share(size: int, start: float, end: float, over: float) -> Array:
    """How far each frame is on its way: 0 up to `start`, smoothly to 1 at `end`, 0 again from `over` on, where a new phrase begins."""
    time = np.arange(size, dtype=np.float32)
    way = np.clip((time - np.float32(start)) / np.float32(max(end - start, 1.0)), 0, 1)
    return np.where(time < over, way * way * (3 - 2 * way), 0).astype(np.float32)
