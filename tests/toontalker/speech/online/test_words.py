"""Words with times → passages of the text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toontalker.speech.online.words import SHORTEST_GAP, Word, passages_of

TEXT = "Well, hello my friend. How are you?"


def test_a_long_gap_parts_passages() -> None:
    """In its middle; a short one does not; signs stay with the words before them."""
    words = [Word(0.1, 0.4, "Well"), Word(0.5, 0.8, "hello"), Word(1.2, 1.4, "How"), Word(1.4, 1.5, "are"), Word(1.5, 2, "you")]
    assert passages_of(words, TEXT, 2.5) == [(0, pytest.approx(1.0), "Well, hello my friend."), (pytest.approx(1.0), 2.5, "How are you?")]


@pytest.mark.parametrize(
    "words",
    [
        [],
        [Word(0, 1, "Goodbye")],
        [Word(0, 1, "friend"), Word(1, 2, "hello")],
        [Word(1, 2, "hello"), Word(0, 1, "friend")],
        [Word(4, 9, "hello")],
        [Word(0, 1, "")],
        [Word(0, float("nan"), "hello")],
        [Word(-1, 1, "hello")],
    ],
)
def test_what_does_not_fit_is_not_used(words: list[Word]) -> None:
    """Words that are not in the text, or in another order; times that run back, over the end, or are none."""
    assert passages_of(words, TEXT, 3) == []


@given(st.lists(st.tuples(st.text("abc", min_size=1, max_size=4), st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=20))
def test_passages_cover_all_time_and_all_words(parts: list[tuple[str, float, float]]) -> None:
    """Without gap or overlap, in order."""
    words, moment = [], 0.0
    for word, gap, length in parts:
        words.append(Word(moment + gap, moment + gap + length, word))
        moment += gap + length
    passages = passages_of(words, " ".join(word for word, _, _ in parts), moment + 1)
    assert (passages[0].start, passages[-1].end) == (0, moment + 1)
    assert all(before.end == after.start for before, after in pairwise(passages))
    assert " ".join(passage.text for passage in passages).split() == [word for word, _, _ in parts]
    assert len(passages) <= 1 + sum(gap >= SHORTEST_GAP - 1e-9 for _, gap, _ in parts[1:])
