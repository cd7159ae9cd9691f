"""Where known sounds lie in a recording: forced alignment.

The sounds of the text become a chain of states, the net says how well each frame of the recording fits each of them, and the
likeliest way through gives the times (as in HTK and its successors; S. Young et al., "The HTK Book"). The net's posteriors take
the place of the likelihoods.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toontalker.speech.listener.expected import Expected
from toontalker.speech.listener.features import FINEST, RATE
from toontalker.speech.listener.path import Array, Chain, likeliest
from toontalker.speech.listener.sounds import PAUSE
from toontalker.speech.recording import Onset

FRAME = FINEST / RATE
"""Seconds from one frame to the next."""
_LEAST = 4
"""Frames that a sound lasts at least; half of them for one that espeak-ng makes very short."""
_SHORT = 0.03
"""Seconds."""
_LEAST_PAUSE = 6
_FLOOR = -9.0
"""ln below which a posterior tells nothing more: one frame must not decide about all."""
_LEAVING = 0.7
"""Power of the chance to go on: how far expected lengths count beside what is heard."""
_PAUSE_STEP = -0.02
"""ln; a pause may last as long as it likes."""


@dataclass(frozen=True)
class Alignment:
    """Where the sounds of a text lie."""

    onsets: list[Onset]
    """In order; an empty name is a pause."""
    score: float
    """Mean ln posterior of the sounds less that of the likeliest classes, nats a frame: 0 fits perfectly.

    So noise, which makes everything unlikely, counts for less. Pauses do not count: silence fits any text.
    """
    frames: int
    """How many frames that is the mean of."""


def aligned(log_posteriors: Array, sounds: Sequence[Expected]) -> Alignment | None:
    """The alignment of sounds with ``(frames, classes)`` posteriors, one every `FRAME`; None where they cannot all have room."""
    units = [Expected("", PAUSE, 0.0), *sounds, Expected("", PAUSE, 0.0)]
    whole = sum(sound.seconds for sound in sounds)
    tempo = float(np.clip(len(log_posteriors) * FRAME / max(whole, 1e-3), 0.6, 1.7))
    chain = _chain(units, tempo)
    path = likeliest(np.maximum(log_posteriors, np.float32(_FLOOR)), chain, last_optional=_LEAST_PAUSE)
    if path is None:
        return None
    spoken = np.array([unit.number != PAUSE for unit in units])[path.units]
    score = float((path.scores - log_posteriors.max(axis=1))[spoken].mean())
    return Alignment(_onsets(path.units, units), score, int(spoken.sum()))


def _chain(units: Sequence[Expected], tempo: float) -> Chain:
    """The states of all units; `tempo`: how much longer the recording is than espeak-ng's reading."""
    classes: list[int] = []
    unit_of: list[int] = []
    stay: list[float] = []
    leave: list[float] = []
    skip: list[int] = []
    optional_before = 0
    for number, unit in enumerate(units):
        pause = unit.number == PAUSE
        states = _LEAST_PAUSE if pause else _LEAST if unit.seconds * tempo >= _SHORT else _LEAST // 2
        classes += [unit.number] * states
        unit_of += [number] * states
        chance = 1 / (1 + max(unit.seconds * tempo / FRAME - states, 1.0))
        stay += [-np.inf] * (states - 1) + [_PAUSE_STEP if pause else float(np.log(1 - chance))]
        leave += [0.0] * (states - 1) + [_PAUSE_STEP if pause else float(np.log(chance)) * _LEAVING]
        skip += [optional_before] + [0] * (states - 1)
        optional_before = states if pause else 0
    return Chain(
        classes=np.array(classes, np.intp),
        unit=np.array(unit_of, np.intp),
        stay=np.maximum(np.array(stay, np.float32), np.float32(-1e30)),
        leave=np.array(leave, np.float32),
        skip=np.array(skip, np.intp),
    )


def _onsets(heard: NDArray[np.intp], units: Sequence[Expected]) -> list[Onset]:
    """One for each unit that was heard; a frame reaches half its step to both sides of its middle."""
    changes = np.flatnonzero(np.diff(heard, prepend=-1))
    return [Onset(max((int(frame) - 0.5) * FRAME, 0.0), units[heard[frame]].ipa) for frame in changes]
