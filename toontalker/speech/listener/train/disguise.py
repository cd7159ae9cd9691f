"""Makes one utterance sound like many: other people, other rooms, other lines. The times of its sounds are kept right.

The larger the variety here, the smaller the step to real recordings (T. Ko et al., "Audio augmentation for speech recognition",
2015). What can be done to the features instead is done anew for each lesson, in `lessons`.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np
import parselmouth
import soxr
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.signal import fftconvolve, lfilter

from toontalker.speech.listener.features import RATE
from toontalker.speech.listener.sounds import PAUSE, Span
from toontalker.speech.listener.train.speakers import Utterance

Samples = NDArray[np.float64]


def disguised(utterance: Utterance, draw: Generator) -> Utterance:
    """Each change with its own chance, in the order in which they happen in life: the person, the room, the line."""
    for chance, change in ((0.55, _another_person), (0.4, _faster_or_slower)):
        if draw.random() < chance:
            utterance = change(utterance, draw)
    sound, spans = _with_silence(utterance, draw)
    changes: tuple[tuple[float, Callable[[Samples, Generator], Samples]], ...] = (
        (0.5, _coloured),
        (0.4, _in_a_room),
        (0.2, _over_a_narrow_line),
        (0.15, _squeezed),
    )
    for chance, change_sound in changes:
        if draw.random() < chance:
            sound = change_sound(sound, draw)
    return Utterance(sound * (draw.uniform(0.05, 0.9) / max(float(np.abs(sound).max()), 1e-9)), spans)


def _another_person(utterance: Utterance, draw: Generator) -> Utterance:
    """Praat's "Change gender": other formants, pitch, melody and speed (P. Boersma and D. Weenink, Praat).

    The melody is hardly made livelier: where a pitch comes near nothing, Praat does not come back.
    """
    stretch = float(draw.uniform(0.8, 1.25))
    arguments = (75.0, 600.0, draw.uniform(0.8, 1.22), draw.uniform(80, 270), draw.uniform(0.5, 1.05), stretch)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", parselmouth.PraatWarning)  # that nothing is voiced: then only the formants move
            source = parselmouth.Sound(utterance.sound, RATE)
            changed = parselmouth.praat.call(source, "Change gender", *map(float, arguments))
    except parselmouth.PraatError:
        return utterance
    return Utterance(changed.values[0], _stretched(utterance.spans, stretch))


def _faster_or_slower(utterance: Utterance, draw: Generator) -> Utterance:
    """As a tape does it: pitch and formants change along."""
    factor = float(draw.uniform(0.85, 1.18))
    sound = np.asarray(soxr.resample(utterance.sound, RATE, round(RATE * factor)), np.float64)
    return Utterance(sound, _stretched(utterance.spans, factor))


def _stretched(spans: tuple[Span, ...], factor: float) -> tuple[Span, ...]:
    return tuple(Span(span.start * factor, span.end * factor, span.number) for span in spans)


def _with_silence(utterance: Utterance, draw: Generator) -> tuple[Samples, tuple[Span, ...]]:
    """Silence before and after."""
    before, after = (round(float(draw.uniform(0, 0.4)) * RATE) for _ in range(2))
    lead, end = before / RATE, (before + utterance.sound.size) / RATE
    spans = [Span(span.start + lead, span.end + lead, span.number) for span in utterance.spans]
    sound = np.concatenate([np.zeros(before), utterance.sound, np.zeros(after)])
    return sound, (Span(0.0, lead, PAUSE), *spans, Span(end, sound.size / RATE, PAUSE))


def _coloured(sound: Samples, draw: Generator) -> Samples:
    """Brighter or darker."""
    return lfilter([1, draw.uniform(-0.6, 0.6)], [1], sound)


def _in_a_room(sound: Samples, draw: Generator) -> Samples:
    """Reverberation: noise that dies away within 50 to 350 ms."""
    length = int(draw.uniform(0.05, 0.35) * RATE)
    echo = draw.normal(size=length) * np.exp(-6 * np.arange(length) / length) * draw.uniform(0.02, 0.14)
    echo[0] = 1
    return fftconvolve(sound, echo)[: sound.size]


def _over_a_narrow_line(sound: Samples, draw: Generator) -> Samples:
    """Only what lies below 3.4 to 5.5 kHz, and sometimes above 300 Hz, as on a telephone."""
    highest = int(draw.choice([3400, 4000, 5500]))
    narrow = soxr.resample(soxr.resample(sound, RATE, 2 * highest), 2 * highest, RATE)
    narrow = np.pad(narrow, (0, max(sound.size - narrow.size, 0)))[: sound.size]
    return lfilter([1, -1], [1, -0.9], narrow) if draw.random() < 0.5 else narrow


def _squeezed(sound: Samples, draw: Generator) -> Samples:
    """Loud and overdriven."""
    drive = draw.uniform(1.5, 6) / max(float(np.abs(sound).max()), 1e-9)
    return np.tanh(sound * drive)
