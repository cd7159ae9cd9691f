"""A text in pieces that a voice of the network takes at once: as few as can be, cut where a reader would breathe.

Where to cut is a shortest path (dynamic programming over all places): each piece costs something, so does a cut, the less the
more natural a pause is there. If that needs more pieces than are allowed, pieces are made dearer until it does not.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator
from typing import Final, NamedTuple

MOST: Final = 100
"""Characters of a piece at most: what Google's voice is asked for at once."""
USUAL: Final = 90
"""Characters of a piece that the promised number of pieces is reckoned with."""
SENTENCE_PAUSE, CLAUSE_PAUSE, WORD_PAUSE = 0.28, 0.12, 0.06
"""Seconds between two pieces that are parted after a sentence, at a comma, or anywhere else."""

_PIECE: Final = 6.0
"""Cost of a piece, as against that of a cut."""
_SENTENCE, _CLAUSE, _SPACE, _LETTERS, _WORD, _MARK = 0.0, 3.0, 14.0, 16.0, 60.0, 1e6
"""Costs of a cut: after a sentence, after a comma, at a space, in a script without spaces, in a word, before an accent."""
_ENDS: Final = frozenset(".!?…。！？؟।॥።")
_COMMAS: Final = frozenset(",;:–—、，；：،؛)»”")
_CLOSERS: Final = "\"'’”»)」』"
_SHORT_FORM: Final = re.compile(r"(?:^|[\s(])(?:[^\W\d_]|dr|jr|mr|mrs|ms|prof|sr|st|vs|etc|no|bzw|ca|z\.b|e\.g|i\.e)\.$", re.I)
"""A lone letter or an abbreviation: its full stop ends no sentence."""
_UNSPACED: Final = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
"""Thai, Lao, Burmese, Khmer, kana and Han, written without spaces between words."""


class Chunk(NamedTuple):
    """One piece of a text."""

    text: str
    """1 to `MOST` characters, without white space at its ends."""
    pause: float
    """Seconds of silence that a reader leaves after it."""


def cut_text(text: str) -> list[Chunk]:
    """The pieces of a text in order: at most ceil(n / `USUAL`) + 1 for n characters, without white space between them.

    Every other character is in exactly one of them. Empty for a text of white space alone.
    """
    text = text.strip()
    if len(text) <= MOST:
        return [Chunk(text, SENTENCE_PAUSE)] if text else []
    costs = [_cost(text, place) for place in range(1, len(text))] + [_SENTENCE]
    allowed = -(-len(text) // USUAL) + 1
    dearness = _PIECE
    while len(ends := _cheapest(costs, dearness)) > allowed:
        dearness *= 4  # in the limit only the number of pieces counts, and ceil(n / MOST) of them are always enough
    pieces = ((text[start:end].strip(), costs[end - 1]) for start, end in zip([0, *ends], ends, strict=False))
    return [Chunk(piece, _pause(cost)) for piece, cost in pieces if piece]


def _cheapest(costs: list[float], dearness: float) -> list[int]:
    """Where the pieces of the cheapest way end; `costs`: of a cut after each character; `dearness`: of each piece."""
    best = [0.0]
    before = [0]
    for end in range(1, len(costs) + 1):
        least, start = math.inf, 0
        for candidate in range(max(0, end - MOST), end):
            if best[candidate] < least:
                least, start = best[candidate], candidate
        best.append(least + costs[end - 1] + dearness)
        before.append(start)
    return list(_back(before))[::-1]


def _back(before: list[int]) -> Iterator[int]:
    """The way back from the end of the text."""
    place = len(before) - 1
    while place > 0:
        yield place
        place = before[place]


def _cost(text: str, place: int) -> float:
    """Of a cut before the character at `place`, which is not the first."""
    before, after = text[place - 1], text[place]
    if unicodedata.category(after)[0] == "M" or after == "\u200d" or before == "\u200d":
        return _MARK
    spaced = before.isspace() or after.isspace()
    said = text[max(0, place - 12) : place].rstrip().rstrip(_CLOSERS)
    last = said[-1:]
    if last in _ENDS and last and (spaced or last > "\u2fff"):
        return _SPACE if last == "." and _SHORT_FORM.search(said) else _SENTENCE
    sign = text[max(0, place - 12) : place].rstrip()[-1:]
    if sign in _COMMAS and sign and (spaced or sign > "\u2fff"):
        return _CLAUSE
    if spaced:
        return _SPACE
    return _LETTERS if _UNSPACED.match(before) and _UNSPACED.match(after) else _WORD


def _pause(cost: float) -> float:
    """Seconds of silence at a cut of this cost."""
    if cost == _SENTENCE:
        return SENTENCE_PAUSE
    return CLAUSE_PAUSE if cost == _CLAUSE else WORD_PAUSE
