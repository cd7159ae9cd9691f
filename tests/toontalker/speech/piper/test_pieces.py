"""A text in pieces of bounded length."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from toontalker.speech.piper.pieces import LONGEST, MOST_SIGNS, pieces_of, runs_of


def test_sentences_are_pieces() -> None:
    """Each by itself, in scripts with and without spaces."""
    assert list(pieces_of("Hello there. How are you? Fine!")) == ["Hello there.", "How are you?", "Fine!"]
    assert list(pieces_of("你好。再见！")) == ["你好。", "再见！"]


def test_a_long_sentence_is_cut_at_a_comma() -> None:
    """Else at a space, else anywhere."""
    comma = "word " * 50 + "end, " + "more " * 60
    assert next(pieces_of(comma)).endswith("end,")
    assert next(pieces_of("word " * 100)).endswith("word")
    assert [len(piece) for piece in pieces_of("a" * (LONGEST + 5))] == [LONGEST, 5]


@given(st.text(st.sampled_from("ab ,.!。、"), max_size=2000))
def test_nothing_is_lost_and_nothing_is_too_long(text: str) -> None:
    """All but white space comes back, in order."""
    pieces = list(pieces_of(text))
    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert all(0 < len(piece) <= LONGEST for piece in pieces)


@given(st.lists(st.sampled_from("ab "), max_size=3 * MOST_SIGNS))
def test_runs_are_bounded_and_lose_nothing(signs: list[str]) -> None:
    """Cut after a space where there is one."""
    runs = list(runs_of(signs))
    assert [sign for run in runs for sign in run] == signs
    assert all(0 < len(run) <= MOST_SIGNS for run in runs)
    assert all(run[-1] == " " or " " not in run[1:] for run in runs[:-1])
