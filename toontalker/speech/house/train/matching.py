"""The teacher's phones with the context that our own reading gives them.

Teacher and pupil now and then read a word differently. So the pupil learns from the phones that were really spoken, and
each takes stress, word and phrase from the phone of our reading that matches it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from toontalker.speech.house.phones import NUMBER_OF, PAUSE, PHONES, VOWELS
from toontalker.speech.house.reading import Place
from toontalker.speech.house.train.alignment import DIFFERENT, SIMILAR, align

_KINDS = ("p b t d k g", "m n ng", "s z sh zh ch jh", "f v th dh hh", "r l w y", PAUSE)
_KIND_OF = {phone: number for number, kind in enumerate(_KINDS) for phone in kind.split()}


@dataclass(frozen=True)
class Match:
    """The teacher's phones in our context."""

    places: tuple[Place, ...]
    cost: float
    """Mean cost of a phone: 0 where both read the same."""


def matched(phones: Sequence[str], places: Sequence[Place]) -> Match:
    """Gives each of the teacher's phones the context of its match in our reading, by the cheapest alignment.

    A phone without a match stands where the one before it stands, without stress.
    """
    alignment = align(_COSTS[np.ix_([NUMBER_OF[phone] for phone in phones], [NUMBER_OF[place.phone] for place in places])])
    found: list[Place] = []
    for phone, match in zip(phones, alignment.partners, strict=True):
        near = places[match] if match >= 0 else (found[-1] if found else places[0])
        stress = near.stress if match >= 0 and phone in VOWELS else 0
        word = -1 if phone == PAUSE else (near.word if near.word >= 0 else max((place.word for place in found), default=0))
        found.append(Place(phone, stress, word, near.ending))
    return Match(tuple(found), alignment.cost / len(phones))


def _cost(ours: str, theirs: str) -> float:
    if ours == theirs:
        return 0.0
    return SIMILAR if ours != PAUSE and _KIND_OF.get(ours) == _KIND_OF.get(theirs) else DIFFERENT


_COSTS = np.array([[_cost(ours, theirs) for theirs in PHONES] for ours in PHONES])
"""Of pairing any two phones."""
