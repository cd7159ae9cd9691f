"""From a raw recording to the finished sound."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from toontalker.errors import NothingToSay
from toontalker.speech.mastering import CEILING, LEAD, TAIL, master
from toontalker.speech.recording import Recording

Judge = Callable[[NDArray[np.float32]], tuple[float, float]]


def _recording(sound: NDArray[np.float64], rate: int = 22_050) -> Recording:
    recording = Recording(rate)
    recording.sound.write(sound.astype(np.float32))
    return recording


def _voice_like(seconds: float, rate: int = 22_050, level: float = 0.1, seed: int = 0) -> NDArray[np.float64]:
    """Pulses a hundred times a second through a resonance, with syllables: as peaky as a voice."""
    count = round(seconds * rate)
    pulses = np.zeros(count)
    pulses[:: rate // 100] = 1
    time = np.arange(400) / rate
    ring = np.exp(-time * 300) * np.sin(2 * np.pi * 600 * time)
    syllables = 0.3 + 0.7 * np.abs(np.sin(2 * np.pi * 2 * np.arange(count) / rate + seed))
    return level * np.convolve(pulses, ring)[:count] * syllables


def _whole(recording: Recording) -> NDArray[np.float32]:
    return np.concatenate(list(master(recording).sound.blocks()))


@pytest.mark.parametrize("rate", [16_000, 22_050, 24_000, 48_000])
@pytest.mark.parametrize("level", [0.005, 0.1, 0.9])
def test_every_voice_comes_out_equally_loud(judge: Judge, rate: int, level: float) -> None:
    """-16 LUFS within 1, no true peak above the ceiling, at whatever rate and level it was recorded."""
    lufs, peak = judge(_whole(_recording(_voice_like(3, rate, level), rate)))
    assert lufs == pytest.approx(-16, abs=1)
    assert peak <= CEILING + 0.15


@pytest.mark.parametrize("seconds", [0.06, 0.2, 0.39])
def test_a_short_sound_is_levelled_too(judge: Judge, seconds: float) -> None:
    """Shorter than a gating block, the peak is held and the loudness is that of the rest, or as near as a lone click can come."""
    sound = _whole(_recording(_voice_like(seconds)))
    _, peak = judge(sound)
    assert -12 < peak <= CEILING + 0.3
    assert sound.size == pytest.approx((seconds + (LEAD + TAIL) / 1000) * 48_000, abs=600)


def test_a_lone_click_is_not_blown_up() -> None:
    """What has nearly no energy for its peak stays under the ceiling instead of reaching the loudness."""
    sound = np.zeros(22_050)
    sound[11_000] = 0.01
    finished = _whole(_recording(sound))
    assert np.abs(finished).max() <= 10 ** (CEILING / 20) + 1e-3


@pytest.mark.parametrize(("before", "after"), [(0, 0), (0.02, 0.05), (0.15, 0.3), (1.7, 2.3)])
def test_silence_at_the_ends_is_cut_or_filled_to_measure(before: float, after: float) -> None:
    """0.15 s before, 0.30 s after, and the shift says by how much times have moved."""
    rate = 22_050
    voice = _voice_like(1)
    voice[:5] = voice[-5:] = 0.1
    silence = np.zeros(round(before * rate)), np.zeros(round(after * rate))
    mastered = master(_recording(np.concatenate([silence[0], voice, silence[1]])))
    sound = np.concatenate(list(mastered.sound.blocks()))
    heard = np.flatnonzero(np.abs(sound) > 0.02)
    assert heard[0] / 48_000 == pytest.approx(0.15, abs=0.003)
    assert (sound.size - heard[-1]) / 48_000 == pytest.approx(0.30, abs=0.004)
    assert mastered.shift == pytest.approx(0.15 - before, abs=0.003)
    assert sound.size == 48 * mastered.energy.size


def test_the_ends_do_not_click() -> None:
    """First and last sample are silent and what follows rises slowly, even with noise that is never silent."""
    noise = np.random.default_rng(0).normal(0, 0.1, 22_050)
    sound = _whole(_recording(noise))
    assert abs(sound[0]) < 1e-3
    assert abs(sound[-1]) < 1e-3
    assert np.abs(np.diff(sound[:48])).max() < 0.02


@pytest.mark.parametrize("sound", [np.zeros(22_050), np.full(10, 1e-5)])
def test_silence_is_nothing_to_say(sound: NDArray[np.float64]) -> None:
    """A recording in which nothing can be heard is refused with a sentence."""
    with pytest.raises(NothingToSay, match=r"\.$"):
        master(_recording(sound))


def test_the_energy_is_that_of_the_finished_sound() -> None:
    """Millisecond for millisecond, as far as the limiter's slopes allow."""
    mastered = master(_recording(_voice_like(1)))
    sound = np.concatenate(list(mastered.sound.blocks()))
    squares = (sound.reshape(-1, 48).astype(np.float64) ** 2).mean(1)
    assert np.corrcoef(np.sqrt(squares), np.sqrt(mastered.energy))[0, 1] > 0.99
