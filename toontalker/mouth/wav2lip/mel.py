"""The sound as Wav2Lip hears it: a log-mel spectrogram of 80 bands, 80 columns a second.

The recipe is the one the network was trained with, after Tacotron: pre-emphasis, a short-time Fourier transform with **reflected**
ends, triangular bands on Slaney's mel scale (Auditory Toolbox, 1998), decibels squeezed into [-4, 4].
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.fft import rfft
from scipy.signal.windows import hann

RATE: Final = 16_000
"""Hz."""
COLUMNS_PER_SECOND: Final = 80
BANDS: Final = 80
SILENCE: Final = -4.0
"""What no sound at all becomes."""

_FFT: Final = 800
"""Samples under the window, which is as long as the transform."""
_HOP: Final = RATE // COLUMNS_PER_SECOND
_PREEMPHASIS: Final = 0.97
_LOWEST: Final = 55.0
_HIGHEST: Final = 7600.0
"""Hz, where the bands begin and end."""
_FLOOR: Final = 1e-5
"""Smallest amplitude."""
_REFERENCE: Final = 20.0
_RANGE: Final = 100.0
"""dB: the level that becomes 4, and how far below it -4 lies."""
_COLUMNS_AT_ONCE: Final = 1024
"""Bounds the memory of a long sound."""


def mel_spectrogram(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    """``(samples,)`` mono at 16 kHz in [-1, 1] → ``(80, 1 + samples // 200)`` in [-4, 4].

    A sound of less than 401 samples is lengthened by silence.
    """
    wave = np.pad(sound.astype(np.float64), (0, max(0, _FFT // 2 + 1 - len(sound))))
    wave[1:] -= _PREEMPHASIS * wave[:-1]
    wave = np.pad(wave, _FFT // 2, mode="reflect")
    pieces = np.lib.stride_tricks.sliding_window_view(wave, _FFT)[::_HOP]
    window, bands = hann(_FFT, sym=False), mel_bands()
    mel = np.empty((BANDS, len(pieces)), np.float32)
    for start in range(0, len(pieces), _COLUMNS_AT_ONCE):
        columns = slice(start, start + _COLUMNS_AT_ONCE)
        amplitudes = np.abs(rfft(pieces[columns] * window)) @ bands.T
        level = 20 * np.log10(np.maximum(_FLOOR, amplitudes)) - _REFERENCE
        mel[:, columns] = np.clip(8 * (level + _RANGE) / _RANGE - 4, -4, 4).T
    return mel


def mel_bands() -> NDArray[np.float64]:
    """``(80, 401)``: how much each frequency of the transform counts in each band; every triangle has the same area."""
    corners = _hertz(np.linspace(_mel(_LOWEST), _mel(_HIGHEST), BANDS + 2))
    frequencies = np.fft.rfftfreq(_FFT, 1 / RATE)
    left, middle, right = corners[:-2, None], corners[1:-1, None], corners[2:, None]
    rising, falling = (frequencies - left) / (middle - left), (right - frequencies) / (right - middle)
    return np.maximum(0, np.minimum(rising, falling)) * (2 / (right - left))


def _mel(hertz: float) -> float:
    """Slaney's scale: linear up to 1 kHz, 15 mel there, then 27 mel for every factor of 6.4."""
    return hertz * 3 / 200 if hertz < 1000 else float(15 + 27 * np.log(hertz / 1000) / np.log(6.4))


def _hertz(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(mel < 15, mel * 200 / 3, 1000 * np.exp((mel - 15) / 27 * np.log(6.4)))
