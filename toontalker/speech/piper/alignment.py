"""When each sound is made, from the samples that piper's network gives to each number of its alphabet.

What goes into the network is a row of numbers: one for each letter of the IPA and each sign between them, with a pad after each.
What is wanted are sounds: a mark of stress belongs to the sound after it, a mark of length and any accent to the one before.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from toontalker.speech.recording import Onset
from toontalker.speech.visemes import AFFRICATES, bare

PAD, START, END = "_", "^", "$"
"""The signs for what lies between two others, before the first and after the last."""
_STRESS = "ˈˌ"
_PAUSES = frozenset(",.;:!?…—–¿¡" + START + END)


def onsets_of(ids: Sequence[int], samples: NDArray[np.int64], alphabet: Mapping[str, Sequence[int]], rate: int) -> list[Onset]:
    """The onsets of one piece of sound, seconds from its start.

    `ids`: what the network was given, ``(n,)``; `samples`: how many samples it made of each, ``(n,)``; `alphabet`: sign → its
    numbers; `rate`: Hz. Raises ValueError where ids and samples differ in number.
    """
    starts = np.concatenate([[0], np.cumsum(samples)]) / rate
    sign_of = {numbers[0]: sign for sign, numbers in alphabet.items() if numbers}
    onsets: list[Onset] = []
    stressed: float | None = None
    joined = False  # whether the sound before is the last sign, so that another may belong to it
    for start, number, _ in zip(starts, ids, samples, strict=False):
        sign = sign_of.get(number, PAD)
        if sign == PAD:
            continue
        if sign in _STRESS:
            stressed = float(start) if stressed is None else stressed
        elif sign in _PAUSES:
            onsets, stressed, joined = _with_pause(onsets, float(start)), None, False
        elif sign.isspace():
            joined = False
        elif bare(sign):
            if joined and stressed is None and onsets[-1].ipa[-1:] + sign in AFFRICATES:
                onsets[-1] = Onset(onsets[-1].start, onsets[-1].ipa + sign)
            else:
                onsets.append(Onset(float(start) if stressed is None else stressed, sign))
            stressed, joined = None, True
        elif joined and unicodedata.category(sign[0])[0] in "LM":
            onsets[-1] = Onset(onsets[-1].start, onsets[-1].ipa + sign)
    return onsets


def _with_pause(onsets: list[Onset], start: float) -> list[Onset]:
    """The onsets and a pause from here on, unless there is one already."""
    return onsets if onsets and not onsets[-1].ipa else [*onsets, Onset(start, "")]
