"""Sound → what the net learns to draw: spectral envelope, pitch, breath, by the WORLD analysis. For training and judging only.

Envelope and aperiodicity: M. Morise, F. Yokomori, K. Ozawa, "WORLD: a vocoder-based high-quality speech synthesis system for
real-time applications", IEICE Trans. 2016 (CheapTrick and D4C). Pitch: Praat's autocorrelation (P. Boersma 1993).
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
import parselmouth
from numpy.typing import NDArray

from toontalker.clip import Voice
from toontalker.speech.house.train.teacher import RATE

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # pyworld asks setuptools for its own version, in a way that is on its way out
    import pyworld

Array = NDArray[np.float64]

STEP = 0.005
"""Seconds between two frames."""
COEFFICIENTS = 50
"""Of the coded envelope: a cosine transform of the log power spectrum on a mel axis."""
FFT = 1024
PITCH_RANGE: dict[Voice, tuple[float, float]] = {"male": (55.0, 220.0), "female": (90.0, 350.0)}
"""Hz: where the teacher's voices and ours lie."""


@dataclass(frozen=True)
class Analysis:
    """A sound, frame by frame."""

    envelope: NDArray[np.float32]
    """``(frames, COEFFICIENTS)``, coded log power spectrum."""
    pitch: NDArray[np.float32]
    """``(frames,)``, Hz, 0 where the sound has no voice."""
    breath: NDArray[np.float32]
    """``(frames,)``, dB at most 0: aperiodicity of the band round 3 kHz."""


def pitch_track(sound: Array, lowest: float, highest: float) -> Array:
    """Pitch of each frame in Hz, ``(frames,)``, 0 where there is none."""
    frames = int(sound.size / RATE / STEP) + 1
    found = parselmouth.Sound(sound, RATE).to_pitch_ac(
        STEP, lowest, pitch_ceiling=highest, voicing_threshold=0.35, octave_jump_cost=0.5
    )
    at = np.round((np.arange(frames) * STEP - found.xs()[0]) / STEP).astype(int)
    inside = (at >= 0) & (at < found.n_frames)
    track = np.zeros(frames)
    track[inside] = found.selected_array["frequency"][at[inside]]
    return track


def analyse(sound: Array, lowest: float, highest: float) -> Analysis:
    """Analyses a sound of at least 0.1 s, ``(samples,)`` at 16 kHz, with its pitch looked for between two bounds in Hz."""
    rough = pitch_track(sound, lowest, highest)
    times = np.arange(rough.size) * STEP
    fine = pyworld.stonemask(sound, rough, times, RATE)
    pitch = np.where((rough > 0) & (np.abs(fine / np.maximum(rough, 1) - 1) < 0.15), fine, rough)
    spectrum = pyworld.cheaptrick(sound, pitch, times, RATE, fft_size=FFT)
    sparse = pyworld.d4c(sound, pitch[::2].copy(), times[::2].copy(), RATE, fft_size=FFT)  # every other frame: it is costly, and smooth
    breath = np.interp(times, times[::2], pyworld.code_aperiodicity(sparse, RATE)[:, 0])
    coded = pyworld.code_spectral_envelope(spectrum, RATE, COEFFICIENTS)
    return Analysis(coded.astype(np.float32), pitch.astype(np.float32), breath.astype(np.float32))


def decoding() -> tuple[Array, Array]:
    """What turns a coded envelope c into a log power spectrum: ``c @ matrix + offset``, ``(COEFFICIENTS, 513)`` and ``(513,)``."""
    offset = np.log(pyworld.decode_spectral_envelope(np.zeros((1, COEFFICIENTS)), RATE, FFT))[0]
    matrix = np.log(pyworld.decode_spectral_envelope(np.eye(COEFFICIENTS), RATE, FFT)) - offset
    return matrix, offset
