"""Questions and exclamations."""

from __future__ import annotations

import numpy as np
import pytest

from toontalker.speech.house.melody import CONTINUATION, OPEN_RISE, RISE, SEMITONE, with_melody
from toontalker.speech.house.phones import Sound
from toontalker.speech.house.phrases import Ending
from toontalker.speech.house.reading import ReadSentence, places_of

WORDS = ((Sound("y"), Sound("uw", 2)), (Sound("l"), Sound("ay", 2), Sound("k")), (Sound("ih"), Sound("t")))
ENDS = np.cumsum(np.full(9, 20.0))  # a pause, seven sounds, a pause
FLAT = np.full(180, 5.0, np.float32)


def _sentence(ending: Ending, rises: bool = False) -> ReadSentence:
    return ReadSentence(places_of([(WORDS, ending)]), rises)


def test_a_yes_no_question_rises_from_its_last_stress_to_its_end() -> None:
    """Nothing moves before; from there it only rises, to a set interval above the middle of the line, however deep the line falls."""
    falling = FLAT - np.clip(np.arange(180, dtype=np.float32) - 100, 0, None) * np.float32(0.004)
    risen = with_melody(falling, _sentence(Ending.QUESTION, rises=True), ENDS)
    assert risen[159] == pytest.approx(np.median(falling) + RISE * SEMITONE, abs=0.01)
    pitch = with_melody(FLAT, _sentence(Ending.QUESTION, rises=True), ENDS)
    assert np.array_equal(pitch[:80], FLAT[:80])
    assert (np.diff(pitch[80:160]) >= 0).all()
    assert pitch[159] - FLAT[159] == pytest.approx(RISE * SEMITONE, rel=1e-2)
    assert pitch.dtype == np.float32


def test_a_question_word_lets_it_rise_less() -> None:
    """It falls by itself and ends only a little higher."""
    pitch = with_melody(FLAT, _sentence(Ending.QUESTION), ENDS)
    assert pitch[159] - FLAT[159] == pytest.approx(OPEN_RISE * SEMITONE, rel=1e-2)


def test_before_a_comma_the_voice_stays_up_and_then_begins_anew() -> None:
    """The first phrase ends higher; the second is as it was."""
    ends = np.cumsum(np.full(17, 10.0))
    sentence = ReadSentence(places_of([(WORDS, Ending.COMMA), (WORDS, Ending.PERIOD)]), rises=False)
    pitch = with_melody(np.full(170, 5.0, np.float32), sentence, ends)
    assert pitch[79] - 5 == pytest.approx(CONTINUATION * SEMITONE, rel=1e-2)
    assert (pitch[90:] == 5).all()


def test_a_statement_stays_as_it_is() -> None:
    """To the last bit."""
    assert with_melody(FLAT, _sentence(Ending.PERIOD), ENDS) is FLAT


def test_an_exclamation_is_higher_and_wider() -> None:
    """Both a little."""
    wavy = 5 + 0.1 * np.sin(np.arange(180, dtype=np.float32) / 10)
    pitch = with_melody(wavy, _sentence(Ending.EXCLAMATION), ENDS)
    assert pitch.std() > 1.1 * wavy.std()
    assert pitch.mean() > wavy.mean()


@pytest.mark.parametrize("words", [((Sound("m"),),), ((Sound("s"), Sound("t")), (Sound("ax"),))])
def test_a_question_without_a_stress_rises_too(words: tuple[tuple[Sound, ...], ...]) -> None:
    """On its last vowel, or all along."""
    places = places_of([(words, Ending.QUESTION)])
    ends = np.cumsum(np.full(len(places), 10.0))
    pitch = with_melody(np.zeros(10 * len(places), np.float32), ReadSentence(places, rises=True), ends)
    assert pitch[-11] > 0.2
    assert pitch[0] == 0
