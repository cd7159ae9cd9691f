"""The formants of a voice: where its throat and mouth resound."""

from __future__ import annotations

import numpy as np
import parselmouth
from numpy.typing import NDArray

from toontalker.speech.gender.conversion import BORDER
from toontalker.speech.gender.praat import CEILING, FLOOR

STEP = 0.01
"""Seconds."""
COUNT = 3
_HIGHEST = {"male": 5000.0, "female": 5500.0}
"""Hz below which five formants are looked for: Praat's advice for men and women."""


def formants(sound: NDArray[np.float32], rate: int) -> NDArray[np.float64]:
    """``(moments, 3)`` the first three formants in Hz, one moment each `STEP`; NaN where there is no voice.

    By linear prediction after J. Burg, as Praat's "To Formant (burg)" has it.
    """
    source = parselmouth.Sound(sound.astype(np.float64), float(rate))
    pitch = source.to_pitch(STEP, FLOOR, CEILING)
    frequency = pitch.selected_array["frequency"]
    voiced = frequency[frequency > 0]
    who = "male" if voiced.size and np.median(voiced) < BORDER else "female"
    found = source.to_formant_burg(STEP, 5, _HIGHEST[who])
    times = np.arange(STEP, source.xmax, STEP)
    values = [[found.get_value_at_time(number, time) for number in range(1, COUNT + 1)] for time in times]
    spoken = np.array([not np.isnan(pitch.get_value_at_time(time)) for time in times])
    return np.where(spoken[:, None], np.array(values).reshape(-1, COUNT), np.nan)
