"""What can befall a recording between the speaker and us, each with where its sounds then lie.

Every change is linear in time, so that a reference known before it is known after it, too.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial

import av
import numpy as np
import parselmouth
import soxr
from numpy.typing import NDArray
from scipy.signal import butter, correlate, fftconvolve, sosfiltfilt

from toontalker.speech.house.train.held_out import CHAT
from toontalker.speech.house.train.teacher import read_as
from toontalker.speech.listener.train.judge.listening import RATE

Array = NDArray[np.float64]

LEAD = 1.5
"""Seconds of silence before a recording whose speaker was slow to begin."""
SNR = 15.0
"""dB by which speech is stronger than the noise over it."""
BABBLERS = ("rms", "awb", "kal16", "rms", "awb", "kal16")
"""flite's voices that talk at once in the babble; the judged one is not among them."""
_LOWEST, _HIGHEST = 75.0, 600.0
"""Hz between which Praat looks for a pitch."""
_SEED = 1


@dataclass(frozen=True)
class Degraded:
    """A sound after a change: what was at t seconds is at ``scale * t + shift``."""

    sound: Array
    """``(samples,)`` at 16 kHz."""
    scale: float = 1.0
    """How much slower it is."""
    shift: float = 0.0
    """Seconds by which it is later."""


@dataclass(frozen=True)
class Condition:
    """One way of being heard."""

    name: str
    """What the table calls it."""
    change: Callable[[Array], Degraded]
    """``(samples,)`` in [-1, 1] at 16 kHz → the same after the change; the same each time."""
    manner: tuple[str, ...] = ()
    """What flite is told, where the change is in how it speaks."""


def praat(sound: Array, *, semitones: float = 0.0, stretch: float = 1.0) -> Degraded:
    """Another pitch, formants kept, or another speed, pitch kept: Praat's "Change gender" (overlap-add at the periods of the voice)."""
    parselmouth.praat.run(f"random_initializeWithSeedUnsafelyButPredictably ({_SEED})")  # it fills what has no voice at random
    source = parselmouth.Sound(sound, RATE)
    pitches = source.to_pitch(pitch_floor=_LOWEST, pitch_ceiling=_HIGHEST).selected_array["frequency"]
    voiced = pitches[pitches > 0]
    target = float(np.median(voiced)) * 2 ** (semitones / 12) if semitones and voiced.size else 0.0  # 0 keeps it
    changed = parselmouth.praat.call(source, "Change gender", _LOWEST, _HIGHEST, 1.0, target, 1.0, stretch)
    return Degraded(changed.values[0].copy(), stretch)


def mp3(sound: Array, *, kilobits: int, rate: int) -> Degraded:
    """Through LAME and back (PyAV), as the voices of the network arrive.

    FFmpeg reads the encoder's delay from the header and takes it off; what might be left is found by cross-correlation with the
    sound before, to a sample of 16 kHz, and counted as a shift, so that no codec's delay is laid to the listener's charge.
    """
    coded = io.BytesIO()
    samples = np.rint(np.clip(soxr.resample(sound, RATE, rate), -1, 1) * 32767).astype("<i2")
    with av.open(coded, "w", format="mp3") as file:
        stream = file.add_stream("libmp3lame", rate=rate, layout="mono")
        stream.bit_rate = kilobits * 1000
        frame = av.AudioFrame.from_ndarray(samples[None], format="s16", layout="mono")
        frame.rate = rate
        resampler = av.AudioResampler(format="s16p", layout="mono", rate=rate)
        for piece in [*resampler.resample(frame), *resampler.resample(None)]:
            file.mux(stream.encode(piece))
        file.mux(stream.encode(None))
    coded.seek(0)
    with av.open(coded, "r", format="mp3") as mp3_file:
        planes = [frame.to_ndarray().astype(np.float64).reshape(-1) for frame in mp3_file.decode(audio=0)]
    heard = np.asarray(soxr.resample(np.concatenate(planes), rate, RATE), np.float64)
    return Degraded(heard, shift=delay(sound, heard) / RATE)


