"""Rules that rewrite a text, and the pieces that patterns for figures are built of.

Every pattern here and in the files beside it takes time in proportion to the text: runs are possessive or bounded, and a
pattern that begins with a run begins only where the run does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import partial
from typing import TypeAlias

Rule: TypeAlias = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]
"""What to look for, and what to put in its place."""

NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})++(?![0-9])|[0-9]++)(?:\.[0-9]++)?+"
"""`42`, `1,234,567` or `3.14`."""
START = r"(?<![0-9])(?<![0-9][.,])"
"""Stands before NUMBER in a pattern that asks for more than a number: only where one begins."""


def word_set(listed: str) -> frozenset[str]:
    """The words of a table that is written as one string."""
    return frozenset(listed.split())


def rewritten(text: str, rules: Iterable[Rule]) -> str:
    """The text after all rules, each applied everywhere before the next; what they put in does not grow together with words."""
    for pattern, words in rules:
        text = pattern.sub(partial(_apart, words), text)
    return text


def _apart(words: str | Callable[[re.Match[str]], str], match: re.Match[str]) -> str:
    """What takes the place of a match, with a space where a letter or digit would touch another one."""
    said = match.expand(words) if isinstance(words, str) else words(match)
    if not said or said == match[0]:
        return said
    before, after = match.string[max(match.start() - 1, 0) : match.start()], match.string[match.end() : match.end() + 1]
    lead = " " if before.isalnum() and said[0].isalnum() else ""
    return lead + said + (" " if said[-1].isalnum() and after.isalnum() else "")


def ends_sentence(match: re.Match[str]) -> bool:
    """True if nothing but closing signs follows, or a capital after a space: then the dot of an abbreviation is a full stop too."""
    rest = match.string[match.end() : match.end() + 3]
    return not any(sign.isalnum() for sign in rest) or (rest.startswith(" ") and rest[1:2].isupper())
