"""How good a voice is, in figures: understood by a recogniser, near to its teacher, right about when it says what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from toontalker.clip import Voice
from toontalker.speech.house.train.analysis import PITCH_RANGE, Analysis, analyse
from toontalker.speech.house.train.closeness import harmonics_to_noise, median_pitch, mel_cepstral_distortion
from toontalker.speech.house.train.recogniser import Recogniser, WordErrors
from toontalker.speech.house.train.reported_starts import matched_starts
from toontalker.speech.house.train.speakers import Speaker

Array = NDArray[np.float64]

RESAMPLINGS = 2000
"""Of the sentences, for the standard error."""
_SEED = 1


@dataclass(frozen=True)
class Starts:
    """How far the reported starts of phones lie from where the recogniser hears them, over all sentences that it could align.

    The recogniser's starts are multiples of 10 ms and count from where a window of 25.6 ms begins, so that the middle between
    the last window of one phone and the first of the next lies 8 ms later. Nothing is subtracted for that. By this measure the
    times of the teacher's own segments lie 6 to 8 ms after the recogniser's, and are off by 10 ms in the median and 23 to 25 ms
    at the 90th percentile: what is as good cannot be told from right.
    """

    median_ms: float
    """Median of the absolute differences."""
    p90_ms: float
    """Their 90th percentile."""
    offset_ms: float
    """Median of the signed differences: positive where the speaker reports later than the recogniser."""
    matched: int
    """Phones compared."""
    heard: int
    """Phones that the recogniser aligned."""


@dataclass(frozen=True)
class Row:
    """One speaker with one voice. What could not be measured is nan or None."""

    speaker: str
    voice: Voice
    word_error_rate: float
    """Wrong words per word of all sentences; may exceed 1."""
    standard_error: float
    """Of the word error rate."""
    pitch: float
    """Hz, median of all voiced frames."""
    pitch_ratio: float
    """To the teacher's."""
    harmonics_to_noise: float
    """dB, mean of all voiced frames."""
    harmonics_gain: float
    """dB more than the teacher's."""
    distortion: float
    """dB, mel-cepstral distortion to the teacher, mean over the sentences."""
    length_ratio: float
    """Seconds of sound to the teacher's: above 1 for a slower speaker."""
    starts: Starts | None
    """None where no sentence could be aligned."""


@dataclass
class _Heard:
    """All sentences of one speaker and voice."""

    sounds: list[Array] = field(default_factory=list)
    analyses: list[Analysis] = field(default_factory=list)
    errors: list[WordErrors] = field(default_factory=list)
    pairs: list[Array] = field(default_factory=list)
    """Reported and heard starts of the matched phones of each sentence that could be aligned."""
    phones: int = 0
    """Heard in those sentences."""


def judge(speakers: Sequence[Speaker], sentences: Sequence[str], voices: Sequence[Voice]) -> Iterator[Row]:
    """Lets all speakers say all sentences with all voices; yields a row for each speaker and voice as soon as it is known.

    The first speaker is the teacher, whom the others are compared with. About a second per sentence, speaker and voice.
    Raises what the speakers raise.
    """
    recogniser = Recogniser()
    for voice in voices:
        teacher: _Heard | None = None
        for speaker in speakers:
            heard = _listen(speaker, sentences, voice, recogniser)
            teacher = teacher or heard
            yield _row(speaker.name, voice, heard, teacher)


def _listen(speaker: Speaker, sentences: Sequence[str], voice: Voice, recogniser: Recogniser) -> _Heard:
    """All that is kept of a speaker's sentences."""
    heard = _Heard()
    for sentence in sentences:
        spoken = speaker.speak(sentence, voice)
        heard.sounds.append(spoken.sound)
        heard.analyses.append(analyse(spoken.sound, *PITCH_RANGE[voice]))
        heard.errors.append(recogniser.word_errors(sentence, spoken.sound))
        starts = recogniser.phone_starts(sentence, spoken.sound)
        if starts:
            heard.pairs.append(matched_starts(spoken.onsets, starts))
            heard.phones += len(starts)
    return heard


def _row(speaker: str, voice: Voice, heard: _Heard, teacher: _Heard) -> Row:
    """The figures of a speaker."""
    sound, reference = np.concatenate(heard.sounds), np.concatenate(teacher.sounds)
    bounds = PITCH_RANGE[voice]
    pitch, harmonics = median_pitch(sound, *bounds), harmonics_to_noise(sound, *bounds)
    rate, error = error_rate(heard.errors)
    distortions = [mel_cepstral_distortion(*pair) for pair in zip(heard.analyses, teacher.analyses, strict=True)]
    return Row(
        speaker=speaker,
        voice=voice,
        word_error_rate=rate,
        standard_error=error,
        pitch=pitch,
        pitch_ratio=pitch / median_pitch(reference, *bounds),
        harmonics_to_noise=harmonics,
        harmonics_gain=harmonics - harmonics_to_noise(reference, *bounds),
        distortion=float(np.mean(distortions)),
        length_ratio=sound.size / reference.size,
        starts=_starts(heard),
    )


def error_rate(errors: Sequence[WordErrors]) -> tuple[float, float]:
    """Word error rate of at least one sentence, and its standard error by drawing sentences anew (bootstrap, B. Efron 1979)."""
    counts = np.array(errors)
    drawn = counts[np.random.default_rng(_SEED).integers(len(counts), size=(RESAMPLINGS, len(counts)))].sum(axis=1)
    wrong, words = counts.sum(axis=0)
    return float(wrong / words), float(np.std(drawn[:, 0] / drawn[:, 1]))


def _starts(heard: _Heard) -> Starts | None:
    """How well the reported times fit; None where nothing could be compared."""
    pairs = np.concatenate([np.zeros((0, 2)), *heard.pairs])
    if not len(pairs):
        return None
    late = (pairs[:, 0] - pairs[:, 1]) * 1000
    median, p90 = np.percentile(np.abs(late), [50, 90])
    return Starts(float(median), float(p90), float(np.median(late)), len(pairs), heard.phones)
