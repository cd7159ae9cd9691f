"""Loudness and true peak against the standard's own figures and against FFmpeg's meter."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from toontalker.speech.loudness import RATE, loudness, measure

Judge = Callable[[NDArray[np.float32]], tuple[float, float]]


def _tone(hertz: float, seconds: float, amplitude: float = 1.0, phase: float = 0.0) -> NDArray[np.float32]:
    time = np.arange(round(seconds * RATE)) / RATE
    return (amplitude * np.sin(2 * np.pi * hertz * time + phase)).astype(np.float32)


def test_the_standard_tone_has_the_standard_loudness() -> None:
    """BS.1770-4: a full-scale sine of 997 Hz in one channel is at -3.01 LUFS."""
    assert loudness(measure([_tone(997, 3)]).weighted) == pytest.approx(-3.01, abs=0.02)


def test_gain_moves_loudness_by_its_decibels() -> None:
    """Half the amplitude is 6.02 LU less, given to the measure or done to the sound."""
    levels = measure([_tone(997, 2)])
    half = np.full_like(levels.weighted, 0.5)
    assert loudness(levels.weighted) - loudness(levels.weighted, half) == pytest.approx(6.02, abs=0.01)
    assert loudness(measure([_tone(997, 2, 0.5)]).weighted) == pytest.approx(loudness(levels.weighted, half), abs=0.01)


@pytest.mark.parametrize("seed", range(4))
def test_it_agrees_with_ffmpeg(judge: Judge, seed: int) -> None:
    """Coloured noise in bursts with pauses, which the gate must leave out: within 0.1 LU and 0.3 dB."""
    random = np.random.default_rng(seed)
    noise = np.convolve(random.normal(0, 0.1, 5 * RATE), np.ones(1 + 6 * seed) / (1 + seed), "same")
    bursts = np.repeat(random.choice([0.0, 0.05, 0.5, 1.0], 50), RATE // 10)
    sound = np.clip(noise * bursts, -1, 1).astype(np.float32)
    levels = measure([sound])
    lufs, peak = judge(sound)
    assert loudness(levels.weighted) == pytest.approx(lufs, abs=0.1)
    assert 20 * np.log10(levels.peak.max()) == pytest.approx(peak, abs=0.3)


def test_peaks_between_samples_are_seen() -> None:
    """A sine of a quarter of the rate, sampled at 45 degrees, shows only 0.707 of its height."""
    sound = _tone(RATE / 4, 0.5, 0.9, np.pi / 4)
    assert np.abs(sound).max() < 0.64
    middle = measure([sound]).peak[20:-20]
    np.testing.assert_allclose(middle, 0.9, atol=0.01)


def test_the_size_of_the_pieces_makes_no_difference() -> None:
    """One piece or many, any size: the same levels."""
    sound = np.random.default_rng(1).normal(0, 0.2, 100_001).astype(np.float32)
    whole = measure([sound])
    parts = measure(np.split(sound, [1, 5, 40_000, 40_000, 77_777]))
    assert whole.energy.size == -(-sound.size // 48)
    for one, other in zip((whole.energy, whole.weighted, whole.peak), (parts.energy, parts.weighted, parts.peak), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-7)


def test_a_level_stands_at_its_own_millisecond() -> None:
    """A click in the millisecond 1234 shows there and, by its ripples, at most in the next ones."""
    sound = np.zeros(3 * RATE, np.float32)
    sound[1234 * 48 + 20] = 0.5
    levels = measure([sound])
    assert levels.energy.argmax() == 1234
    assert np.flatnonzero(levels.energy).tolist() == [1234]
    assert levels.peak[1234] == pytest.approx(0.5, abs=0.01)
    assert levels.peak[:1233].max() == 0
    assert levels.peak[1236:].max() == 0


def test_silence_and_nothing_have_no_loudness() -> None:
    """Minus infinity, and no warning."""
    assert loudness(np.zeros(1000, np.float32)) == -np.inf
    assert loudness(np.zeros(0, np.float32)) == -np.inf


def test_a_short_sound_is_taken_as_a_whole() -> None:
    """0.2 s have no gating block of their own; the measure is that of a longer sound of the same kind."""
    assert loudness(measure([_tone(997, 0.2)]).weighted) == pytest.approx(-3.01, abs=0.2)
