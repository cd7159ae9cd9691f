"""A text in pieces that a neural voice can say at once: its memory grows with the length of a piece.

Letters alone do not bound it: a row of rare signs is read out name by name, a hundred sounds each. So the signs of the IPA that a
piece has become are parted once more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

LONGEST: Final = 350
"""Characters of a piece: longer than nearly every sentence."""
MOST_SIGNS: Final = 400
"""Signs of the IPA that the network is given at once: about 25 seconds of sound."""
_SENTENCE: Final = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？।॥۔؟])\s*")


def pieces_of(text: str) -> Iterator[str]:
    """The sentences of a text; one that is too long is cut at its last comma that fits, else at its last space, else anywhere."""
    for sentence in _SENTENCE.split(text):
        rest = sentence.strip()
        while len(rest) > LONGEST:
            head = rest[:LONGEST]
            cut = max(head.rfind(", "), head.rfind("; "), head.rfind("、")) + 1
            if cut < LONGEST // 3:
                cut = head.rfind(" ") + 1 or LONGEST
            yield rest[:cut].strip()
            rest = rest[cut:].strip()
        if rest:
            yield rest


def runs_of(signs: Sequence[str]) -> Iterator[list[str]]:
    """The signs of a sentence in runs of at most `MOST_SIGNS`, cut at the last space that fits, else anywhere."""
    start = 0
    while len(signs) - start > MOST_SIGNS:
        head = signs[start : start + MOST_SIGNS]
        cut = next((place + 1 for place in range(len(head) - 1, 0, -1) if head[place] == " "), len(head))
        yield list(head[:cut])
        start += cut
    if start < len(signs):
        yield list(signs[start:])
