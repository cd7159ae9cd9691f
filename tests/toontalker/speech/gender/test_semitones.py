"""The original's way: everything five semitones lower or higher, as long as before."""

from __future__ import annotations

import librosa  # noqa: F401 - the extra without which this module is skipped
import pytest

from tests.toontalker.speech.gender.voices import MAN, WOMAN, recorded, vowel
from toontalker.clip import Voice
from toontalker.speech.gender import with_voice
from toontalker.speech.gender.pitch import measure


@pytest.mark.parametrize(("pitch", "voice", "factor"), [(WOMAN, "male", 2 ** (-5 / 12)), (MAN, "female", 2 ** (5 / 12))])
def test_the_pitch_moves_by_five_semitones(pitch: float, voice: Voice, factor: float) -> None:
    """Whatever it was before; the length stays."""
    before = recorded(vowel(pitch, 3.0))
    made = with_voice(before, voice, "librosa")
    assert measure(made).median == pytest.approx(pitch * factor, rel=0.03)
    assert made.sound.samples == before.sound.samples
