"""Measures between lips as they ought to be and lips as they are, over all recordings together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toontalker.speech.listener.train.judge.quiet import Quiet, quiet_of
from toontalker.speech.listener.train.judge.track import CLOSED, PAUSE, STEP, Track, runs
from toontalker.speech.visemes import VISEMES

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

VIDEO_FRAME = round(0.04 / STEP)
"""Frames here to one of a video at 25 frames a second."""
HELD = round(0.06 / STEP)
"""Frames that a drawn mouth stays shut at least for /p b m/, however short the sound is (`toontalker.mouth`)."""
NARROW = 0.15
"""Opening below which lips are at least near each other: those of /p b m/, but of /f/, /s/ and a pause as well."""
LONG_PAUSE = 0.2
"""Seconds from which a pause of the reference is long enough to look into."""
_EDGE = round(0.08 / STEP)
"""Frames at each end of a pause in which lips may still be on their way: more than two standard deviations of the smoothing."""


@dataclass(frozen=True)
class Closures:
    """What becomes of /p b m/."""

    closed: float
    """Share of the reference's that are seen."""
    asked: int
    """How many the reference has."""
    false: float
    """Share of the closures seen that meet none of the reference's; nan where nothing closes."""
    narrow: float
    """Share of the reference's during which, or a video frame before or after, the opening falls below `NARROW`.

    The weaker measure, by which a mouth driven by loudness comes to .46 and a first net came to .97.
    """


def agreement(truth: Sequence[Track], found: Sequence[Track]) -> float:
    """Share of the frames with the same viseme of the fifteen."""
    return float(np.mean(np.concatenate([a.visemes == b.visemes for a, b in zip(truth, found, strict=True)])))


def confusion(truth: Sequence[Track], found: Sequence[Track]) -> NDArray[np.int64]:
    """Frames by the reference's viseme (row) and the found one (column), ``(15, 15)``."""
    cells = [a.visemes.astype(np.int64) * len(VISEMES) + b.visemes for a, b in zip(truth, found, strict=True)]
    return np.bincount(np.concatenate(cells), minlength=len(VISEMES) ** 2).reshape(len(VISEMES), -1)


def correlation(truth: Sequence[Array], found: Sequence[Array]) -> float:
    """Pearson's r of two curves over all recordings, each frame counted alike; 0 where one of them never moves."""
    one, other = np.concatenate(truth), np.concatenate(found)
    if min(np.std(one), np.std(other)) < 1e-9:
        return 0.0
    return float(np.corrcoef(one, other)[0, 1])


def lips_shut(track: Track) -> Mask:
    """Frames in which lips that follow a track are shut for /p b m/, each closure held for `HELD` about its middle."""
    shut = track.visemes == CLOSED
    for first, last in runs(shut):
        lacking = max(HELD - (last - first), 0)
        shut[max(first - lacking // 2, 0) : last + (lacking + 1) // 2] = True
    return shut


def closures(truth: Sequence[Track], shut: Sequence[Mask], openings: Sequence[Array]) -> Closures:
    """How many /p b m/ are seen, where `shut` tells for each frame that the lips are, and `openings` how far apart they are.

    A closure is seen if, within the reference's segment and a video frame to each side, the lips stay shut without a break for a
    video frame: a video of 25 frames a second then shows it, whatever its phase.
    """
    seen = asked = met = closed = narrow = 0
    for track, mask, opening in zip(truth, shut, openings, strict=True):
        wanted = track.visemes == CLOSED
        near = np.zeros(mask.size, bool)
        for first, last in runs(wanted):
            window = slice(max(first - VIDEO_FRAME, 0), last + VIDEO_FRAME)
            near[window] = True
            longest = max((b - a for a, b in runs(mask[window])), default=0)
            seen += longest >= VIDEO_FRAME
            narrow += bool(opening[window].min() < NARROW)
            asked += 1
        for first, last in runs(mask):
            met += bool(near[first:last].any())
            closed += 1
    nan = float("nan")
    return Closures(seen / asked if asked else nan, asked, 1 - met / closed if closed else nan, narrow / asked if asked else nan)


def in_pauses(truth: Sequence[Track], openings: Sequence[Array]) -> Quiet:
    """How far the mouth opens inside the reference's pauses of more than `LONG_PAUSE`, 80 ms and more from their ends."""
    inside = [
        opening[first + _EDGE : last - _EDGE]
        for track, opening in zip(truth, openings, strict=True)
        for first, last in runs(track.visemes == PAUSE)
        if last - first > LONG_PAUSE / STEP
    ]
    return quiet_of("pauses of people", np.concatenate([np.zeros(0), *inside]))
