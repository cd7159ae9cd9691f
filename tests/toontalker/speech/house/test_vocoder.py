"""Frames → sound."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from toontalker.speech.house.net import Frames
from toontalker.speech.house.vocoder import BINS, HOP, RATE, Vocoder

Array = NDArray[np.float32]


@pytest.fixture(scope="module")
def vocoder() -> Vocoder:
    """Two coefficients: the first lifts the whole spectrum, the second tilts it."""
    tilt = np.linspace(1, -1, BINS, dtype=np.float32)
    return Vocoder(np.stack([np.ones(BINS, np.float32), tilt]), np.full(BINS, -10, np.float32))


def _frames(count: int, hertz: float, voiced: bool = True, level: float = 0.0, tilt: float = 3.0) -> Frames:
    envelope = np.tile(np.array([level, tilt], np.float32), (count, 1))
    pitch = np.full(count, np.log(hertz), np.float32)
    return Frames(envelope, pitch, np.full(count, -25, np.float32), np.full(count, voiced))


def _spectrum(sound: Array) -> Array:
    return np.abs(np.fft.rfft(sound * np.hanning(sound.size))).astype(np.float32)


@pytest.mark.parametrize("hertz", [81.3, 120.0, 217.9])
def test_the_pitch_is_the_one_asked_for(vocoder: Vocoder, hertz: float) -> None:
    """Within 0.2 %: pulses stand between the samples."""
    sound = vocoder.sound(_frames(400, hertz))[RATE // 4 : RATE // 4 + 16384]
    alike = np.fft.irfft(np.abs(np.fft.rfft(sound, 65536)) ** 2)
    lag = int(RATE / hertz * 10)  # ten periods, for precision
    around = np.arange(round(lag * 0.97), round(lag * 1.03))
    assert RATE * 10 / around[np.argmax(alike[around])] == pytest.approx(hertz, rel=0.002)


def test_the_sound_is_as_long_as_its_frames_and_always_the_same(vocoder: Vocoder) -> None:
    """To the last bit."""
    frames = _frames(123, 100)
    one, other = vocoder.sound(frames), vocoder.sound(frames)
    assert one.size == 123 * HOP
    assert one.dtype == np.float32
    assert np.array_equal(one, other)


@pytest.mark.parametrize("voiced", [True, False])
def test_loudness_follows_the_spectrum(vocoder: Vocoder, voiced: bool) -> None:
    """A log power higher by 2 is louder by 8.7 dB, for pulses as for noise."""
    soft, loud = (float(vocoder.sound(_frames(300, 130, voiced, level)).std()) for level in (0.0, 2.0))
    assert 20 * np.log10(loud / soft) == pytest.approx(8.686, abs=0.1)


def test_voice_and_breath_are_equally_loud(vocoder: Vocoder) -> None:
    """The same envelope has the same power, spoken and whispered, within 1.5 dB."""
    spoken, whispered = (float(vocoder.sound(_frames(600, 120, voiced)).std()) for voiced in (True, False))
    assert abs(20 * np.log10(spoken / whispered)) < 1.5


def test_without_voice_there_is_noise_and_no_tone(vocoder: Vocoder) -> None:
    """The spectrum of a whisper has no lines at the pitch."""
    whispered = _spectrum(vocoder.sound(_frames(800, 125, voiced=False)))
    lines = np.round(np.arange(4, 40) * 125 * 800 * HOP / RATE).astype(int)
    between = lines + round(62 * 800 * HOP / RATE)
    assert whispered[lines].mean() / whispered[between].mean() == pytest.approx(1, abs=0.4)
    spoken = _spectrum(vocoder.sound(_frames(800, 125)))
    assert spoken[lines].mean() > 3 * spoken[between].mean()


def test_nothing_rumbles_below_speech(vocoder: Vocoder) -> None:
    """Pulses leave no constant part: below 30 Hz there is 40 dB less than in the voice."""
    spectrum = _spectrum(vocoder.sound(_frames(800, 110)))
    hertz = np.arange(spectrum.size) * RATE / (800 * HOP)
    assert spectrum[hertz < 30].max() < 0.01 * spectrum.max()


@pytest.mark.parametrize("count", [1, 2, 255, 256, 257, 513])
def test_every_length_works(vocoder: Vocoder, count: int) -> None:
    """Also at the edges of what is made at once: no NaN, no jump in loudness there."""
    sound = vocoder.sound(_frames(count, 150, voiced=count % 2 == 0))
    assert sound.size == count * HOP
    assert np.isfinite(sound).all()
    if count > 300:
        level = sound[: count // 10 * 10 * HOP].reshape(-1, 10 * HOP).std(axis=1)[1:-1]
        assert level.max() < 2 * level.min()
