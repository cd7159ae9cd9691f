"""From the times of words, as a service reports them, to passages of the text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from toontalker.speech.recording import Passage

SHORTEST_GAP: Final = 0.2
"""Seconds between two words at which passages are parted: sound that is decoded lies up to 50 ms later than the service says."""

OVERLAP: Final = 0.02
"""Seconds by which words may seem to overlap."""


class Word(NamedTuple):
    """A word, or what the service takes for one."""

    start: float
    """Seconds."""
    end: float
    """Seconds."""
    text: str
    """As it stands in the text."""


def passages_of(words: Sequence[Word], text: str, seconds: float) -> list[Passage]:
    """Passages from pause to pause, from the first moment to the last, with all of the text.

    `seconds`: length of the sound. Empty if the words do not stand in the text in this order, or not one after the other in time.
    """
    places: list[int] = []
    position = 0
    for word in words:
        place = text.find(word.text, position)
        if place < 0 or not word.text:
            return []
        places.append(place)
        position = place + len(word.text)
    moments = [moment for word in words for moment in (word.start, min(word.end, seconds))]
    if not words or any(not before <= after + OVERLAP for before, after in pairwise([0.0, *moments, seconds])):
        return []
    first = [index for index in range(1, len(words)) if words[index].start - words[index - 1].end >= SHORTEST_GAP]
    times = [0.0, *((words[index - 1].end + words[index].start) / 2 for index in first), seconds]
    cuts = [0, *(places[index] for index in first), len(text)]
    spans = zip(pairwise(times), pairwise(cuts), strict=True)
    return [Passage(start, end, text[since:until].strip()) for (start, end), (since, until) in spans]
