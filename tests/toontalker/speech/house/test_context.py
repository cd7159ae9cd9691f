"""What the net is told about each phone."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from toontalker.speech.house.context import FEATURES, MOST, context_of, numbers_of
from toontalker.speech.house.phones import PHONES, VOWELS, Sound
from toontalker.speech.house.phrases import Ending
from toontalker.speech.house.reading import places_of

SOUNDS = st.sampled_from(PHONES[1:]).flatmap(
    lambda phone: st.builds(Sound, st.just(phone), st.integers(0, 2) if phone in VOWELS else st.just(0))
)
WORDS = st.lists(st.lists(SOUNDS, min_size=1, max_size=6).map(tuple), min_size=1, max_size=8).map(tuple)
PHRASES = st.lists(st.tuples(WORDS, st.sampled_from(Ending)), min_size=1, max_size=4)


@given(PHRASES)
def test_any_sentence_gives_bounded_finite_features(phrases: list[tuple[tuple[tuple[Sound, ...], ...], Ending]]) -> None:
    """One row for each phone, all between 0 and the bound; exactly one ending each."""
    places = places_of(phrases)
    features = context_of(places)
    assert features.shape == (len(places), FEATURES)
    assert features.dtype == np.float32
    assert np.isfinite(features).all()
    assert features.min() >= 0
    assert features.max() <= MOST
    assert (features[:, 14:18].sum(axis=1) == 1).all()
    assert numbers_of(places).shape == (len(places),)


def test_words_and_phrases_are_counted() -> None:
    """By hand: "I am, so": three words, two phrases."""
    i, am, so = (Sound("ay", 2),), (Sound("ae", 0), Sound("m")), (Sound("s"), Sound("ow", 2))
    features = context_of(places_of([((i, am), Ending.COMMA), ((so,), Ending.PERIOD)]))
    word_starts, word_ends = np.flatnonzero(features[:, 2]), np.flatnonzero(features[:, 3])
    assert word_starts.tolist() == [1, 2, 5]
    assert word_ends.tolist() == [1, 3, 6]
    assert np.allclose(features[[1, 2, 5], 21] * 6, [0, 1, 0])  # words before in the phrase
    assert np.allclose(features[[1, 2, 5], 22] * 6, [1, 0, 0])  # and after
    assert features[[1, 2, 5], 18].tolist() == [1, 1, 0]  # first phrase
    assert features[[1, 2, 5, 6], 19].tolist() == [0, 0, 1, 1]  # last phrase
    assert features[[1, 2, 3, 5, 6], 26].tolist() == [1, 1, 1, 0, 1]  # from the last stress of the phrase on


def test_the_end_of_a_phrase_is_all_that_a_question_mark_changes() -> None:
    """So that the melody can follow it."""
    words = ((Sound("y"), Sound("eh", 2), Sound("s")),)
    statement, question = (context_of(places_of([(words, ending)])) for ending in (Ending.PERIOD, Ending.QUESTION))
    assert set(np.flatnonzero((statement != question).any(axis=0))) == {15, 16}