def delay(before: Array, after: Array, longest: int = RATE // 10) -> int:
    """Samples by which a sound is later than it was, at most `longest` either way: the peak of the cross-correlation."""
    correlation = correlate(after, before, "full")
    middle = before.size - 1
    first = max(middle - longest, 0)
    return int(np.argmax(correlation[first : middle + longest + 1])) + first - middle


def noise(sound: Array) -> Degraded:
    """White noise."""
    return Degraded(_mixed(sound, np.random.default_rng(_SEED).normal(0, 1, sound.size)))


def babble(sound: Array) -> Degraded:
    """Six others talking at once."""
    others = _others()
    return Degraded(_mixed(sound, np.resize(others, sound.size)))


def telephone(sound: Array) -> Degraded:
    """300 to 3400 Hz alone, by a filter of no delay, at 8000 samples a second."""
    band = sosfiltfilt(butter(4, [300, 3400], "bandpass", fs=RATE, output="sos"), sound)
    narrow = soxr.resample(soxr.resample(band, RATE, 8000), 8000, RATE)
    return Degraded(np.asarray(narrow, np.float64))


def room(sound: Array, *, seconds: float = 0.4, direct: float = 6.0) -> Degraded:
    """A room whose echo falls by 60 dB within `seconds` and is `direct` dB weaker than what comes straight (J. Polack 1988)."""
    times = np.arange(round(seconds * RATE)) / RATE
    echo = np.random.default_rng(_SEED).normal(0, 1, times.size) * 10 ** (-3 * times / seconds)
    echo[: RATE // 500] = 0  # the nearest wall is a third of a metre away
    echo *= 10 ** (-direct / 20) / np.sqrt(np.sum(echo**2))
    echo[0] = 1
    return Degraded(fftconvolve(sound, echo))


def late(sound: Array) -> Degraded:
    """Silence first."""
    return Degraded(np.concatenate([np.zeros(round(LEAD * RATE)), sound]), shift=LEAD)


def _mixed(sound: Array, other: Array) -> Array:
    """A sound with another over it, `SNR` dB weaker."""
    level, others = (max(float(np.sqrt(np.mean(np.square(part)))), 1e-9) for part in (sound, other))
    return sound + other * (level / others * 10 ** (-SNR / 20))


@cache
def _others() -> Array:
    """The babble, as long as its shortest talker, who like each of them reads three lines of their own."""
    talkers = [read_as(voice, " ".join(CHAT[3 * place : 3 * place + 3])).sound for place, voice in enumerate(BABBLERS)]
    length = min(talker.size for talker in talkers)
    return np.sum([talker[:length] / max(float(np.sqrt(np.mean(talker**2))), 1e-9) for talker in talkers], axis=0)


CLEAN = Condition("clean", Degraded)
CONDITIONS: tuple[Condition, ...] = (
    CLEAN,
    Condition("20 % slower, by flite", Degraded, ("duration_stretch=1.25",)),
    Condition("20 % faster, by flite", Degraded, ("duration_stretch=0.8333",)),
    Condition("20 % slower", partial(praat, stretch=1.25)),
    Condition("20 % faster", partial(praat, stretch=1 / 1.2)),
    Condition("5 semitones lower", partial(praat, semitones=-5.0)),
    Condition("4 semitones higher", partial(praat, semitones=4.0)),
    Condition("mp3, 32 kbit/s, 24 kHz", partial(mp3, kilobits=32, rate=24_000)),
    Condition("mp3, 16 kbit/s, 16 kHz", partial(mp3, kilobits=16, rate=16_000)),
    Condition("white noise, 15 dB", noise),
    Condition("babble, 15 dB", babble),
    Condition("telephone", telephone),
    Condition("1.5 s of silence first", late),
    Condition("room of .4 s", room),
)
"""Slower by 20 % is 1 / .8 of the time, faster 1 / 1.2. The first is where the listener must do best."""
