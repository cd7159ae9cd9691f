from __future__ import annotations

import numpy as np
import pytest

from toontalker.speech.house.phones import IPA_OF
from toontalker.speech.house.train.recogniser import PhoneStart
from toontalker.speech.house.train.reported_starts import CLASSES, arpabet_of, match, matched_starts
from toontalker.speech.recording import Onset


@pytest.mark.parametrize(
    ("ipa", "phones"),
    [("ə", "AH"), ("ˈaɪ", "AY"), ("tʃ", "CH"), ("ɡ", "G"), ("ɔːɹ", "AO R"), ("aɪɚ", "AY ER"), ("n̩", "AH N"), ("ɾ", "T"), ("", "")],
)
def test_ipa_becomes_the_phones_of_the_recogniser(ipa: str, phones: str) -> None:
    """Stress and length fall away, weak vowels are AH, a sound may be two phones, a pause is none."""
    assert arpabet_of(ipa) == tuple(phones.split())


def test_every_phone_of_the_house_voice_has_a_class() -> None:
    """Whatever the house voice or its teacher names can be matched, and each phone is in one class only."""
    known = " ".join(CLASSES).split()
    assert len(known) == len(set(known)) == 39
    assert {phone for ipa in IPA_OF.values() for phone in arpabet_of(ipa)} == set(known)


@pytest.mark.parametrize(
    ("one", "other", "pairs"),
    [
        ("K AE T", "K AE T", [(0, 0), (1, 1), (2, 2)]),
        ("K AE T", "K AH T", [(0, 0), (1, 1), (2, 2)]),  # one vowel stands for another
        ("K AE T", "K AE S T", [(0, 0), (1, 1), (2, 3)]),
        ("N AE K T", "AE T", [(1, 0), (3, 1)]),
        ("S", "M", []),
        ("", "M", []),
    ],
)
def test_phones_are_matched_in_order(one: str, other: str, pairs: list[tuple[int, int]]) -> None:
    """The same phones are paired, or those of a class; one that the other side lacks stays alone."""
    assert match(one.split(), other.split()) == pairs


def test_starts_of_matched_phones_are_paired() -> None:
    """Pauses count for nothing, nor does the second phone of what the voice calls one sound, whose start it does not say."""
    onsets = [Onset(0, ""), Onset(0.2, "f"), Onset(0.3, "aɪɚ"), Onset(0.6, ""), Onset(0.8, "tʃ"), Onset(1, "")]
    heard = [PhoneStart("F", 0.21), PhoneStart("AY", 0.29), PhoneStart("ER", 0.41), PhoneStart("CH", 0.85), PhoneStart("L", 0.9)]
    np.testing.assert_allclose(matched_starts(onsets, heard), [(0.2, 0.21), (0.3, 0.29), (0.8, 0.85)])
    assert matched_starts([], heard).shape == (0, 2)
