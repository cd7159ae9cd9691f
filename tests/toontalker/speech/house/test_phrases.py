"""Cutting a text into sentences and phrases."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toontalker.speech.house.phrases import MOST_LETTERS, MOST_WORDS, Ending, Phrase, sentences_of


def _flat(text: str) -> list[tuple[str, str]]:
    return [(phrase.words, phrase.ending.name[0]) for sentence in sentences_of(text) for phrase in sentence.phrases]


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("Hello, my friend! How are you?", [("Hello", "C"), ("my friend", "E"), ("How are you", "Q")]),
        ("No end", [("No end", "P")]),
        ("First; second: third.", [("First", "C"), ("second", "C"), ("third", "P")]),
        ("The cat (a big one) slept.", [("The cat", "C"), ("a big one", "C"), ("slept", "P")]),
        ("Wait – what?", [("Wait", "C"), ("what", "Q")]),
        ("A well-known man - a thief.", [("A well-known man", "C"), ("a thief", "P")]),
        ('"Really?" she said.', [("Really", "Q"), ("she said", "P")]),
        ("What?! No...", [("What", "Q"), ("No", "P")]),
        ("don't stop", [("don't stop", "P")]),
        ("...", []),
        ("", []),
    ],
)
def test_known_texts(text: str, phrases: list[tuple[str, str]]) -> None:
    """Each phrase with what it ends with; the end of the text ends the last."""
    assert _flat(text) == phrases


@pytest.mark.parametrize(
    ("text", "rises"),
    [
        ("Are you there?", True),
        ("You like it?", True),
        ("Tea, or coffee?", True),
        ("Where are you?", False),
        ("So, what's up?", False),
        ("To whom did you speak?", False),
        ("Whatever you like?", True),
        ("I am here.", False),
        ("Are you there!", False),
    ],
)
def test_questions_that_rise(text: str, rises: bool) -> None:
    """Those that yes or no can answer; not those with a question word, and nothing that is no question."""
    assert [sentence.is_open_question for sentence in sentences_of(text)][-1] is rises


@given(st.text(max_size=300))
def test_no_phrase_is_too_long_and_no_letter_is_lost(text: str) -> None:
    """Whatever comes in: bounded phrases that hold all words in order."""
    phrases = [phrase for sentence in sentences_of(text) for phrase in sentence.phrases]
    for phrase in phrases:
        assert 1 <= len(phrase.words.split()) <= MOST_WORDS
        assert all(len(word) <= MOST_LETTERS for word in phrase.words.split())
    said = "".join(sign for phrase in phrases for sign in phrase.words if sign.isalnum())
    assert said == "".join(sign for sign in text if sign.isalnum())


def test_a_text_without_a_full_stop_is_cut_into_breaths() -> None:
    """A thousand words, none lost, several sentences, so that memory does not grow with the text."""
    sentences = sentences_of("word " * 1000)
    assert len(sentences) > 5
    assert sum(len(phrase.words.split()) for sentence in sentences for phrase in sentence.phrases) == 1000


@pytest.mark.parametrize("piece", ["(", "- ", '"', ". ", "what ", "and ", "a", ","])
def test_odd_texts_take_no_time(piece: str) -> None:
    """5,000 signs in a blink."""
    started = time.perf_counter()
    sentences_of(piece * 5000)
    assert time.perf_counter() - started < 1


def test_a_lone_sign_after_a_quotation_ends_what_came_before() -> None:
    """The question mark behind the bracket is heard."""
    assert sentences_of("You said (yes)?")[-1].phrases[-1] == Phrase("yes", Ending.QUESTION)
