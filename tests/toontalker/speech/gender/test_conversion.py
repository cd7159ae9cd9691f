"""A man's voice of a woman's and back: the pitch that is meant, other formants, nothing moved, and nothing done in vain."""

from __future__ import annotations

import builtins
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.signal import correlate

from tests.toontalker.speech.gender.voices import MAN, RATE, WOMAN, recorded, vowel, whole
from toontalker.clip import Voice
from toontalker.errors import MissingPart
from toontalker.speech.gender import with_voice
from toontalker.speech.gender.conversion import BORDER, TARGETS
from toontalker.speech.gender.pitch import measure
from toontalker.speech.recording import Recording

BOTH = pytest.mark.parametrize(("pitch", "voice"), [(WOMAN, "male"), (MAN, "female")])


def _spectrum(sound: NDArray[np.float32]) -> NDArray[np.float64]:
    """Smooth power spectrum, 0 to 4 kHz, one value each 50 Hz."""
    power = np.abs(np.fft.rfft(sound)) ** 2
    width = sound.size * 50 // RATE
    return np.convolve(power[: 80 * width].reshape(80, width).sum(axis=1), np.ones(5), "same")


def _envelope(sound: NDArray[np.float32]) -> NDArray[np.float64]:
    """Level of each millisecond, smoothed over 30."""
    energy = np.square(sound[: sound.size // 16 * 16].astype(np.float64)).reshape(-1, 16).mean(axis=1)
    return np.sqrt(np.convolve(energy, np.hanning(30), "same"))


@BOTH
@pytest.mark.parametrize("rate", [16_000, 24_000, 48_000])
def test_the_pitch_becomes_the_one_that_is_meant(pitch: float, voice: Voice, rate: int) -> None:
    """The median meets the target, and a second time there is nothing left to do."""
    made = with_voice(recorded(vowel(pitch, 3.0, rate), rate), voice)
    assert measure(made).median == pytest.approx(TARGETS[voice].pitch, rel=0.03)
    assert made.as_asked
    assert with_voice(made, voice).sound is made.sound


@BOTH
def test_formants_move_by_their_own_factor(pitch: float, voice: Voice) -> None:
    """The second one, at 1700 Hz, whatever the pitch did."""
    made = whole(with_voice(recorded(vowel(pitch, 4.0)), voice))
    band = slice(25, 42) if voice == "male" else slice(30, 46)
    second = 50 * (band.start + int(np.argmax(_spectrum(made)[band]))) + 25
    assert second / 1700 == pytest.approx(TARGETS[voice].formants, abs=0.06)


@BOTH
@pytest.mark.parametrize("seconds", [0.11, 0.5, 2.00013, 33.7])
def test_nothing_moves_in_time(pitch: float, voice: Voice, seconds: float) -> None:
    """As long to the sample, the times of the sounds kept, and the loudness rises and falls when it did."""
    before = recorded(vowel(pitch, seconds))
    made = with_voice(before, voice)
    assert made.sound.samples == before.sound.samples
    assert (made.rate, made.onsets, made.timed) == (before.rate, before.onsets, before.timed)
    if seconds > 1:
        levels = [curve - curve.mean() for curve in (_envelope(whole(before)), _envelope(whole(made)))]
        lag = int(np.argmax(correlate(levels[1], levels[0]))) - (levels[0].size - 1)
        assert abs(lag) <= 2
        assert np.corrcoef(*levels)[0, 1] > 0.95


@pytest.mark.parametrize(("pitch", "voice"), [(MAN, "male"), (WOMAN, "female"), (BORDER - 8, "male"), (BORDER + 8, "female")])
@pytest.mark.parametrize("method", ["praat", "librosa"])
def test_who_speaks_so_already_is_left_alone(pitch: float, voice: Voice, method: Any) -> None:
    """Bit for bit: the very same sound file."""
    before = recorded(vowel(pitch, 2.0))
    made = with_voice(before, voice, method)
    assert made.sound is before.sound
    assert made.as_asked
    assert not before.as_asked


@pytest.mark.parametrize("seconds", [0.0, 0.01, 0.099])
def test_what_is_too_short_comes_back(seconds: float) -> None:
    """Less than a tenth of a second has no pitch that could be changed."""
    before = recorded(vowel(WOMAN, seconds))
    assert with_voice(before, "male").sound is before.sound


@pytest.mark.parametrize("voice", ["male", "female"])
@pytest.mark.parametrize("sound", [np.zeros(RATE, np.float32), np.random.default_rng(1).normal(0, 0.1, RATE).astype(np.float32)])
def test_silence_and_noise_come_back(voice: Voice, sound: NDArray[np.float32]) -> None:
    """There is no voice in them."""
    before = recorded(sound)
    assert with_voice(before, voice).sound is before.sound


def test_nothing_is_clipped() -> None:
    """Of a voice at full scale no two samples in a row stand at the end of the scale."""
    made = whole(with_voice(recorded(vowel(WOMAN, 3.0) * np.float32(1.99)), "male"))
    at_the_end = np.abs(made) > 0.9999
    assert not (at_the_end[1:] & at_the_end[:-1]).any()
    assert np.abs(made).max() > 0.5


def test_a_long_recording_is_changed_by_one_factor_without_a_seam() -> None:
    """Half of it higher than the other: so it stays, and no click is heard at the joins."""
    before = recorded(np.concatenate([vowel(180, 24.0), vowel(240, 13.0)]))
    made = with_voice(before, "male")
    medians = [measure(recorded(part)).median for part in np.split(whole(made), [24 * RATE])]
    assert medians[1] / medians[0] == pytest.approx(240 / 180, rel=0.04)  # type: ignore[operator]  # both are voices
    steps = np.abs(np.diff(whole(made)))
    assert steps.max() < 1.5 * np.abs(np.diff(whole(with_voice(recorded(vowel(180, 18.0)), "male")))).max()


def test_the_same_recording_gives_the_same_bytes_also_from_eight_threads() -> None:
    """Praat is not made for threads; nobody notices."""
    recordings = [recorded(vowel(WOMAN + 5 * number, 1.5)) for number in range(4)]
    alone = [whole(with_voice(recording, "male")) for recording in recordings]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda recording: whole(with_voice(recording, "male")), recordings * 8))
    assert all(np.array_equal(made, alone[number % 4]) for number, made in enumerate(together))


