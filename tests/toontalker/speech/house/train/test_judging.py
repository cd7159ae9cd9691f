from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest
import soxr

from toontalker.clip import Voice
from toontalker.speech.espeak import Espeak
from toontalker.speech.house.train.judging import Row, error_rate, judge
from toontalker.speech.house.train.recogniser import WordErrors
from toontalker.speech.house.train.speakers import EngineSpeaker, Speaker, Spoken
from toontalker.speech.house.train.teacher import RATE
from toontalker.speech.recording import Onset

SENTENCE = "My brother sold his car."


@dataclass(frozen=True)
class Changed:
    """Says what another speaker says, in some way otherwise."""

    name: str
    speaker: Speaker
    late: float = 0.0
    """Seconds by which it reports its onsets too late."""
    faster: float = 1.0
    """How much faster and higher it speaks: a tape run too fast."""
    hoarse: float = 0.0
    """Standard deviation of the noise in its voice."""

    def speak(self, text: str, voice: Voice) -> Spoken:
        """The sentence, changed."""
        spoken = self.speaker.speak(text, voice)
        sound = np.asarray(soxr.resample(spoken.sound, self.faster, 1.0), np.float64)
        sound += np.random.default_rng(1).normal(0, 1, sound.size) * self.hoarse
        return Spoken(sound, tuple(Onset(onset.start / self.faster + self.late, onset.ipa) for onset in spoken.onsets))


class Mute:
    """Says nothing for half a second."""

    name = "mute"

    def speak(self, text: str, voice: Voice) -> Spoken:
        """Silence, and a claim to have said something."""
        return Spoken(np.zeros(RATE // 2), (Onset(0.1, "m"),))


@pytest.fixture(scope="module")
def rows(espeak: Espeak) -> dict[str, Row]:
    """What is found of the male voice of espeak, of two that are made from it, and of nobody."""
    teacher = EngineSpeaker("teacher", espeak)
    speakers: list[Speaker] = [
        teacher,
        Changed("late", teacher, late=0.05),
        Changed("hoarse and fast", teacher, faster=1.1, hoarse=0.02),
        Mute(),
    ]
    return {row.speaker: row for row in judge(speakers, [SENTENCE], ["male"])}


def test_the_teacher_is_like_itself(rows: dict[str, Row]) -> None:
    """Against itself: no distortion, ratios of 1, no gain; it is understood, and its pitch is that of a man."""
    row = rows["teacher"]
    assert (row.distortion, row.pitch_ratio, row.length_ratio, row.harmonics_gain) == (0, 1, 1, 0)
    assert row.word_error_rate < 0.5
    assert 90 < row.pitch < 120
    assert row.voice == "male"


def test_late_reports_show_in_the_starts_alone(rows: dict[str, Row]) -> None:
    """Onsets reported 50 ms late move the offset by just that and raise the median, and change no other figure."""
    teacher, late = rows["teacher"], rows["late"]
    assert teacher.starts is not None
    assert late.starts is not None
    assert late.starts.offset_ms - teacher.starts.offset_ms == pytest.approx(50)
    assert late.starts.median_ms > 40
    assert teacher.starts.median_ms < 25
    assert teacher.starts.median_ms <= teacher.starts.p90_ms
    assert 15 <= teacher.starts.matched <= teacher.starts.heard == 17
    assert replace(late, speaker="teacher", starts=teacher.starts) == teacher


def test_pace_and_pitch_are_compared_with_the_teacher(rows: dict[str, Row]) -> None:
    """A tape run a tenth too fast is a tenth higher and shorter; with noise over it, it has fewer harmonics and is another voice."""
    row = rows["hoarse and fast"]
    assert row.pitch_ratio == pytest.approx(1.1, rel=0.02)
    assert row.length_ratio == pytest.approx(1 / 1.1, rel=0.01)
    assert row.harmonics_gain < -3
    assert row.distortion > 2


def test_what_cannot_be_measured_is_said_to_be_so(rows: dict[str, Row]) -> None:
    """Of silence all words are missed, its pitch and harmonics are nan, and there are no starts."""
    row = rows["mute"]
    assert (row.word_error_rate, row.starts) == (1, None)
    assert np.isnan([row.pitch, row.pitch_ratio, row.harmonics_to_noise, row.harmonics_gain]).all()


def test_the_standard_error_is_that_of_the_sentences() -> None:
    """Half of 64 sentences wrong altogether: .5 with a standard error of .5 / sqrt(64); all alike: none."""
    rate, error = error_rate([WordErrors(10 * (number % 2), 10) for number in range(64)])
    assert rate == 0.5
    assert error == pytest.approx(0.5 / 8, rel=0.1)
    assert error_rate([WordErrors(1, 4)] * 9) == (0.25, 0)
    assert error_rate([WordErrors(0, 9), WordErrors(1, 1)])[0] == 0.1
