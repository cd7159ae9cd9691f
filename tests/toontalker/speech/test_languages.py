"""The white-list of languages and voice names."""

from __future__ import annotations

import re

import pytest

from toontalker.speech.languages import ESPEAK_VOICES, known_language


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


def test_voice_names_are_harmless() -> None:
    """Short, lower case, nothing that a path or a markup needs."""
    assert all(re.fullmatch(r"[a-z0-9-]{2,12}", name) for name in ESPEAK_VOICES.values())
