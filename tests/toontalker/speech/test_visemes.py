"""Which viseme a sound shows."""

from __future__ import annotations

import pytest

from toontalker.languages import ESPEAK_VOICES
from toontalker.speech.espeak import Espeak
from toontalker.speech.visemes import VISEMES, sounds_of, viseme_of

_NUMBERS = " ".join(str(number) for number in (*range(13), 15, 20, 30, 50, 90, 100, 1000))
_PANGRAMS = (
    "A quick brown fox. Zwölf Boxkämpfer jagen. Voix d'un cœur qui préfère. Pchnąć łódź jeża. Съешь ещё этих мягких булок. "
    "γειά σου κόσμε. שלום. مرحبا. नमस्ते. สวัสดี. 你好世界. こんにちは. 안녕하세요."
)


@pytest.mark.parametrize(
    ("ipa", "viseme"),
    [
        *[(sound, "PP") for sound in ("p", "b", "m", "pʰ", "bʲ", "m̩", "ᵐ")],
        *[(sound, "FF") for sound in ("f", "v", "ʋ")],
        *[(sound, "TH") for sound in ("θ", "ð")],
        *[(sound, "DD") for sound in ("t", "d", "ɾ", "r", "d̪", "t`")],
        *[(sound, "kk") for sound in ("k", "g", "ɡ", "ŋ", "x", "h", "ʔ", "?", "ç")],
        *[(sound, "CH") for sound in ("ʃ", "ʒ", "tʃ", "dʒ", "t͡ʃ", "tɕ", "ʈ͡ʂ", "s.", "ts.", "tS", "ʧ")],
        *[(sound, "SS") for sound in ("s", "z", "ts", "dz", "ʦ", "s̻")],
        *[(sound, "nn") for sound in ("n", "l", "ɫ", "ɲ", "l̩")],
        *[(sound, "RR") for sound in ("ɹ", "ɚ", "ˈɜː")],
        *[(sound, "aa") for sound in ("a", "ˈɑː", "æ", "ä", "ã", "aɪ")],
        *[(sound, "E") for sound in ("ə", "ˌʌ", "ɛ", "eɪ", "ɐ")],
        *[(sound, "ih") for sound in ("iː", "ɪ", "j", "ᵻ", "1", "i.")],
        *[(sound, "oh") for sound in ("oʊ", "ɔː", "ɒ", "œ̃", "o̞")],
        *[(sound, "ou") for sound in ("uː", "ʊ", "w", "y", "ɯᵝ")],
        ("", "sil"),
    ],
)
def test_each_sound_shows_its_viseme(ipa: str, viseme: str) -> None:
    """Stress, length, tones and other marks make no difference."""
    assert viseme_of(ipa) == viseme


def test_what_is_no_sound_is_an_error() -> None:
    """A lone mark has no viseme."""
    with pytest.raises(ValueError, match="holds no sound"):
        viseme_of("ˈː")


@pytest.mark.parametrize(
    ("ipa", "sounds"),
    [
        ("aɪ", ["a", "ɪ"]),
        ("tʃ", ["tʃ"]),
        ("ˈɔːɹ", ["ɔ", "ɹ"]),
        ("pf", ["p", "f"]),
        ("aɪɚ", ["a", "ɪ", "ɚ"]),
        ("ˈ", []),
        ("ts.h", ["tʂ", "h"]),
    ],
)
def test_a_sound_is_split_into_what_the_eye_sees(ipa: str, sounds: list[str]) -> None:
    """Diphthongs come apart, affricates stay whole."""
    assert sounds_of(ipa) == sounds


@pytest.mark.parametrize("language", sorted({code.split("-")[0] for code in ESPEAK_VOICES}))
def test_every_sound_of_every_language_has_a_viseme(espeak: Espeak, language: str) -> None:
    """Whatever the embedded voice reports, in any of its languages, is a pause, a language switch, a lone mark, or known."""
    recording = espeak.say(f"{_NUMBERS}. {_PANGRAMS}", "male", language)
    names = {onset.ipa for onset in recording.onsets if onset.ipa and not onset.ipa.startswith("(")}
    assert len(names) > 15
    unknown = {name for name in names if not sounds_of(name) and name.strip("ˈˌːʰʲʷ\u0303")}
    assert not unknown
    assert {viseme_of(sound) for name in names for sound in sounds_of(name)} <= set(VISEMES)
