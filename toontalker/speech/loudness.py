"""How loud a sound is: loudness and true peak as ITU-R BS.1770-4 defines them, measured millisecond by millisecond.

The curves that `measure` returns are 1/48 the size of the sound. Everything that is decided about it (where to cut, how
much to turn it up, where to hold it back) is decided on them, so that the sound itself is only streamed through.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from toontalker.speech.recording import Sound

RATE = 48_000
"""Hz; the one rate at which sound is measured and delivered."""
HOP = 48
"""Samples in a millisecond."""

Curve = NDArray[np.float32]
"""One value for each millisecond, ``(milliseconds,)``."""

_SPAN = 1 << 15
"""Samples of one Fourier transform."""
_MEMORY = 4096
"""Samples after which the K filter has forgotten (below -160 dB)."""
_PHASES = 4
_TAPS = 24
"""Of the interpolation filter of a phase; BS.1770 asks for at least 12."""
_GATE_STEP, _GATE_STEPS = 100, 4
"""A gating block lasts four steps of 100 ms."""
_OFFSET = -0.691


@dataclass(frozen=True)
class Levels:
    """A sound in figures, one per millisecond; the last, broken millisecond counts as if filled up with silence."""

    energy: Curve
    """Mean square."""
    weighted: Curve
    """Mean square after the K filter, the measure of loudness."""
    peak: Curve
    """Largest absolute value between the samples too (true peak), linear."""


@cache
def _k_response() -> NDArray[np.complex128]:
    """The K filter (BS.1770-4, tables 1 and 2, for 48 kHz) on the frequencies of one Fourier transform."""
    z = np.exp(-2j * np.pi * np.arange(_SPAN // 2 + 1) / _SPAN)
    shelf = (1.53512485958697 - 2.69169618940638 * z + 1.19839281085285 * z**2) / (1 - 1.69065929318241 * z + 0.73248077421585 * z**2)
    high_pass = (1 - 2 * z + z**2) / (1 - 1.99004745483398 * z + 0.99007225036621 * z**2)
    return np.asarray(shelf * high_pass, np.complex128)


@cache
def _interpolators() -> NDArray[np.float32]:
    """Filters ``(3, taps)`` that give the values a quarter, a half and three quarters of the way between two samples."""
    at = np.arange(_TAPS) - _TAPS / 2 + 1
    rows = []
    for phase in range(1, _PHASES):
        away = at - phase / _PHASES
        window = 0.5 + 0.5 * np.cos(np.pi * away / (_TAPS / 2))
        rows.append(np.sinc(away) * window)
    filters = np.asarray(rows)
    even: NDArray[np.float32] = (filters / filters.sum(1, keepdims=True)).astype(np.float32)
    return even


def _windows(blocks: Iterable[Sound], overlap: int) -> Iterable[tuple[Sound, int]]:
    """Cuts a stream into windows of `_SPAN` samples that overlap; with each the number of samples that are new.

    Before the first sample and after the last there is silence.
    """
    fresh = _SPAN - overlap
    window = np.zeros(_SPAN, np.float32)
    filled = 0
    for block in blocks:
        while block.size:
            taken = block[: fresh - filled]
            window[overlap + filled : overlap + filled + taken.size] = taken
            filled += taken.size
            block = block[taken.size :]
            if filled == fresh:
                yield window, fresh
                window = np.concatenate([window[fresh:], np.zeros(fresh, np.float32)])
                filled = 0
    if filled:
        yield window, filled


def measure(blocks: Iterable[Sound]) -> Levels:
    """Levels of a mono sound at 48 kHz that comes in pieces of any size."""
    overlap = _SPAN - (_SPAN - _MEMORY) // HOP * HOP
    energy, weighted, peak = [np.zeros(0, np.float32)], [np.zeros(0, np.float32)], [np.zeros(0, np.float32)]
    for window, count in _windows(blocks, overlap):
        hops = -(-count // HOP)
        new = slice(overlap, overlap + hops * HOP)
        filtered = np.fft.irfft(np.fft.rfft(window) * _k_response(), _SPAN)[new].astype(np.float32)
        energy.append(_mean_squares(window[new]))
        weighted.append(_mean_squares(filtered))
        peak.append(_true_peaks(window[overlap - _TAPS : overlap + hops * HOP]))
    return Levels(np.concatenate(energy), np.concatenate(weighted), np.concatenate(peak))


def _mean_squares(sound: Sound) -> Curve:
    """Mean square of each millisecond."""
    hops = sound.reshape(-1, HOP)
    squares: Curve = np.einsum("ij,ij->i", hops, hops) / np.float32(HOP)
    return squares


def _true_peaks(sound: Sound) -> Curve:
    """True peak of each millisecond after the first `_TAPS` samples, which are only there to look back at.

    The values between samples are known `_TAPS` / 2 samples late, so a millisecond takes in a part of the one before.
    """
    highest = np.abs(sound[_TAPS:])
    for taps in _interpolators():
        between = np.abs(np.convolve(sound, taps[::-1], "valid"))[1:]
        np.maximum(highest, between, out=highest)
    peaks: Curve = highest.reshape(-1, HOP).max(1)
    return peaks


def loudness(weighted: Curve, gain: Curve | None = None) -> float:
    """Integrated loudness in LUFS of the K-weighted energies of a mono sound, gated as BS.1770-4 says.

    `gain`: linear, what the sound is multiplied with in each millisecond; none leaves it as it is. A sound shorter than one
    gating block (0.4 s) is taken as one block of its own length. Silence gives -inf.
    """
    blocks = _gating_blocks(weighted, np.ones_like(weighted) if gain is None else gain)
    loud = blocks[blocks > _power(-70.0)]
    if not loud.size:
        return -np.inf
    loud = loud[loud > loud.mean() * 0.1]
    return _OFFSET + 10 * float(np.log10(loud.mean()))


def _gating_blocks(weighted: Curve, gain: Curve) -> NDArray[np.float64]:
    """Mean powers of blocks of 400 ms, one every 100 ms."""
    steps = weighted.size // _GATE_STEP
    if steps < _GATE_STEPS:
        return np.asarray([np.einsum("i,i,i", weighted, gain, gain) / max(weighted.size, 1)], np.float64)
    whole = slice(0, steps * _GATE_STEP)
    parts = (curve[whole].reshape(steps, _GATE_STEP) for curve in (weighted, gain, gain))
    powers = np.einsum("ij,ij,ij->i", *parts).astype(np.float64) / _GATE_STEP
    return np.lib.stride_tricks.sliding_window_view(powers, _GATE_STEPS).mean(1)


def _power(level: float) -> float:
    """The K-weighted power of a loudness in LUFS."""
    return float(10 ** ((level - _OFFSET) / 10))
