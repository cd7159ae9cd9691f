"""Words as the teacher says them."""

from __future__ import annotations

import pytest

from toontalker.speech.house.accent import in_the_teachers_accent
from toontalker.speech.house.phones import NUMBER_OF, phones_of


@pytest.mark.parametrize(
    ("ipa", "phones"),
    [
        ("wʌz", "w aa z"),
        ("jʊɹ", "y ao r"),
        ("wˈɔntᵻd", "w ao2 n t ax d"),
        ("fˈɑːðɚɹ", "f aa2 dh er"),
        ("fˈɜːɹi", "f er2 iy"),
        ("həlˈoʊ", "hh ax l ow2"),
        ("ðɪ", "dh iy"),
        ("ˈɔn", "aa2 n"),
    ],
)
def test_words_that_differ_and_words_that_do_not(ipa: str, phones: str) -> None:
    """Known small words are replaced with their stress kept, a linking r goes, an unstressed -ted is a schwa; all else stays."""
    said = in_the_teachers_accent(phones_of(ipa))
    assert " ".join(f"{sound.phone}{sound.stress or ''}" for sound in said) == phones
    assert all(sound.phone in NUMBER_OF for sound in said)


def test_saying_it_twice_changes_nothing() -> None:
    """The accent is settled at once."""
    for ipa in ("wʌz", "jʊɹ", "fˈɑːðɚɹ", "ænd", "ðən", "wˈɔnt"):
        once = in_the_teachers_accent(phones_of(ipa))
        assert in_the_teachers_accent(once) == once
