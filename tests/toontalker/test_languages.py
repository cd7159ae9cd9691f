"""The languages, their names, and the white-list of voice names."""

from __future__ import annotations

import re
from importlib.util import find_spec

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.toontalker.speech.conftest import espeak
from toontalker.languages import ESPEAK_VOICES, LANGUAGES, SHARED_LANGUAGES, known_language, language_code, named
from toontalker.speech.espeak import Espeak

__all__ = ["espeak"]

GOOGLE_CODES = {"he": "iw", "zh": "zh-CN"}
"""What Google's voice calls some of them."""


@pytest.mark.parametrize(
    ("asked", "known"),
    [
        ("en", "en"),
        ("pt-BR", "pt-br"),
        ("pt_br", "pt-br"),
        ("DE-at", "de"),
        ("zh-CN", "zh-cn"),
        (" fr ", "fr"),
        ("tlh", "en"),
        ("", "en"),
        ("x" * 9999, "en"),
        ("../../etc", "en"),
        ("en\0", "en"),
    ],
)
def test_any_code_finds_a_language(asked: str, known: str) -> None:
    """With its region, without, else English."""
    assert known_language(asked) == known


def test_the_largest_languages_are_there() -> None:
    """The twenty largest that the embedded voice can speak."""
    largest = "en zh hi es fr ar bn pt ru ur id de ja sw mr te tr ta vi ko it pl uk fa nl"
    assert set(largest.split()) <= set(ESPEAK_VOICES)
    assert set(largest.split()) <= {language.code for language in LANGUAGES}


def test_voice_names_are_harmless() -> None:
    """Short, lower case, nothing that a path or a markup needs."""
    assert all(re.fullmatch(r"[a-z0-9-]{2,12}", name) for name in ESPEAK_VOICES.values())


@pytest.mark.parametrize(
    ("spelling", "code"),
    [
        ("pt-BR", "pt-br"),
        ("PT_br", "pt-br"),
        ("eng", "en"),
        ("ger", "de"),
        ("german", "de"),
        ("Deutsch", "de"),
        (" Bahasa  Indonesia ", "id"),
        ("zh_Hant_TW", "zh-tw"),
        ("sr-Latn-RS", "sr"),
        ("العربية", "ar"),
        ("हिन्दी", "hi"),
        ("Mandarin", "zh"),
        ("iw", "he"),
        ("nb", "no"),
        ("tlh", None),
        ("auto", None),
        ("", None),
        ("x" * 9999, None),
        ("../../etc", None),
        ("en\0", None),
    ],
)
def test_any_spelling_finds_its_code(spelling: str, code: str | None) -> None:
    """Codes of two and three letters, scripts, regions, names in English and in the language itself; else nothing."""
    assert language_code(spelling) == code


@given(st.text(max_size=60))
def test_a_code_is_always_on_the_white_list(spelling: str) -> None:
    """Whatever somebody writes, and it is found again by its own spelling."""
    code = language_code(spelling)
    assert code is None or (code in ESPEAK_VOICES and language_code(code) == code)


def test_every_language_is_found_by_each_of_its_names() -> None:
    """Code, English name, native name and the longer codes; no two share one."""
    for language in LANGUAGES:
        for spelling in (language.code, language.name, language.native, *language.longer.split()):
            assert language_code(spelling) == language.code, spelling
        assert named(language.code) == language.name
    assert len({language.code for language in LANGUAGES}) == len(LANGUAGES)
    assert named("pt-br") == "Portuguese"
    assert named("en-gb") == "English"


def test_the_embedded_voice_speaks_every_language_of_the_list(espeak: Espeak) -> None:
    """By the real library: it knows the voice behind each code and says a number in it."""
    assert len(SHARED_LANGUAGES) >= 40
    for language in LANGUAGES:
        assert espeak.say("2", "female", language.code).sound.samples > 0, language


@pytest.mark.skipif(find_spec("gtts") is None, reason="gTTS of the extra `online` is not installed")
def test_google_speaks_every_shared_language() -> None:
    """By gTTS' own list."""
    from gtts.lang import tts_langs

    google = tts_langs()
    assert [language.code for language in SHARED_LANGUAGES if GOOGLE_CODES.get(language.code, language.code) not in google] == []
