from __future__ import annotations

import numpy as np
import pytest
import soxr

from toontalker.errors import MissingPart
from toontalker.speech.espeak import Espeak
from toontalker.speech.listener.train.judge.listening import RATE, samples_of
from toontalker.speech.listener.train.judge.people import Said
from toontalker.speech.listener.train.judge.rivals import RecogniserAligner
from toontalker.speech.listener.train.judge.unknown import KNOWN, LOUDNESS, UNKNOWN, Reference, judge_people, references_of
from toontalker.speech.recording import Onset, Recording

TEXTS = ("this morning my brother sold his car", "mom put my purple bag by the big map")


@pytest.fixture(scope="module")
def people(espeak: Espeak) -> list[Said]:
    """Two who say something, one of whom nobody knows the words, all of them espeak."""
    said = []
    for number, text in enumerate((*TEXTS, TEXTS[0])):
        recording = espeak.say(text, "male", "en")
        sound = np.asarray(soxr.resample(samples_of(recording), recording.rate, RATE), np.float64)
        sound = np.concatenate([np.zeros(RATE // 2), sound, np.zeros(RATE // 2)])
        said.append(Said(f"{number}.wav", text if number < 2 else "xyzzyq", sound, written=True))
    return said


@pytest.fixture(scope="module")
def references(people: list[Said]) -> list[Reference]:
    """Of those that can be aligned."""
    return references_of(people)


class Told:
    """Hears what the recogniser aligns, knowing which recording it is by its length; off by `late` seconds."""

    def __init__(self, people: list[Said], late: float = 0.0) -> None:
        self._texts = {said.sound.size: said.text for said in people if said.text in TEXTS}
        self._aligner = RecogniserAligner()
        self._late = late

    def hear(self, recording: Recording) -> list[Onset]:
        """The reference; a pause for what it does not know."""
        text = self._texts.get(recording.sound.samples)
        onsets = self._aligner.align(recording, text, "en") if text else None
        return [Onset(onset.start + self._late, onset.ipa) for onset in onsets or [Onset(0.0, "")]]

    def align(self, recording: Recording, text: str, language: str) -> list[Onset] | None:
        """Refuses the second text."""
        return None if text == TEXTS[1] else self.hear(recording)


class Babbler:
    """Hears an open vowel everywhere, and fits every text."""

    def hear(self, recording: Recording) -> list[Onset]:
        """From the first moment to the last."""
        return [Onset(0.0, "a")]

    def align(self, recording: Recording, text: str, language: str) -> list[Onset] | None:
        """The same."""
        return self.hear(recording)


def test_who_hears_what_the_reference_does_is_right_in_all(people: list[Said], references: list[Reference]) -> None:
    """Every figure is perfect, and what was refused counts without text."""
    judgement = judge_people(Told(people), references, [said.name for said in people])
    assert judgement.left_out == ("2.wav",)
    assert judgement.refused == ("1.wav",)
    assert judgement.seconds == pytest.approx(sum(said.sound.size for said in people[:2]) / RATE)
    rows = {row.mouth: row for row in judgement.rows}
    assert set(rows) == {LOUDNESS, UNKNOWN, KNOWN}
    for row in (rows[UNKNOWN], rows[KNOWN]):
        assert row.accuracy > 0.99
        assert [row.opening_r, row.width_r, row.closures.closed, row.closures.narrow] == pytest.approx([1] * 4, abs=0.01)
        assert row.closures.false == 0
        assert row.pauses.mean < 0.02
        assert row.pauses.seconds > 0.5
    assert np.trace(judgement.confusion) == pytest.approx(judgement.confusion.sum(), rel=0.01)
    assert [quiet.mean for quiet in judgement.quiet] == [0] * 4


def test_loudness_is_a_worse_guide(people: list[Said], references: list[Reference]) -> None:
    """It follows the opening somewhat, knows no width and no visemes, and closes for few of /p b m/."""
    (row, *_) = judge_people(Told(people), references).rows
    assert row.mouth == LOUDNESS
    assert 0.2 < row.opening_r < 0.9
    assert row.width_r == 0
    assert np.isnan(row.accuracy)
    assert row.closures.closed < 0.7


def test_lateness_costs(people: list[Said], references: list[Reference]) -> None:
    """Onsets 60 ms late: fewer right frames, and lower curves."""
    row = judge_people(Told(people, late=0.06), references).rows[1]
    assert row.accuracy < 0.6
    assert row.opening_r < 0.9
    assert row.width_r < 0.9


def test_a_mouth_that_is_always_open_passes_nowhere(references: list[Reference]) -> None:
    """No closure, no correlation, and it stands open where nobody speaks."""
    judgement = judge_people(Babbler(), references)
    row = judgement.rows[1]
    assert row.accuracy < 0.2
    assert row.closures.closed == 0
    assert row.pauses.mean > 0.8
    assert all(quiet.mean > 0.8 for quiet in judgement.quiet)
    assert judgement.confusion[:, :10].sum() == 0


def test_without_references_nothing_is_judged(people: list[Said]) -> None:
    """An error of one sentence, no division by nothing."""
    assert references_of(people[2:]) == []
    with pytest.raises(MissingPart, match="could be aligned"):
        judge_people(Babbler(), [])
