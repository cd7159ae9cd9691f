from __future__ import annotations

import numpy as np
import pytest

from toontalker.clip import Voice
from toontalker.speech.house.train import speakers
from toontalker.speech.house.train.speakers import EngineSpeaker, TeacherSpeaker
from toontalker.speech.house.train.teacher import RATE, Reading, Segment
from toontalker.speech.recording import BLOCK, Onset, Recording


class Whistler:
    """A voice that says two seconds of a tone of 500 Hz, at a rate of its own."""

    name = "whistler"

    def speaks(self, language: str) -> bool:
        """True for English."""
        return language == "en"

    def say(self, text: str, voice: Voice, language: str, delivery: object = None) -> Recording:
        """The tone, which it calls `u` in English."""
        recording = Recording(rate=22_050)
        recording.sound.write(0.5 * np.sin(2 * np.pi * 500 / 22_050 * np.arange(44_100, dtype=np.float32)))
        recording.onsets.append(Onset(0, "u" if self.speaks(language) else ""))
        return recording


def test_an_engine_is_heard_whole_and_at_one_rate() -> None:
    """All blocks of a recording arrive, at 16 kHz, with the same tone and length, and with the engine's onsets."""
    spoken = EngineSpeaker("tone", Whistler()).speak("Hello.", "male")
    assert spoken.sound.size == 2 * RATE > BLOCK * RATE / 22_050
    assert spoken.sound.dtype == np.float64
    inside = slice(RATE // 10, -RATE // 10)
    np.testing.assert_allclose(spoken.sound[inside], 0.5 * np.sin(2 * np.pi * 500 / RATE * np.arange(2 * RATE))[inside], atol=1e-3)
    assert spoken.onsets == (Onset(0, "u"),)


def test_the_onsets_of_the_teacher_are_the_ends_of_its_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each phone begins where the one before ends, and is named in IPA; a pause has no name."""
    reading = Reading(np.zeros(RATE), (Segment("pau", 0.2), Segment("ch", 0.3), Segment("ax", 0.5), Segment("pau", 1.0)))
    monkeypatch.setattr(speakers, "read_aloud", lambda text, voice: reading)
    spoken = TeacherSpeaker().speak("Cha", "female")
    assert spoken.sound is reading.sound
    assert spoken.onsets == (Onset(0, ""), Onset(0.2, "tʃ"), Onset(0.3, "ə"), Onset(0.5, ""))
