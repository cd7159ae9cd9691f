from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from toontalker.speech.espeak import Espeak
from toontalker.speech.house.train.recogniser import Recogniser, WordErrors, edit_distance, words_of
from toontalker.speech.house.train.speakers import EngineSpeaker
from toontalker.speech.house.train.teacher import RATE

SENTENCE = "This morning my brother sold his car."
PHONES = "DH IH S M AO R N IH NG M AY B R AH DH ER S OW L D HH IH Z K AA R"
"""As the dictionary has it; none of the words has a second pronunciation there."""


@pytest.fixture(scope="module")
def sound(espeak: Espeak) -> NDArray[np.float64]:
    """The sentence as the male voice of espeak says it."""
    return EngineSpeaker("espeak", espeak).speak(SENTENCE, "male").sound


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Don’t forget the dog's bowl, it's EMPTY!", "don't forget the dog's bowl it's empty"),
        ("a half-eaten  cake - 'really'?", "a half eaten cake really"),
        ("", ""),
    ],
)
def test_words_are_compared_bare(text: str, words: str) -> None:
    """Case and punctuation do not count, a hyphen parts two words, an apostrophe stays inside its word."""
    assert words_of(text) == tuple(words.split())


@pytest.mark.parametrize(
    ("said", "heard", "errors"),
    [("a b c", "a b c", 0), ("a b c", "", 3), ("", "a b", 2), ("a b c", "a x c", 1), ("a b c d", "b c d e", 2), ("a b", "b a", 2)],
)
def test_an_error_is_a_word_replaced_left_out_or_put_in(said: str, heard: str, errors: int) -> None:
    """The number of errors is the least number of changes, in both directions."""
    assert edit_distance(said.split(), heard.split()) == errors
    assert edit_distance(heard.split(), said.split()) == errors


def test_most_of_a_clear_sentence_is_understood(recogniser: Recogniser, sound: NDArray[np.float64]) -> None:
    """Few words go wrong; of a sentence that was not said all do."""
    errors, words = recogniser.word_errors(SENTENCE, sound)
    assert words == 7
    assert errors <= 2
    assert recogniser.word_errors("Smoky fires lack flame.", sound) >= (4, 4)


def test_what_is_heard_depends_on_the_sound_alone(recogniser: Recogniser, sound: NDArray[np.float64]) -> None:
    """Neither the loudness of a sound nor what was heard before it changes the words and the times."""
    first = recogniser.words(sound), recogniser.phone_starts(SENTENCE, sound)
    recogniser.words(np.random.default_rng(2).normal(0, 0.1, RATE // 4))
    assert recogniser.phone_starts("His car.", sound[-RATE:]) != first[1]
    assert (recogniser.words(0.1 * sound), recogniser.phone_starts(SENTENCE, 0.1 * sound)) == first


def test_every_phone_is_found_in_order(recogniser: Recogniser, sound: NDArray[np.float64]) -> None:
    """The alignment gives the phones of the dictionary, one after another, within the sound, and none for silence."""
    found = recogniser.phone_starts(SENTENCE, sound)
    assert found is not None
    assert [phone for phone, _ in found] == PHONES.split()
    starts = [start for _, start in found]
    assert starts == sorted(set(starts))
    assert abs(starts[0]) < 0.05
    assert starts[-1] < len(sound) / RATE


def test_what_begins_later_is_found_later(recogniser: Recogniser, sound: NDArray[np.float64]) -> None:
    """A fifth of a second of silence before moves all starts by that, within a frame for nearly all of them."""
    plain = recogniser.phone_starts(SENTENCE, sound)
    later = recogniser.phone_starts(SENTENCE, np.concatenate([np.zeros(RATE // 5), sound]))
    assert plain is not None
    assert later is not None
    moved = np.array([b.start - a.start for a, b in zip(plain, later, strict=True)])
    assert np.median(moved) == pytest.approx(0.2, abs=1e-6)
    assert np.mean(np.abs(moved - 0.2) < 0.011) > 0.9


def test_silence_is_not_understood(recogniser: Recogniser) -> None:
    """In silence, or in nothing at all, no word is heard and no phone is found."""
    for silence in (np.zeros(RATE // 4), np.zeros(0)):
        assert recogniser.word_errors("Hello there.", silence) == WordErrors(2, 2)
        assert recogniser.phone_starts("Hello there.", silence) is None


def test_words_that_it_does_not_know_cannot_be_aligned(recogniser: Recogniser, sound: NDArray[np.float64]) -> None:
    """A word that the dictionary lacks gives None, as does a text without words."""
    assert recogniser.phone_starts("Help the xyzzyq.", sound) is None
    assert recogniser.phone_starts("?!", sound) is None
