"""What is said in a recording of which nothing is known: the likeliest sequence of sounds.

A loop of all classes: each lasts at least so long, and which follows which costs what it costs in speech (a bigram). So a doubtful
frame does not become a sound of its own.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from toontalker.speech.listener.features import STEP
from toontalker.speech.listener.sounds import COUNT, IPA, class_of
from toontalker.speech.recording import Onset

Array = NDArray[np.float32]

LEAST = 3
"""Frames that a sound lasts at least."""
BIGRAM_POWER = 0.5
"""How far the order of sounds counts beside what is heard."""
LIPS = 1.0
"""ln by which /p b m/ are taken to be likelier than they seem: eyes miss a closure more than they mind one too many."""
_FLOOR = -9.0
"""ln below which a posterior tells nothing more."""
_BILABIALS = [class_of(sound) for sound in "pbm"]


def loop_path(log_posteriors: Array, follows: Array) -> NDArray[np.intp]:
    """``(frames,)`` the class heard in each frame, for ``(frames, classes)`` posteriors, one every 10 ms.

    `follows`: ``(classes, classes)`` ln of the chance that the second follows the first.
    """
    heard = np.maximum(log_posteriors, np.float32(_FLOOR))
    heard[:, _BILABIALS] += np.float32(LIPS)
    frames = len(heard)
    cost = follows * np.float32(BIGRAM_POWER)
    never = np.full((LEAST, COUNT), -1e30, np.float32)
    total = never.copy()
    total[0] = total[-1] = heard[0]  # a sound may have begun before the recording
    came = np.zeros((frames, COUNT), np.int8)
    """The class before, where a sound begins; -1 where the last state was stayed in is kept in `stayed`."""
    stayed = np.zeros((frames, COUNT), bool)
    for frame in range(1, frames):
        entries = total[-1][:, None] + cost
        before = entries.argmax(axis=0)
        fresh = never.copy()
        fresh[0] = entries[before, np.arange(COUNT)]
        fresh[1:] = total[:-1]
        stayed[frame] = total[-1] >= fresh[-1]
        fresh[-1] = np.maximum(fresh[-1], total[-1])
        came[frame] = before
        total = fresh + heard[frame]
    return _way_back(came, stayed, int(total[-1].argmax()))


def _way_back(came: NDArray[np.int8], stayed: NDArray[np.bool_], sound: int) -> NDArray[np.intp]:
    """From the last frame to the first."""
    frames = len(came)
    path = np.empty(frames, np.intp)
    state = LEAST - 1
    for frame in range(frames - 1, -1, -1):
        path[frame] = sound
        if state == LEAST - 1 and stayed[frame, sound]:
            continue
        if state > 0:
            state -= 1
        else:
            sound, state = int(came[frame, sound]), LEAST - 1
    return path


def onsets_of(path: NDArray[np.intp]) -> list[Onset]:
    """Where each sound of a path begins; a frame reaches half its step to both sides of its middle."""
    changes = np.flatnonzero(np.diff(path, prepend=-1))
    return [Onset(max((int(frame) - 0.5) * STEP, 0.0), IPA[path[frame]]) for frame in changes]
