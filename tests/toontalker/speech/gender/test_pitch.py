"""How high a voice is, whatever lies round it."""

from __future__ import annotations

import numpy as np
import pytest

from tests.toontalker.speech.gender.voices import RATE, recorded, vowel
from toontalker.speech.gender.pitch import measure


@pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 24_000, 48_000])
@pytest.mark.parametrize("pitch", [90.0, 150.0, 260.0])
def test_the_median_is_found_at_every_rate(pitch: float, rate: int) -> None:
    """Within three per cent, of men and women."""
    assert measure(recorded(vowel(pitch, 2.0, rate), rate)).median == pytest.approx(pitch, rel=0.03)


def test_soft_voices_in_the_background_do_not_count() -> None:
    """A long hum 30 dB below the speaker does not move the median."""
    times = np.arange(6 * RATE) / RATE
    hum = (0.012 * np.sin(2 * np.pi * 100 * times)).astype(np.float32)
    assert measure(recorded(np.concatenate([vowel(200, 2.0), hum]))).median == pytest.approx(200, rel=0.03)


@pytest.mark.parametrize(
    "sound",
    [
        np.zeros(0, np.float32),
        np.zeros(RATE, np.float32),
        np.random.default_rng(0).normal(0, 0.1, RATE).astype(np.float32),
        vowel(200, 1.0)[: RATE // 11],
        vowel(200, 1.0) * np.float32(1e-4),
    ],
    ids=["nothing", "silence", "noise", "too short", "inaudible"],
)
def test_there_is_none_where_nobody_speaks(sound: np.ndarray) -> None:  # type: ignore[type-arg]
    """None instead of a number that means nothing."""
    assert measure(recorded(sound)).median is None


def test_a_long_recording_has_one_median() -> None:
    """Over all of its passages, of which each has its own pitch."""
    measured = measure(recorded(np.concatenate([vowel(180, 24.0), vowel(220, 13.0)])))
    assert len(measured.passages) > 1
    assert measured.median is not None
    assert 175 < measured.median < 190
