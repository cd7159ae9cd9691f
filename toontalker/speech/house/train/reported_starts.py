"""Which of the sounds that a voice reports is which phone of the recogniser, so that their times can be compared."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from toontalker.speech.house.phones import PAUSE, phones_of
from toontalker.speech.house.train.alignment import DIFFERENT, SIMILAR, align
from toontalker.speech.house.train.recogniser import PhoneStart
from toontalker.speech.recording import Onset

Array = NDArray[np.float64]

CLASSES: tuple[str, ...] = (
    "AA AE AH AO AW AY EH ER EY IH IY OW OY UH UW",
    "P B T D K G",
    "M N NG",
    "S Z SH ZH CH JH",
    "F V TH DH HH",
    "R L W Y",
)
"""The recogniser's phones, those together that a voice may say for one another: dictionaries differ most in weak vowels."""
_CLASS_OF = {phone: number for number, phones in enumerate(CLASSES) for phone in phones.split()}


def arpabet_of(ipa: str) -> tuple[str, ...]:
    """The recogniser's phones for a sound in IPA: ``tʃ`` → CH, ``ɪɹ`` → IH R; none for a pause."""
    names = (sound.phone for sound in phones_of(ipa))
    return tuple("AH" if name == "ax" else name.upper() for name in names if name != PAUSE)


def matched_starts(onsets: Sequence[Onset], heard: Sequence[PhoneStart]) -> Array:
    """Where matched phones begin, ``(matches, 2)`` in seconds: as reported, and as heard.

    Pauses count for nothing. Of a sound that
    is two phones to the recogniser only the first has a start that can be compared.
    """
    reported: list[PhoneStart] = []
    for onset in onsets:
        reported += [PhoneStart(phone, np.nan if number else onset.start) for number, phone in enumerate(arpabet_of(onset.ipa))]
    pairs = match([phone for phone, _ in reported], [phone for phone, _ in heard])
    starts = np.array([(reported[i].start, heard[j].start) for i, j in pairs]).reshape(-1, 2)
    return starts[~np.isnan(starts[:, 0])]


def match(one: Sequence[str], other: Sequence[str]) -> list[tuple[int, int]]:
    """Indices of the phones of two sequences that are the same or of one class, paired in order at the least cost."""
    costs = np.array([[_unlikeness(phone, counterpart) for counterpart in other] for phone in one]).reshape(len(one), len(other))
    return [(index, partner) for index, partner in enumerate(align(costs).partners) if partner >= 0]


def _unlikeness(one: str, other: str) -> float:
    """What it costs to match two phones."""
    if one == other:
        return 0.0
    return SIMILAR if _CLASS_OF[one] == _CLASS_OF[other] else DIFFERENT
