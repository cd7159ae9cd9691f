"""The sentences that the teacher reads."""

from __future__ import annotations

import random
import re

import pytest

from toontalker.speech.house.train import texts
from toontalker.speech.house.train.held_out import CHAT, HARVARD, HELD_OUT_LETTERS, letters
from toontalker.speech.house.train.texts import invented, training_texts


def test_the_same_seed_gives_the_same_texts() -> None:
    """And another one others."""
    assert training_texts(300, 1) == training_texts(300, 1)
    assert training_texts(300, 1) != training_texts(300, 2)


def test_texts_are_plain_different_and_unknown_to_the_test() -> None:
    """Words and punctuation alone, none twice, no held-out sentence, an end on each."""
    found = training_texts(3000, 3)
    assert len(found) == len(set(found)) == 3000
    for text in found:
        assert re.fullmatch(r"[A-Za-z' ,;!?\-]+[.!?]", text)
        assert letters(text) not in HELD_OUT_LETTERS


def test_all_kinds_of_lines_are_among_them() -> None:
    """Questions, exclamations, lists, single words."""
    found = training_texts(3000, 4)
    assert sum(text.endswith("?") for text in found) > 150
    assert sum(text.endswith("!") for text in found) > 100
    assert sum(text.count(",") >= 2 for text in found) > 100
    assert sum(" " not in text for text in found) > 20


def test_held_out_sentences_are_enough() -> None:
    """Forty Harvard sentences and chat lines; sixty at least."""
    assert len(HARVARD) == 40
    assert len(set(HARVARD + CHAT)) == len(HARVARD) + len(CHAT) >= 60


def test_a_machine_without_prose_invents_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """The training needs no other package to have its texts."""
    monkeypatch.setattr(texts, "prose_sentences", lambda: iter(()))
    monkeypatch.setattr(texts, "lexicon_words", list)
    assert len(training_texts(500, 5)) == 500


def test_articles_agree() -> None:
    """An apple, a dog."""
    draw = random.Random(6)
    for _ in range(500):
        assert not re.search(r"\ba [aeiou]", invented(draw))
