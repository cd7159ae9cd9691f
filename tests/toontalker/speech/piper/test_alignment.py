"""From samples for each sign of piper's alphabet to onsets of sounds."""

from __future__ import annotations

import unicodedata
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toontalker.speech.piper.alignment import END, PAD, START, onsets_of
from toontalker.speech.recording import Onset

SIGNS = [PAD, START, END, *" ,.!ˈˌːaɪbdeʃtʒ̃1"]
ALPHABET = {sign: [number] for number, sign in enumerate(SIGNS)}


def _onsets(signs: str) -> list[Onset]:
    """Each sign and each pad after it lasts a second."""
    ids = [number for sign in (START, *signs) for number in (*ALPHABET[sign], *ALPHABET[PAD])] + ALPHABET[END]
    return onsets_of(ids, np.ones(len(ids), np.int64), ALPHABET, 1)


@pytest.mark.parametrize(
    ("signs", "expected"),
    [
        ("ba", [(0, ""), (2, "b"), (4, "a"), (6, "")]),
        ("bˈa", [(0, ""), (2, "b"), (4, "a"), (8, "")]),
        ("baːb", [(0, ""), (2, "b"), (4, "aː"), (8, "b"), (10, "")]),
        ("ã", [(0, ""), (2, "ã"), (6, "")]),
        ("tʃa", [(0, ""), (2, "tʃ"), (6, "a"), (8, "")]),
        ("t ʃa", [(0, ""), (2, "t"), (6, "ʃ"), (8, "a"), (10, "")]),
        ("a, b!", [(0, ""), (2, "a"), (4, ""), (8, "b"), (10, "")]),
        ("", [(0, "")]),
    ],
)
def test_signs_become_sounds(signs: str, expected: list[tuple[float, str]]) -> None:
    """Stress belongs to the sound after it, length and accents to that before; affricates are one, but not across words."""
    apart = partial(unicodedata.normalize, "NFD")  # as piper takes its signs apart
    assert _onsets(apart(signs)) == [Onset(float(start), apart(ipa)) for start, ipa in expected]


@given(st.lists(st.tuples(st.integers(0, len(SIGNS) + 3), st.integers(0, 9)), max_size=40))
def test_any_row_of_numbers_gives_onsets_in_order(row: list[tuple[int, int]]) -> None:
    """Numbers that no sign has, signs in no order that makes sense, sounds of no length: in order and within the sound."""
    ids, samples = [number for number, _ in row], np.array([length for _, length in row], np.int64)
    starts = [onset.start for onset in onsets_of(ids, samples, ALPHABET, 10)]
    assert starts == sorted(starts)
    assert all(0 <= start <= samples.sum() / 10 for start in starts)
