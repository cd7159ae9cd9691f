from __future__ import annotations

import numpy as np
import parselmouth
import pytest
from numpy.typing import NDArray

from toontalker.speech.listener.train.judge.degrading import CLEAN, CONDITIONS, Condition, Degraded, delay, late, mp3, praat, telephone
from toontalker.speech.listener.train.judge.listening import RATE

Array = NDArray[np.float64]
CLICKS = np.array([0.5, 0.9, 1.6])
"""Seconds at which each sound begins."""
WITHOUT_FLITE = [condition for condition in CONDITIONS if condition.name != "babble, 15 dB"]


@pytest.fixture(scope="module")
def vowels() -> Array:
    """Two seconds with three vowels of 150 ms, on a voice of 150 Hz, with silence between them."""
    times = np.arange(2 * RATE) / RATE
    voice = np.sum([np.cos(2 * np.pi * 150 * number * times) / number for number in range(1, 30)], axis=0)
    heard = np.any([(times >= start) & (times < start + 0.15) for start in CLICKS], axis=0)
    return 0.2 * voice * heard


def starts(sound: Array) -> Array:
    """Seconds at which the three vowels begin: where the level first rises above a quarter of the loudest, well after the last time."""
    level = np.sqrt(np.convolve(sound**2, np.full(80, 1 / 80), "same"))
    loud = np.flatnonzero(level > 0.25 * level.max())
    return loud[np.concatenate([[True], np.diff(loud) > RATE // 10])] / RATE


@pytest.mark.parametrize("condition", WITHOUT_FLITE, ids=lambda condition: condition.name)
def test_the_times_of_sounds_are_told_rightly(condition: Condition, vowels: Array) -> None:
    """Where a condition says that sounds lie, they are found, to a period of the voice or so."""
    changed = condition.change(vowels)
    assert starts(changed.sound)[:3] == pytest.approx(CLICKS * changed.scale + changed.shift, abs=0.016)


@pytest.mark.parametrize("condition", WITHOUT_FLITE, ids=lambda condition: condition.name)
def test_a_condition_is_the_same_each_time(condition: Condition, vowels: Array) -> None:
    """Judging twice gives the same figures."""
    assert np.array_equal(condition.change(vowels).sound, condition.change(vowels).sound)


def test_others_talk_at_the_stated_level(flite: None, vowels: Array) -> None:
    """The babble is 15 dB weaker than the speech, and its times are those of the speech."""
    (babble,) = (condition for condition in CONDITIONS if condition.name == "babble, 15 dB")
    changed = babble.change(vowels)
    over = changed.sound - vowels
    assert 10 * np.log10(np.mean(vowels**2) / np.mean(over**2)) == pytest.approx(15, abs=0.1)
    assert (changed.scale, changed.shift) == (1, 0)


@pytest.mark.parametrize(("semitones", "stretch"), [(-5.0, 1.0), (4.0, 1.0), (0.0, 1.25), (0.0, 1 / 1.2)])
def test_pitch_and_speed_are_changed_apart(semitones: float, stretch: float, vowels: Array) -> None:
    """Another pitch leaves the length alone, another speed the pitch."""
    changed = praat(vowels, semitones=semitones, stretch=stretch)
    pitch = parselmouth.Sound(changed.sound, RATE).to_pitch().selected_array["frequency"]
    assert np.median(pitch[pitch > 0]) == pytest.approx(150 * 2 ** (semitones / 12), rel=0.02)
    assert changed.sound.size / vowels.size == pytest.approx(stretch, rel=0.01)
    assert changed.scale == stretch


@pytest.mark.parametrize(("kilobits", "rate"), [(32, 24_000), (16, 16_000)])
def test_the_delay_of_a_codec_is_counted(kilobits: int, rate: int, vowels: Array) -> None:
    """What comes back is like what went in once it is moved by the stated shift, which is a few milliseconds at most."""
    changed = mp3(vowels, kilobits=kilobits, rate=rate)
    moved = round(changed.shift * RATE)
    assert abs(moved) <= RATE // 200
    heard = changed.sound[max(moved, 0) :][: vowels.size - RATE // 10]
    assert np.corrcoef(heard, vowels[max(-moved, 0) :][: heard.size])[0, 1] > 0.9


@pytest.mark.parametrize("samples", [-37, 0, 1, 250])
def test_a_delay_is_found_to_the_sample(samples: int) -> None:
    """By cross-correlation, whatever the ends."""
    noise = np.random.default_rng(5).normal(0, 1, 4000)
    assert delay(noise[1000:3000], noise[1000 - samples : 3200 - samples]) == samples


def test_a_telephone_keeps_its_band_alone(vowels: Array) -> None:
    """Below 250 Hz and above 4 kHz hardly anything is left."""
    spectra = [np.abs(np.fft.rfft(sound, 2 * RATE)) ** 2 for sound in (vowels, telephone(vowels).sound)]
    hertz = np.fft.rfftfreq(2 * RATE, 1 / RATE)
    for outside in (hertz < 250, hertz > 4000):
        assert spectra[1][outside].sum() < 0.1 * spectra[0][outside].sum()


def test_silence_first_is_all_that_is_late(vowels: Array) -> None:
    """The sound itself is untouched; clean is clean."""
    changed = late(vowels)
    assert np.array_equal(changed.sound[round(changed.shift * RATE) :], vowels)
    assert not changed.sound[: round(changed.shift * RATE)].any()
    assert CLEAN.change(vowels) == Degraded(vowels)
    assert CONDITIONS[0] is CLEAN
