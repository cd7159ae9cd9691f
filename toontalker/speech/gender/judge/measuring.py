"""What a change of voice did to sentences: pitch, formants, length, speed, and how many words are still understood."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toontalker.clip import Voice
from toontalker.speech.gender import with_voice
from toontalker.speech.gender.conversion import BORDER
from toontalker.speech.gender.judge.formants import formants
from toontalker.speech.gender.pitch import measure
from toontalker.speech.house.train.recogniser import Recogniser
from toontalker.speech.house.train.teacher import RATE, read_as
from toontalker.speech.recording import Recording
from toontalker.voice_settings import GenderMethod

Reading = NDArray[np.float32]

AS_IT_IS = "as it is"
METHODS: tuple[GenderMethod, ...] = ("praat", "librosa")
SPEAKERS = ("slt", "rms", "awb", "kal16")
"""Voices of flite: a woman from whom nothing here was learned, and three men."""


@dataclass(frozen=True)
class Judged:
    """One speaker, as it is or made into another voice, over all sentences."""

    speaker: str
    asked: str
    """The voice that was asked for, or `AS_IT_IS`."""
    method: str
    pitch: float
    """Hz: the median over the sentences of their median."""
    second: float
    """Factor by which the second formant moved: the median over all moments in which both sounds are voiced."""
    third: float
    """The same of the third."""
    length_kept: bool
    """Every sentence has as many samples as before."""
    identical: int
    """Sentences that came back bit for bit."""
    sentences: int
    speed: float
    """Seconds of sound made in a second; infinite where nothing was made."""
    word_errors: float
    """Share of words that the recogniser does not get."""


def judge(sentences: Sequence[str]) -> Iterator[Judged]:
    """Each speaker as it is, then what each method makes of it; a method that changes nothing is told once."""
    recogniser = Recogniser()
    for speaker in SPEAKERS:
        readings = [read_as(speaker, sentence).sound.astype(np.float32) for sentence in sentences]
        originals = [_recorded(reading) for reading in readings]
        yield _judged(recogniser, sentences, originals, originals, (speaker, AS_IT_IS, "", np.inf))
        for voice in _asked_of(originals):
            for method in METHODS:
                made, speed = _made(originals, voice, method)
                row = _judged(recogniser, sentences, originals, made, (speaker, voice, method, speed))
                yield row
                if row.identical == len(sentences):
                    break


def _asked_of(originals: Sequence[Recording]) -> tuple[Voice, ...]:
    """Of a woman a man's voice; of a man a woman's, and his own."""
    pitch = np.median([measure(recording).median or np.nan for recording in originals])
    return ("male", "female") if pitch < BORDER else ("male",)


def _made(originals: Sequence[Recording], voice: Voice, method: GenderMethod) -> tuple[list[Recording], float]:
    """What the method makes of the sentences, and how many seconds of sound it makes in one."""
    with_voice(originals[0], voice, method)  # what is loaded when first used is not counted
    started = time.perf_counter()
    made = [with_voice(recording, voice, method) for recording in originals]
    spent = time.perf_counter() - started
    return made, sum(recording.seconds for recording in originals) / spent


def _judged(
    recogniser: Recogniser,
    sentences: Sequence[str],
    originals: Sequence[Recording],
    made: Sequence[Recording],
    row: tuple[str, str, str, float],
) -> Judged:
    speaker, asked, method, speed = row
    before, after = [_whole(recording) for recording in originals], [_whole(recording) for recording in made]
    heard = [recogniser.word_errors(said, sound.astype(np.float64)) for said, sound in zip(sentences, after, strict=True)]
    moved = np.concatenate([_moved(*pair) for pair in zip(before, after, strict=True)])
    return Judged(
        speaker,
        asked,
        method,
        pitch=float(np.median([measure(recording).median or np.nan for recording in made])),
        second=float(np.nanmedian(moved[:, 0])),
        third=float(np.nanmedian(moved[:, 1])),
        length_kept=all(old.size == new.size for old, new in zip(before, after, strict=True)),
        identical=sum(np.array_equal(old, new) for old, new in zip(before, after, strict=True)),
        sentences=len(sentences),
        speed=speed,
        word_errors=sum(each.errors for each in heard) / sum(each.words for each in heard),
    )


def _moved(before: Reading, after: Reading) -> NDArray[np.float64]:
    """``(moments, 2)`` factors by which the second and the third formant moved; NaN where either sound has none."""
    old, new = formants(before, RATE), formants(after, RATE)
    moments = min(len(old), len(new))
    return new[:moments, 1:] / old[:moments, 1:]


def _recorded(sound: Reading) -> Recording:
    recording = Recording(RATE, as_asked=False)
    recording.sound.write(sound)
    return recording


def _whole(recording: Recording) -> Reading:
    return np.concatenate(list(recording.sound.blocks()))
