"""What the listener hears."""

from __future__ import annotations

import numpy as np
import pytest

from toontalker.speech.listener.features import BANDS, RATE, log_mel, normalised


def _tone(frequency: float, seconds: float = 0.5) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return np.sin(2 * np.pi * frequency * np.arange(round(seconds * RATE)) / RATE).astype(np.float32)


def test_a_frame_stands_for_the_moment_it_is_centred_on() -> None:
    """A click is loudest in the frame whose time it has."""
    sound = np.zeros(RATE, np.float32)
    sound[4800] = 1
    for hop in (80, 160):
        levels = log_mel(sound, hop)
        assert levels.shape == (RATE // hop + 1, BANDS)
        heard = np.flatnonzero(levels.mean(axis=1) > levels.mean(axis=1).max() - 1)
        assert heard.mean() == pytest.approx(4800 / hop, abs=0.6)


def test_bands_rise_with_frequency() -> None:
    """Each tone is loudest in a higher band than the one below it."""
    loudest = [int(log_mel(_tone(frequency), 160)[20].argmax()) for frequency in (150, 300, 700, 1500, 3000, 6000)]
    assert loudest == sorted(set(loudest))


def test_neither_level_nor_microphone_nor_silence_around_matters() -> None:
    """Softer by 20 dB, or with a second of silence before, the speech looks the same to the net."""
    draw = np.random.default_rng(1)
    envelope = np.repeat(draw.uniform(0.05, 1, 40), 800)
    speech = (draw.normal(size=32_000) * envelope * 0.1).astype(np.float32)
    plain = normalised(log_mel(speech, 160))
    assert np.abs(normalised(log_mel(speech * 0.1, 160)) - plain).mean() < 0.02
    later = normalised(log_mel(np.concatenate([np.zeros(RATE, np.float32), speech]), 160))
    assert np.abs(later[105:] - plain[5:]).mean() < 0.05


@pytest.mark.parametrize("samples", [0, 1, 100, 399, 5000])
def test_any_length_gives_finite_features(samples: int) -> None:
    """Silence and the shortest sounds too."""
    features = normalised(log_mel(np.zeros(samples, np.float32), 160))
    assert np.isfinite(features).all()
    assert len(features) == samples // 160 + 1
