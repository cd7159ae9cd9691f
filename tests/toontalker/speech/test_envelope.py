"""Loudness per frame."""

from __future__ import annotations

import numpy as np
import pytest

from toontalker.speech import Speech, envelope
from toontalker.speech.recording import SoundFile


def _speech(sound: np.ndarray[tuple[int], np.dtype[np.float32]]) -> Speech:
    file = SoundFile()
    file.write(sound)
    return Speech(seconds=sound.size / 48_000, phonemes=(), said_by="test", text="", language="en", sound=file)


@pytest.mark.parametrize(("fps", "seconds", "frames"), [(25, 2.0, 50), (25, 2.001, 51), (30, 0.5, 15), (60, 1.003, 61)])
def test_there_is_one_value_for_each_frame(fps: int, seconds: float, frames: int) -> None:
    """As many as it takes to cover the speech."""
    sound = np.full(round(seconds * 48_000), 0.3, np.float32)
    curve = envelope(_speech(sound), fps)
    assert curve.shape == (frames,)
    assert curve.dtype == np.float32
    np.testing.assert_allclose(curve[:-1], 1, atol=0.01)


def test_it_follows_the_sound() -> None:
    """Silence is 0, a louder second is higher by its amplitude, each at its own time."""
    second = np.ones(48_000, np.float32)
    curve = envelope(_speech(np.concatenate([second * 0, second * 0.4, second * 0.1])), 10)
    np.testing.assert_allclose(curve[:10], 0, atol=1e-6)
    np.testing.assert_allclose(curve[10:20], 1, atol=0.01)
    np.testing.assert_allclose(curve[20:], 0.25, atol=0.01)


def test_silence_has_no_loudness() -> None:
    """All zeros, no warning."""
    assert not envelope(_speech(np.zeros(4800, np.float32)), 25).any()
