"""What a change of voice did to sentences: pitch, formants, length, speed, and how many words are still understood."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from toontalker.clip import Voice
from toontalker.speech.gender import with_voice
from toontalker.speech.gender.judge.formants import formants
from toontalker.speech.gender.pitch import measure
from toontalker.speech.house.train.recogniser import Recogniser
from toontalker.speech.house.train.teacher import RATE, read_as
from toontalker.speech.recording import Recording
from toontalker.voice_settings import GenderMethod

Reading = NDArray[np.float32]

AS_IT_IS = "as it is"
METHODS: tuple[GenderMethod, ...] = ("praat", "librosa")
SPEAKERS: dict[str, tuple[Voice, ...]] = {"slt": ("male",), "rms": ("male", "female"), "kal16": ("male",)}
"""Voices of flite, a woman and two men, and what is made of each."""


@dataclass(frozen=True)
class Judged:
    """One speaker, as it is or made into another voice, over all sentences."""

    speaker: str
    asked: str = AS_IT_IS
    """The voice that was asked for, or `AS_IT_IS`."""
    method: str = ""
    pitch: float = np.nan
    """Hz: the median over the sentences of their median."""
    second: float = np.nan
    """Factor by which the second formant moved: the median over all moments in which both sounds are voiced."""
    third: float = np.nan
    """The same of the third."""
    length_kept: bool = False
    """Every sentence has as many samples as before."""
    identical: int = 0
    """Sentences that came back bit for bit."""
    sentences: int = 0
    speed: float = np.inf
    """Seconds of sound made in a second of one processor; infinite where nothing was made."""
    word_errors: float = np.nan
    """Share of words that the recogniser does not get."""


@dataclass(frozen=True)
class _Sayings:
    """Sentences as one speaker says them."""

    recogniser: Recogniser
    sentences: Sequence[str]
    originals: Sequence[Recording]


def judge(sentences: Sequence[str]) -> Iterator[Judged]:
    """Each speaker as it is, then what each method makes of it; a method that changes nothing is told once."""
    recogniser = Recogniser()
    for speaker, voices in SPEAKERS.items():
        originals = [_recorded(read_as(speaker, sentence).sound.astype(np.float32)) for sentence in sentences]
        sayings = _Sayings(recogniser, sentences, originals)
        as_it_is = _judged(sayings, originals, Judged(speaker))
        yield as_it_is
        for voice in voices:
            for method in METHODS:
                made, speed = _made(originals, voice, method)
                row = _judged(sayings, made, replace(as_it_is, asked=voice, method=method, speed=speed))
                yield row
                if row.identical == len(sentences):
                    break


def _made(originals: Sequence[Recording], voice: Voice, method: GenderMethod) -> tuple[list[Recording], float]:
    """What the method makes of the sentences, and how many seconds of sound it makes in one of a processor."""
    with_voice(originals[0], voice, method)  # what is loaded when first used is not counted
    started = time.process_time()
    made = [with_voice(recording, voice, method) for recording in originals]
    spent = time.process_time() - started
    return made, sum(recording.seconds for recording in originals) / spent


def _judged(sayings: _Sayings, made: Sequence[Recording], row: Judged) -> Judged:
    """The row with the figures of what was made; those of the words are kept where nothing was changed."""
    before, after = [_whole(recording) for recording in sayings.originals], [_whole(recording) for recording in made]
    identical = sum(np.array_equal(old, new) for old, new in zip(before, after, strict=True))
    moved = np.concatenate([_moved(*pair) for pair in zip(before, after, strict=True)])
    unchanged = row.asked != AS_IT_IS and identical == len(after)
    return replace(
        row,
        pitch=float(np.median([measure(recording).median or np.nan for recording in made])),
        second=float(np.nanmedian(moved[:, 0])),
        third=float(np.nanmedian(moved[:, 1])),
        length_kept=all(old.size == new.size for old, new in zip(before, after, strict=True)),
        identical=identical,
        sentences=len(after),
        word_errors=row.word_errors if unchanged else _word_errors(sayings, after),
    )


def _word_errors(sayings: _Sayings, sounds: Sequence[Reading]) -> float:
    """Share of the words of all sentences that the recogniser does not get."""
    told = zip(sayings.sentences, sounds, strict=True)
    heard = [sayings.recogniser.word_errors(sentence, sound.astype(np.float64)) for sentence, sound in told]
    return sum(each.errors for each in heard) / sum(each.words for each in heard)


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
