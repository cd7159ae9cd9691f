"""Frames → sound: pulses for the voice and noise for the breath, each through the minimum-phase filter of its moment.

After M. Morise, F. Yokomori, K. Ozawa, "WORLD", IEICE Trans. 2016, synthesis part, in numpy. Two things it is easy to get wrong: the
constant part of a pulse must stay in it (it is taken out of the whole line, by one high-pass), and a piece of noise must
have none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toontalker.speech.house.net import Frames

Array = NDArray[np.float32]

RATE = 16_000
"""Hz."""
HOP = 80
"""Samples in a frame of 5 ms."""
FFT = 1024
"""Samples of a pulse's response."""
BINS = FFT // 2 + 1

_NOISE_HOP = HOP // 2
_NOISE_FFT = 512
_SPREAD = -(-_NOISE_FFT // _NOISE_HOP)
"""Pieces of noise that one response reaches over."""
_BLOCK = 256
"""Pulses, or frames of noise, that are made at once."""
_HIGH_PASS = 55.0
"""Hz, below which nothing is spoken."""
_MARGIN = 4000
"""Samples of silence so that the high-pass does not reach round the ends."""
_FLOOR = 1e-4


@dataclass(frozen=True)
class Filters:
    """What a sentence is filtered with, frame by frame."""

    power: Array
    """``(frames, BINS)``, natural logarithm of the power spectrum."""
    breath: Array
    """``(frames, BINS)``, amplitude share of noise, 0 to 1."""
    hertz: NDArray[np.float64]
    """``(frames,)``, 0 where there is no voice."""


class Vocoder:
    """Makes sound of frames; may be used by many threads at once."""

    def __init__(self, decoding: Array, offset: Array) -> None:
        """What turns a coded envelope into a log power spectrum: ``(COEFFICIENTS, BINS)`` and ``(BINS,)``."""
        self._decoding, self._offset = decoding, offset

    def sound(self, frames: Frames) -> Array:
        """The sound of a sentence, ``(80 * frames,) float32`` at 16 kHz, not limited to [-1, 1]; the same frames give the same sound."""
        hertz = np.where(frames.voiced, np.exp(frames.pitch), 0.0).astype(np.float64)
        power = frames.envelope @ self._decoding + self._offset
        filters = Filters(power, _breath(frames.breath, hertz), hertz)
        line = _noise(filters)
        _add_pulses(line, filters)
        return _high_passed(line[: len(hertz) * HOP])


def _breath(breath: Array, hertz: NDArray[np.float64]) -> Array:
    """Amplitude share of noise by frequency: -60 dB at 0 Hz over the given value at 3 kHz to 0 dB at 8 kHz; all of it without voice."""
    frequency = np.arange(BINS, dtype=np.float32) * (RATE / FFT)
    low = np.minimum(frequency / 3000, 1)
    high = np.clip((frequency - 3000) / 5000, 0, 1)
    decibels = -60 * (1 - low) + breath[:, None] * (low * (1 - high))
    share = np.exp(decibels * np.float32(np.log(10) / 20))
    share[hertz == 0] = 1
    return share


def _minimum_phase(log_power: Array, size: int) -> NDArray[np.complex128]:
    """Spectra of minimum phase with the given log power, ``(n, size / 2 + 1)``, by way of the cepstrum (A. Oppenheim, R. Schafer 1975)."""
    cepstrum = np.fft.irfft(0.5 * log_power, size)
    cepstrum[:, 1 : size // 2] *= 2
    cepstrum[:, size // 2 + 1 :] = 0
    return np.exp(np.fft.rfft(cepstrum, size))


def _noise(filters: Filters) -> Array:
    """The breath of the line: a piece of white noise every 2.5 ms, filtered; a little longer than the line."""
    frames = len(filters.hertz)
    random = np.random.default_rng(0)  # the same line is always spoken the same way
    pieces = np.zeros((2 * frames + _SPREAD + 1, _NOISE_HOP), np.float32)
    for start in range(0, frames, _BLOCK):
        part = slice(start, min(start + _BLOCK + 1, frames))  # one more, to draw a line to
        power = filters.power[part, ::2] + 2 * np.log(np.maximum(filters.breath[part, ::2], _FLOOR))
        twice = np.repeat(power, 2, axis=0)
        twice[1:-1:2] = 0.5 * (power[:-1] + power[1:])
        twice = twice[: 2 * _BLOCK]
        white = random.standard_normal((len(twice), _NOISE_HOP))
        white -= white.mean(axis=1, keepdims=True)
        spectrum = np.fft.rfft(white, _NOISE_FFT) * _minimum_phase(twice, _NOISE_FFT)
        heard = np.zeros((len(twice), _SPREAD * _NOISE_HOP), np.float32)
        heard[:, :_NOISE_FFT] = np.fft.irfft(spectrum, _NOISE_FFT)
        for late in range(_SPREAD):
            pieces[2 * start + late : 2 * start + late + len(twice)] += heard[:, late * _NOISE_HOP : (late + 1) * _NOISE_HOP]
    line = np.zeros(frames * HOP + FFT + HOP, np.float32)
    noise = pieces.ravel()[_NOISE_HOP // 2 :][: frames * HOP]
    line[: noise.size] = noise
    return line


def _add_pulses(line: Array, filters: Filters) -> None:
    """Adds a filtered pulse to the line for every period of the voice, at its time between the samples."""
    frames = len(filters.hertz)
    for at, hertz in _periods(filters.hertz):
        frame = np.clip(at / HOP, 0, frames - 1)
        before = frame.astype(int)
        after = np.minimum(before + 1, frames - 1)
        share = (frame - before)[:, None].astype(np.float32)
        power = filters.power[before] * (1 - share) + filters.power[after] * share
        power += np.log(np.maximum(1 - filters.breath[before] ** 2, _FLOOR**2))
        whole = np.floor(at).astype(int)
        delay = np.exp((-2j * np.pi / FFT) * np.arange(BINS) * (at - whole)[:, None])
        spectrum = _minimum_phase(power, FFT) * delay * np.sqrt(RATE / hertz)[:, None]
        pulses = np.fft.irfft(spectrum, FFT).astype(np.float32)
        for start, pulse in zip(whole, pulses, strict=True):
            if start >= 0:
                line[start : start + FFT] += pulse


def _periods(hertz: NDArray[np.float64]) -> Iterator[tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """When each pulse of the voice comes, in samples with their fraction, and the pitch there; block by block."""
    lifted = np.concatenate([np.repeat(hertz, HOP)[HOP // 2 :], np.repeat(hertz[-1:], HOP // 2)])
    phase = np.cumsum(lifted / RATE)
    (turns,) = np.nonzero(np.diff(np.floor(phase)) > 0)
    turns += 1
    pitch = np.maximum(lifted[turns], 1)
    at = turns - (phase[turns] - np.floor(phase[turns])) * RATE / pitch
    for start in range(0, turns.size, _BLOCK):
        yield at[start : start + _BLOCK], pitch[start : start + _BLOCK]


def _high_passed(line: Array) -> Array:
    """The line without what lies below speech."""
    size = 1 << int(np.ceil(np.log2(line.size + _MARGIN)))
    spectrum = np.fft.rfft(line, size)
    frequency = np.maximum(np.arange(spectrum.size) * (RATE / size), 1)
    return np.fft.irfft(spectrum / (1 + (_HIGH_PASS / frequency) ** 6), size)[: line.size].astype(np.float32)
