"""The likeliest way through a chain of states, one frame after the other (A. Viterbi 1967), for forced alignment.

A chain is what is known to be said: each sound as a few states in a row, so that it lasts at least so many frames, and pauses that
may be left out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]

_NEVER = np.float32(-1e30)


@dataclass(frozen=True)
class Chain:
    """States in order; all arrays are ``(states,)``."""

    classes: NDArray[np.intp]
    """Which class is heard in a state."""
    unit: NDArray[np.intp]
    """Which unit of what is said a state belongs to."""
    stay: Array
    """ln of the chance to remain for another frame."""
    leave: Array
    """ln of the chance to go on to the next state."""
    skip: NDArray[np.intp]
    """States between a state and the earlier one from which it can be reached too: those of an optional unit before it; 0 for none."""


@dataclass(frozen=True)
class Path:
    """The way through a chain."""

    units: NDArray[np.intp]
    """``(frames,)``: the unit heard in each frame."""
    scores: Array
    """``(frames,)``: ln posterior of the class on the way."""


def likeliest(log_posteriors: Array, chain: Chain, *, last_optional: int) -> Path | None:
    """The best path from the first state to the last, for ``(frames, classes)`` posteriors; None where the frames are too few.

    It may begin after the first unit's states and end before the last unit's `last_optional` states if those are optional.
    """
    frames, states = len(log_posteriors), len(chain.classes)
    heard = log_posteriors[0, chain.classes]
    total = np.full(states, _NEVER, np.float32)
    total[0] = heard[0]
    behind_first = int(np.argmax(chain.unit > 0)) if chain.unit[-1] > 0 else 0
    total[behind_first] = heard[behind_first]
    came = np.zeros((frames, states), np.uint8)
    jumps = np.flatnonzero(chain.skip)
    origins = jumps - chain.skip[jumps] - 1
    jumps, origins = jumps[origins >= 0], origins[origins >= 0]
    moved = np.empty(states, np.float32)
    for frame in range(1, frames):
        moved[0] = _NEVER
        np.add(total[:-1], chain.leave[:-1], out=moved[1:])
        jumped = total[origins] + chain.leave[origins]
        total = total + chain.stay
        step = came[frame]
        np.greater(moved, total, out=step.view(bool))
        np.maximum(total, moved, out=total)
        better = jumped > total[jumps]
        step[jumps[better]] = 2
        total[jumps[better]] = jumped[better]
        np.take(log_posteriors[frame], chain.classes, out=heard)
        total += heard
    end = states - 1
    if last_optional and total[end - last_optional] > total[end]:
        end -= last_optional
    if total[end] <= _NEVER / 2:
        return None
    return _way_back(came, chain, end, log_posteriors)


def _way_back(came: NDArray[np.uint8], chain: Chain, state: int, log_posteriors: Array) -> Path:
    """From the last state to the first."""
    frames = len(came)
    states = np.empty(frames, np.intp)
    for frame in range(frames - 1, -1, -1):
        states[frame] = state
        if came[frame, state]:
            state -= 1 + (int(chain.skip[state]) if came[frame, state] == 2 else 0)
    return Path(chain.unit[states], log_posteriors[np.arange(frames), chain.classes[states]])
