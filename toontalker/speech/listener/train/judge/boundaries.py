"""How far the starts of sounds lie from where a reference has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toontalker.speech.house.train.recogniser import PhoneStart
from toontalker.speech.house.train.reported_starts import matched_starts
from toontalker.speech.recording import Onset

Array = NDArray[np.float64]

NEAR = 40.0
"""Milliseconds: one frame of a video at 25 frames a second."""
_UNKNOWN = (float("nan"), float("nan"), float("nan"), float("nan"))


@dataclass(frozen=True)
class Boundaries:
    """Of all sentences; the first four figures are nan where nothing could be matched."""

    median_ms: float
    """Median of the absolute differences."""
    p90_ms: float
    """Their 90th percentile."""
    near: float
    """Share of the matched starts that lie within `NEAR`."""
    late_ms: float
    """Median of the signed differences: positive where the reference is earlier."""
    matched: int
    """Phones compared: those of both sequences that are the same or of one class, paired in order."""
    phones: int
    """Phones of the reference."""


@dataclass(frozen=True)
class Pairs:
    """Starts of one sentence."""

    starts: Array
    """``(matches, 2)`` in seconds: found, and the reference's."""
    phones: int
    """Of the reference."""


def pairs_of(found: Sequence[Onset] | None, reference: Sequence[PhoneStart]) -> Pairs:
    """Matches phone by phone, by the least cost over classes of phones; None, which is no answer, has no match."""
    return Pairs(matched_starts(found, reference) if found else np.zeros((0, 2)), len(reference))


def boundaries_of(sentences: Sequence[Pairs]) -> Boundaries:
    """The figures over all sentences together, each phone counted alike."""
    starts = np.concatenate([np.zeros((0, 2)), *(pairs.starts for pairs in sentences)])
    phones = sum(pairs.phones for pairs in sentences)
    if not len(starts):
        return Boundaries(*_UNKNOWN, 0, phones)
    late = (starts[:, 0] - starts[:, 1]) * 1000
    median, p90 = np.percentile(np.abs(late), [50, 90])
    return Boundaries(float(median), float(p90), float(np.mean(np.abs(late) <= NEAR)), float(np.median(late)), len(starts), phones)
