"""English words for numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toontalker.speech.house.wording.number_words import (
    cardinal,
    digit_words,
    integer_words,
    number_words,
    ordinal_words,
    paired_words,
    plural,
)

VALUES = {cardinal(number): number for number in (*range(20), *range(20, 100, 10))}
SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}


def read_back(words: str) -> int:
    """The number that the words of a cardinal stand for."""
    total = part = 0
    for word in words.split():
        if word == "hundred":
            part *= 100
        elif word in SCALES:
            total, part = total + part * SCALES[word], 0
        else:
            part += VALUES[word]
    return total + part


@given(st.integers(0, 10**15 - 1))
def test_cardinals_can_be_read_back(number: int) -> None:
    """The words of every number stand for that number, with the scales in falling order and no `and`."""
    assert read_back(cardinal(number)) == number


@given(st.integers(0, 10**15 - 1))
def test_thousands_separators_change_nothing(number: int) -> None:
    """1,234,567 is 1234567."""
    assert integer_words(f"{number:,}") == cardinal(number)


@given(st.integers(1000, 9999))
def test_years_can_be_read_back(number: int) -> None:
    """The two halves of a year stand for its first and last two digits, unless it is read as a number."""
    words = paired_words(str(number))
    front, back = divmod(number, 100)
    pairs = {f"{cardinal(front)} hundred" if not back else f"{cardinal(front)} {'oh ' if back < 10 else ''}{cardinal(back)}"}
    assert words in {*pairs, cardinal(number)}
    assert (words == cardinal(number)) == (front % 10 == 0 and back < 10)


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        ("1", "first"),
        ("2", "second"),
        ("8", "eighth"),
        ("12", "twelfth"),
        ("20", "twentieth"),
        ("21", "twenty first"),
        ("100", "one hundredth"),
        ("1,000", "one thousandth"),
    ],
)
def test_ordinals(figures: str, words: str) -> None:
    """Only the last word changes."""
    assert ordinal_words(figures) == words


def test_what_is_read_digit_by_digit() -> None:
    """Decimals after the point, numbers that begin with a zero, and those nobody could read otherwise."""
    assert number_words("3.140") == "three point one four zero"
    assert number_words("1.10.2") == "one point ten point two"
    assert number_words(".5") == "point five"
    assert integer_words("042") == "zero four two"
    assert integer_words("1" * 16) == " ".join(["one"] * 16)
    assert digit_words("5-0") == "five zero"


def test_plurals() -> None:
    """The nineties, the twenties, sixes and thousands."""
    assert [plural(words) for words in ("ninety", "six", "one thousand")] == ["nineties", "sixes", "one thousands"]
