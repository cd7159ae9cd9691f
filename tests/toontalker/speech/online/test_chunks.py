"""Texts in pieces."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from toontalker.speech.online.chunks import CLAUSE_PAUSE, MOST, SENTENCE_PAUSE, WORD_PAUSE, cut_text

WORDS = st.lists(st.text("abcdefghijklmnop.,!?", min_size=1, max_size=45), max_size=120).map(" ".join)
HAN = st.text("今天天气很好我们去公园散步吧。，！", max_size=700)
ONE_WORD = st.integers(0, 1500).map("x".__mul__)


@given(st.one_of(WORDS, HAN, ONE_WORD, st.text(max_size=400)))
@example("a\u0301" * 300)
@example("\u0301" * 500)
@example(" " * 300 + "a" + " " * 300)
@example(("a" * 51 + " ") * 40)
@example("Word, " * 60)
def test_pieces_are_few_short_and_hold_all(text: str) -> None:
    """At most ceil(n / 90) + 1 of 1 to 100 characters; together the text without the white space at the cuts, in order."""
    pieces = [chunk.text for chunk in cut_text(text)]
    assert all(0 < len(piece) <= MOST and piece == piece.strip() for piece in pieces)
    assert len(pieces) <= -(-len(text) // 90) + 1
    position = 0
    stripped = text.strip()
    for piece in pieces:
        found = stripped.find(piece, position)
        assert not stripped[position:found].strip()
        position = found + len(piece)
    assert not stripped[position:].strip()


def test_a_short_text_is_one_piece() -> None:
    """However many sentences it has: a request for each would be waste."""
    assert [chunk.text for chunk in cut_text(" Hi! How are you? Fine, thanks. ")] == ["Hi! How are you? Fine, thanks."]


def test_cuts_lie_where_a_reader_breathes() -> None:
    """Sentence ends first, then commas, then spaces, with the pause that fits."""
    one = "The weather is nice today and my friend wants to know what time it is."
    two = "If the bus comes in time we will all be there by noon, and then there will be cake for everybody who wants some."
    chunks = cut_text(f"{one} {two}")
    assert [chunk.text for chunk in chunks] == [one, *_split(two, "noon,")]
    assert [chunk.pause for chunk in chunks] == [SENTENCE_PAUSE, CLAUSE_PAUSE, SENTENCE_PAUSE]
    spaced = cut_text("word " * 40)
    assert {chunk.pause for chunk in spaced[:-1]} == {WORD_PAUSE}
    assert all(chunk.text.startswith("word") and chunk.text.endswith("word") for chunk in spaced)


@pytest.mark.parametrize("short", ["Mr. Smith", "Dr. Who", "J. R. Ewing"])
def test_the_full_stop_of_an_abbreviation_ends_no_sentence(short: str) -> None:
    """Nobody stops in the middle of a name where a better place is near."""
    text = f"We went up the hill with all our friends and there we met the one and only {short} again, who was very glad to see us."
    assert all(not chunk.text.endswith(short.split()[0]) for chunk in cut_text(text))


def test_an_accent_stays_with_its_letter() -> None:
    """Also in a word that is longer than a piece."""
    pieces = [chunk.text for chunk in cut_text("e\u0301" * 120)]
    assert all(not piece.startswith("\u0301") for piece in pieces)


def _split(text: str, after: str) -> list[str]:
    head, _, tail = text.partition(after)
    return [head + after, tail.strip()]
