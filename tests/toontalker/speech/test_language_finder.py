"""The language of a line: what was asked for, else what the line is in, and never a fault."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.toontalker.speech.chat_lines import ENGLISH, LINES
from toontalker.languages import ESPEAK_VOICES
from toontalker.speech.language_finder import FoundLanguage, find_language


def _found(line: str, fallback: str = "en") -> str:
    return find_language(line, "auto", fallback).code


def _right() -> list[bool]:
    return [_found(line) == code for code, lines in LINES.items() for line in lines]


def test_short_lines_of_many_languages_are_told_apart() -> None:
    """At least 93 of a hundred, of more than 25 languages and eight lines each, the English ones counted in."""
    assert len(LINES) >= 25
    assert min(map(len, LINES.values())) >= 8
    right = _right() + [_found(line) == "en" for line in ENGLISH]
    assert sum(right) / len(right) >= 0.93


def test_short_english_lines_stay_english() -> None:
    """At least 98 of a hundred, with names and words of other languages in them."""
    assert len(ENGLISH) >= 60
    assert sum(_found(line) == "en" for line in ENGLISH) / len(ENGLISH) >= 0.98


def test_no_language_is_lost_on_another() -> None:
    """Of each language more than half of the lines are found: none is always taken for its neighbour."""
    for code, lines in LINES.items():
        assert sum(_found(line) == code for line in lines) > len(lines) / 2, code


@pytest.mark.parametrize(
    ("asked", "code"),
    [("de", "de"), ("pt_BR", "pt-br"), ("eng", "en"), ("Deutsch", "de"), ("yue", "yue"), ("zh-TW", "zh-tw")],
)
def test_a_language_that_was_asked_for_is_not_doubted(asked: str, code: str) -> None:
    """Whatever the text is."""
    assert find_language("Bonjour tout le monde", asked, "en") == FoundLanguage(code)


def test_an_unknown_language_is_found_in_the_text_with_a_note() -> None:
    """A sentence that names what was asked and what is spoken, never an error, never the text."""
    found = find_language("Guten Morgen zusammen", "tlh", "en")
    assert found == FoundLanguage("de", "There is no voice for the language tlh, so the text is spoken as German.")


@given(st.text(max_size=80))
def test_a_note_carries_nothing_strange(asked: str) -> None:
    """One line, short, with no sign that a terminal or a chat would act on."""
    note = find_language("Hello", asked, "en").note
    assert note is None or (note.isprintable() and len(note) < 120 and note.endswith(".") and "<" not in note and "@" not in note)


@given(st.text(max_size=120), st.sampled_from(["en", "de", "ru", "zh", "pt-BR", "nonsense", ""]))
def test_any_text_has_a_language(text: str, fallback: str) -> None:
    """One that a voice knows, the same each time."""
    found = find_language(text, "auto", fallback)
    assert found.code in ESPEAK_VOICES
    assert found.note is None
    assert find_language(text, "AUTO", fallback) == found


@pytest.mark.parametrize("text", ["", "!!!", "5", "12:30", "😀", "\ud800", "\x00", "xyz"])
def test_a_text_that_does_not_tell_is_in_the_language_of_the_house(text: str) -> None:
    """With its region."""
    assert _found(text) == "en"
    assert _found(text, "pt-BR") == "pt-br"


def test_the_language_of_the_house_is_believed() -> None:
    """The same odd line is taken for the language that the house speaks; a clear one is not."""
    assert _found("Pizza", "it") == "it"
    assert _found("Pizza", "de") == "de"
    assert _found("Good morning everyone, how are you?", "de") == "en"
    assert _found("Guten Morgen", "de-at") == "de"
    assert _found("Что ты делаешь сегодня вечером?", "de") == "ru"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("東京", "zh"),
        ("東京へ行く", "ja"),
        ("祝大家新年快乐身体健康 の", "zh"),
        ("Привет my friend, как дела", "ru"),
        ("გამარჯობა", "ka"),
        ("Բարեւ", "hy"),
        ("ሰላም", "am"),
        ("ਸਤ ਸ੍ਰੀ ਅਕਾਲ", "pa"),
        ("નમસ્તે", "gu"),
        ("ನಮಸ್ಕಾರ", "kn"),
        ("നമസ്കാരം", "ml"),
        ("ආයුබෝවන්", "si"),
        ("မင်္ဂလာပါ", "my"),
        ("ᚠᚢᚦ", "en"),
    ],
)
def test_a_script_tells_its_language(text: str, code: str) -> None:
    """Kana among Han signs is Japanese, Han alone Chinese; of two scripts the one with more letters; of a dead one the house's."""
    assert _found(text) == code


def test_many_threads_may_ask_at_once() -> None:
    """They get what one thread gets."""
    lines = [lines[0] for lines in LINES.values()]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(_found, lines * 4)) == [_found(line) for line in lines] * 4