@pytest.mark.parametrize("method", ["praat", "librosa"])
def test_a_missing_package_is_one_sentence(method: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which one, and what else can be done."""
    package = {"praat": "parselmouth", "librosa": "librosa"}[method]
    before: Recording = recorded(vowel(WOMAN, 1.0))
    usual = builtins.__import__

    def refuse(name: str, *rest: Any) -> Any:
        if name.split(".")[0] == package:
            raise ModuleNotFoundError(f"No module named {package!r}", name=package)
        return usual(name, *rest)

    for name in [name for name in sys.modules if name.split(".")[0] == package]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", refuse)
    with warnings.catch_warnings(), pytest.raises(MissingPart, match=rf"package (praat-)?{package}.*\.$"):
        with_voice(before, "male", method)


@pytest.mark.parametrize("offset", [0.0, 0.05])
def test_silence_within_a_recording_stays_silence(offset: float) -> None:
    """Also where all of it lies off zero, as with a poor microphone: then there it stays, and no step is heard."""
    quiet = np.zeros(RATE // 2, np.float32)
    before = recorded(np.concatenate([quiet, vowel(WOMAN, 1.0), quiet]) + np.float32(offset))
    made = whole(with_voice(before, "male"))
    assert np.abs(made[: RATE // 3] - offset).max() < 1e-3
    assert np.abs(made[-RATE // 3 :] - offset).max() < 1e-3
