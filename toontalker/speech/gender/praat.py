"""What is asked of Praat: the pitch of a sound, and the sound with another pitch and other formants.

Praat has global state and is not made for threads, so one thread at a time is let in; it works a hundred times as fast as people speak.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import soxr
from numpy.typing import NDArray

from toontalker.errors import MissingPart
from toontalker.speech.recording import Sound

if TYPE_CHECKING:
    import parselmouth

FLOOR, CEILING = 75.0, 600.0
"""Hz between which a voice is looked for: Praat's own choice for speech of both genders."""
STEP = 0.8 / FLOOR
"""Seconds from one value of the pitch to the next, as Praat's "Change gender" has it."""
SHORTEST = 0.1
"""Seconds of sound that Praat is given at least: it needs three periods of the lowest voice, and this is more than twice that."""

_PITCH_RATE = 16_000
"""Hz to which a sound is brought for its pitch; all that the analysis needs lies below 8 kHz, and it takes a third of the time."""
_SAME_NOISE = "random_initializeWithSeedUnsafelyButPredictably (1)"
"""Praat puts together what has no voice by chance; begun alike each time, the same sound gives the same bytes."""
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True)
class Pitch:
    """The fundamental frequency of a sound, one value each `STEP`."""

    times: NDArray[np.float64]
    """``(values,)`` seconds from the start of the sound."""
    frequency: NDArray[np.float64]
    """``(values,)`` Hz; 0 where there is no voice."""
    praat: parselmouth.Pitch
    """As Praat holds it."""


def pitch_of(sound: Sound, rate: int) -> Pitch:
    """The pitch of a sound, which lasts at least `SHORTEST`; `rate` in Hz. Raises MissingPart without praat-parselmouth.

    By autocorrelation: P. Boersma, "Accurate short-term analysis of the fundamental frequency and the harmonics-to-noise ratio of
    a sampled sound", IFA Proceedings 17, 1993.
    """
    narrow = sound if rate <= _PITCH_RATE else soxr.resample(sound, rate, _PITCH_RATE)
    with _ONE_AT_A_TIME:
        source = _praat_sound(narrow, min(rate, _PITCH_RATE))
        source.scale_times_to(0.0, sound.size / rate)  # a fraction of a sample; Praat wants the very length of what it is to change
        pitch = source.to_pitch(STEP, FLOOR, CEILING)
        return Pitch(np.array(pitch.xs()), np.array(pitch.selected_array["frequency"]), pitch)


def transformed(sound: Sound, rate: int, pitch: Pitch, pitch_ratio: float, formant_ratio: float) -> Sound:
    """The sound with its pitch and its formants multiplied, as long as before and with nothing moved in time.

    Praat's "Change gender": pitch-synchronous overlap and add (E. Moulines & F. Charpentier, Speech Communication 9, 1990) of the
    sound played at another rate. `pitch` is its own, of `pitch_of`; without any voice it comes back as it is.
    """
    from parselmouth.praat import call, run

    voiced = pitch.frequency[pitch.frequency > 0]
    if not voiced.size:
        return sound
    median = float(np.median(voiced))
    with _ONE_AT_A_TIME:
        run(_SAME_NOISE)
        made = call([_praat_sound(sound, rate), pitch.praat], "Change gender", formant_ratio, median * pitch_ratio, 1.0, 1.0)
        values: Sound = made.values[0].astype(np.float32) + sound.mean(dtype=np.float32)  # which Praat takes away
    return np.pad(values[: sound.size], (0, max(sound.size - values.size, 0)))


def _praat_sound(sound: Sound, rate: int) -> parselmouth.Sound:
    try:
        import parselmouth
    except ModuleNotFoundError as error:
        raise MissingPart("Another gender for a voice needs the Python package praat-parselmouth.") from error
    return parselmouth.Sound(sound.astype(np.float64), float(rate))
