"""English words for figures: cardinals, ordinals, years, decimals and digits, the American way (no "and").

All functions take figures as a string of ASCII digits, because `007` and `7` are not said alike.
"""

from __future__ import annotations

LONGEST_CARDINAL = 15
"""Digits; what is longer nobody reads as one number, so it is said digit by digit."""

_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred"))
_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth", "twelve": "twelfth",
}  # fmt: skip
NUMBER_WORDS = frozenset((*_ONES, *_TENS))
"""Every word below one hundred that a number may begin with."""


def cardinal(number: int) -> str:
    """42 → `forty two`; for 0 up to, not including, 10 to the power of `LONGEST_CARDINAL`."""
    if number < 20:
        return _ONES[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return f"{_TENS[tens - 2]} {_ONES[ones]}" if ones else _TENS[tens - 2]
    size, name = next(scale for scale in _SCALES if number >= scale[0])
    many, rest = divmod(number, size)
    words = f"{cardinal(many)} {name}"
    return f"{words} {cardinal(rest)}" if rest else words


def digit_words(figures: str) -> str:
    """`042` → `zero four two`; signs between the digits are passed over."""
    return " ".join(_ONES[int(figure)] for figure in figures if "0" <= figure <= "9")


def integer_words(figures: str) -> str:
    """`42` or `1,234` in words; digit by digit if it is very long or begins with a zero."""
    digits = figures.replace(",", "")
    if len(digits) > LONGEST_CARDINAL or (digits.startswith("0") and len(digits) > 1):
        return digit_words(digits)
    return cardinal(int(digits))


def number_words(figures: str) -> str:
    """`3.14` → `three point one four`, `.5` → `point five`, `1.2.3` → `one point two point three`, and whole numbers."""
    whole, *parts = figures.split(".")
    spoken = [integer_words(whole)] if whole else []
    for part in parts:
        spoken += ["point", digit_words(part) if len(parts) == 1 else integer_words(part)]
    return " ".join(spoken)


def ordinal_words(figures: str) -> str:
    """`22` → `twenty second`."""
    *before, last = integer_words(figures).split()
    regular = f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th"
    return " ".join((*before, _ORDINALS.get(last, regular)))


def paired_words(figures: str) -> str:
    """Three or four digits in two halves, as years are read: `1999` → `nineteen ninety nine`, `2005` → `two thousand five`."""
    number = int(figures)
    front, back = divmod(number, 100)
    if not front or (front % 10 == 0 and back < 10):
        return cardinal(number)
    if not back:
        return f"{cardinal(front)} hundred"
    return f"{cardinal(front)} oh {cardinal(back)}" if back < 10 else f"{cardinal(front)} {cardinal(back)}"


def plural(words: str) -> str:
    """`nineteen ninety` → `nineteen nineties`."""
    if words.endswith("y"):
        return f"{words[:-1]}ies"
    return f"{words}es" if words.endswith("x") else f"{words}s"
