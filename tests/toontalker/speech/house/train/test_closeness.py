from __future__ import annotations

import numpy as np
import pytest

from tests.toontalker.speech.house.train.vowels import AH, EE, OO, RATE, Array, glide, vowel
from toontalker.speech.house.train.analysis import COEFFICIENTS, Analysis, analyse, decoding
from toontalker.speech.house.train.closeness import harmonics_to_noise, median_pitch, mel_cepstral_distortion, warp

BOUNDS = (90.0, 350.0)


def analysed(sound: Array) -> Analysis:
    """By the bounds of the female voice."""
    return analyse(sound, *BOUNDS)


def test_a_sound_is_as_near_as_can_be_to_itself() -> None:
    """The distortion between a sound and itself is 0 dB."""
    said = analysed(glide(AH, EE, 170, 0.8))
    assert mel_cepstral_distortion(said, said) == 0


@pytest.mark.parametrize("gain", [0.25, 1.9])
def test_loudness_is_no_distortion(gain: float) -> None:
    """A louder or softer copy is less than 0.1 dB away."""
    sound = glide(AH, EE, 170, 0.8)
    assert mel_cepstral_distortion(analysed(gain * sound), analysed(sound)) < 0.1


def test_silence_is_no_distortion() -> None:
    """Half a second of silence before, within and after changes little, nor does it matter in which of the two it is."""
    parts, pause = (vowel(AH, 170, 0.4), vowel(EE, 170, 0.4)), np.zeros(RATE // 2)
    plain, halting = analysed(np.concatenate(parts)), analysed(np.concatenate([pause, parts[0], pause, parts[1], pause]))
    assert mel_cepstral_distortion(halting, plain) < 1
    assert mel_cepstral_distortion(halting, plain) == pytest.approx(mel_cepstral_distortion(plain, halting))


def test_pace_is_little_distortion_and_another_vowel_is_much() -> None:
    """Half as fast again stays within 2 dB, the way back from one vowel to the other does not."""
    said, slower, reversed_ = (analysed(sound) for sound in (glide(AH, EE, 170, 0.8), glide(AH, EE, 170, 1.2), glide(EE, AH, 170, 0.8)))
    assert mel_cepstral_distortion(said, slower) < 2
    assert mel_cepstral_distortion(said, reversed_) > 5


@pytest.mark.parametrize(("one", "other"), [(AH, EE), (EE, OO), (AH, OO)])
def test_different_vowels_are_far_apart(one: tuple[float, ...], other: tuple[float, ...]) -> None:
    """Two vowels of the same pitch are more than 6 dB apart."""
    assert mel_cepstral_distortion(analysed(vowel(one, 170, 0.5)), analysed(vowel(other, 170, 0.5))) > 6


def test_the_distortion_is_that_of_the_literature() -> None:
    """It equals 10/ln10 sqrt(2 sum dc^2) over mel-cepstra 1 to 24 made from the decoded spectra, within 2 %."""
    frames = [analysed(vowel(formants, 170, 0.3)).envelope[30:31] for formants in (AH, EE)]
    assert frames[0].shape == (1, COEFFICIENTS)
    matrix, offset = decoding()
    cepstra = [mel_cepstrum((frame[0] @ matrix + offset) / 2) for frame in frames]
    expected = 10 / np.log(10) * np.sqrt(2 * np.sum(np.square(cepstra[0] - cepstra[1])[1:25]))
    nothing = np.zeros(1, np.float32)
    measured = mel_cepstral_distortion(*(Analysis(frame, nothing, nothing) for frame in frames))
    assert measured == pytest.approx(expected, rel=0.02)


def mel_cepstrum(log_amplitude: Array) -> Array:
    """The c of ln|H| = c_0 + sum of c_d cos(d w), w running along the mel axis from 40 Hz; `log_amplitude` is ``(513,)``."""
    lowest, highest = (1127.01048 * np.log(1 + frequency / 700) for frequency in (40, RATE / 2))
    mel = np.linspace(lowest, highest, 4096, endpoint=False)
    along = np.interp(700 * (np.exp(mel / 1127.01048) - 1), np.linspace(0, RATE / 2, log_amplitude.size), log_amplitude)
    w = np.pi * (np.arange(mel.size) + 0.5) / mel.size
    return np.array([2 * np.mean(along * np.cos(d * w)) for d in range(25)])


def test_the_warp_takes_the_cheapest_way() -> None:
    """It goes from corner to corner in single steps, at the least cost that trying all ways finds."""
    draw = np.random.default_rng(3)
    for n, m in ((1, 1), (1, 6), (6, 1), (5, 7), (7, 4)):
        distances = draw.random((n, m))
        rows, columns = warp(distances)
        assert (rows[0], columns[0], rows[-1], columns[-1]) == (0, 0, n - 1, m - 1)
        steps = np.stack([np.diff(rows), np.diff(columns)])
        assert set(steps.ravel().tolist()) <= {0, 1}
        assert (steps.sum(axis=0) > 0).all()
        assert distances[rows, columns].sum() == pytest.approx(cheapest(distances))


def cheapest(distances: Array) -> float:
    """The least cost of all ways from the last cell to the first, one by one."""
    n, m = distances.shape
    before = [distances[: n - down, : m - right] for down, right in ((1, 1), (1, 0), (0, 1)) if n > down and m > right]
    return float(distances[-1, -1]) + min((cheapest(rest) for rest in before), default=0.0)


def test_noise_takes_harmonics_away() -> None:
    """The more noise lies over a vowel the lower its harmonics-to-noise ratio; at equal power it is near 0 dB."""
    clean = vowel(AH, 170, 0.8)
    noise = np.random.default_rng(5).normal(size=clean.size) * clean.std()
    ratios = [harmonics_to_noise(clean + share * noise, *BOUNDS) for share in (0, 0.03, 0.3, 1)]
    assert ratios == sorted(ratios, reverse=True)
    assert ratios[0] > 20
    assert ratios[3] == pytest.approx(0, abs=3)


@pytest.mark.parametrize("pitch", [95, 170, 233.3])
def test_the_pitch_is_right(pitch: float) -> None:
    """The median pitch of a vowel is right within 1 %, whatever silence is around it."""
    sound = np.concatenate([np.zeros(RATE // 2), vowel(AH, pitch, 0.5), np.zeros(RATE // 2)])
    assert median_pitch(sound, *BOUNDS) == pytest.approx(pitch, rel=0.01)


def test_what_has_no_voice_has_neither_pitch_nor_harmonics() -> None:
    """Both figures of silence are nan."""
    silence = np.zeros(RATE // 2)
    assert np.isnan(median_pitch(silence, *BOUNDS))
    assert np.isnan(harmonics_to_noise(silence, *BOUNDS))
