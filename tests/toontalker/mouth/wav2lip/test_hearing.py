"""The speech as the network hears it."""

from __future__ import annotations

from typing import cast

import numpy as np
import pytest

from tests.toontalker.mouth.sounds import SpokenByHand, timeline
from toontalker.mouth.wav2lip.hearing import RATE, heard
from toontalker.speech import Speech


@pytest.mark.parametrize("rate", [8000, 16_000, 48_000])
def test_the_sound_keeps_its_length_and_its_pitch(rate: int) -> None:
    """One second of a 150 Hz tone stays that at 16 kHz, whatever rate the voice had and however its blocks fall."""
    speech = SpokenByHand(tuple(timeline(("ɑ", "aa", 1.0))), rate=rate)
    sound = heard(cast(Speech, speech))
    assert sound.dtype == np.float32
    assert abs(len(sound) - RATE) <= 1
    loudest = np.abs(np.fft.rfft(sound)).argmax() * RATE / len(sound)
    assert abs(loudest - 150) < 2
    assert 0.9 < np.abs(sound).max() <= 1.1


def test_silence_stays_where_it_was() -> None:
    """Nothing is shifted in time: half a second of silence, then half a second of tone."""
    sound = heard(cast(Speech, SpokenByHand(tuple(timeline(("", "sil", 0.5), ("ɑ", "aa", 0.5))), rate=48_000)))
    loud = np.abs(sound) > 0.2
    assert abs(int(loud.argmax()) - RATE // 2) < 40
    assert np.abs(sound[: RATE // 2 - 80]).max() < 0.02
