"""espeak-ng's IPA → phones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toontalker.speech.house.phones import IPA_OF, NUMBER_OF, PHONES, VOWELS, Sound, phones_of
from toontalker.speech.visemes import sounds_of


@pytest.mark.parametrize(
    ("ipa", "phones"),
    [
        ("həlˈoʊ", "hh ax l ow2"),
        ("həlˈo_ʊ", "hh ax l ow2"),
        ("ˌɛdʒʊkˈeɪʃən", "eh1 jh uh k ey2 sh ax n"),
        ("bˈʌʔn̩", "b ah2 t ax n"),
        ("t_ʃˈɜːt_ʃ", "ch er2 ch"),
        ("fˈa_ɪɚ", "f ay2 er"),
        ("wˈɔː_ɹtɐ", "w ao2 r t ax"),
        ("", ""),
        ("ˈ", ""),
        ("(ru)", "r uw"),
    ],
)
def test_known_words(ipa: str, phones: str) -> None:
    """With the stress on the vowel that follows its mark; ties, and signs that are no sound, are passed over."""
    assert " ".join(f"{sound.phone}{sound.stress or ''}" for sound in phones_of(ipa)) == phones


@given(st.text(max_size=40))
def test_any_text_becomes_known_phones(text: str) -> None:
    """Whatever the library may send: phones of the list, stress on vowels alone."""
    for sound in phones_of(text):
        assert sound.phone in NUMBER_OF
        assert sound.stress == 0 or sound.phone in VOWELS


def test_every_phone_has_its_place_and_its_lips() -> None:
    """41 phones, the pause first; each but the pause has IPA that the mouth knows."""
    assert len(PHONES) == 41
    assert PHONES[0] == "pau"
    assert IPA_OF["pau"] == ""
    assert all(sounds_of(IPA_OF[phone]) for phone in PHONES[1:])


def test_a_sound_without_stress_is_the_usual_one() -> None:
    """What a consonant is."""
    assert Sound("b") == Sound("b", 0)
