"""What is said in a recording of which nothing is known: the likeliest sequence of visemes, and of which sound each of them is.

A loop of all visemes: each lasts at least so long, and which follows which costs what it costs in speech (a bigram). So a doubtful
frame does not become a sound of its own. Visemes and not sounds are decided on, since they are what is seen: where /p/, /b/ and /m/
are each a little likely, the lips are shut, although some other sound may be likelier than each of the three.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from toontalker.speech.listener.features import STEP
from toontalker.speech.listener.sounds import COUNT, IPA
from toontalker.speech.recording import Onset
from toontalker.speech.visemes import VISEMES, viseme_of

Array = NDArray[np.float32]

LEAST = 3
"""Frames that a viseme lasts at least."""
BIGRAM_POWER = 0.3
"""How far the order of visemes counts beside what is heard."""
LIPS = 1.4
"""ln by which shut lips are taken to be likelier than they seem: eyes miss a closure more than they mind one too many. The least with
which 95 % of the closures of a voice that it never heard (flite's slt) are seen; see docs/voices.md."""
_FLOOR = -9.0
"""ln below which a posterior tells nothing more."""
_NEVER = -1e30
_SHUT = VISEMES.index("PP")


@cache
def _members() -> Array:
    """``(classes, visemes)``: 1 where a class has a viseme."""
    members = np.zeros((COUNT, len(VISEMES)), np.float32)
    members[np.arange(COUNT), [VISEMES.index(viseme_of(ipa)) for ipa in IPA]] = 1
    return members


def heard_sounds(log_posteriors: Array, follows: Array) -> list[Onset]:
    """Where each sound begins, for ``(frames, classes)`` posteriors, one every 10 ms; a frame reaches half its step to both sides.

    `follows`: ``(classes, classes)`` ln of the chance that the second follows the first.
    """
    visemes = viseme_path(log_posteriors, follows)
    changes = np.flatnonzero(np.diff(visemes, prepend=-1))
    onsets = []
    for first, last in zip(changes, [*changes[1:], len(visemes)], strict=True):
        likely = log_posteriors[first:last].sum(axis=0) + np.where(_members()[:, visemes[first]], 0, _NEVER)
        onsets.append(Onset(max((int(first) - 0.5) * STEP, 0.0), IPA[int(likely.argmax())]))
    return onsets


def viseme_path(log_posteriors: Array, follows: Array) -> NDArray[np.intp]:
    """``(frames,)`` numbers in `VISEMES`: the likeliest way through the loop (A. Viterbi 1967); arguments as of `heard_sounds`."""
    members = _members()
    heard = np.maximum(np.log(np.exp(log_posteriors) @ members + 1e-12), _FLOOR)
    heard[:, _SHUT] += LIPS
    cost = np.log(members.T @ np.exp(follows) @ members / members.sum(axis=0)[:, None]) * BIGRAM_POWER
    frames, count = heard.shape
    total = np.full((LEAST, count), _NEVER)
    total[0] = total[-1] = heard[0]  # a sound may have begun before the recording
    came = np.zeros((frames, count), np.int8)
    stayed = np.zeros((frames, count), bool)
    for frame in range(1, frames):
        entries = total[-1][:, None] + cost
        came[frame] = entries.argmax(axis=0)
        fresh = np.empty_like(total)
        fresh[0] = entries.max(axis=0)
        fresh[1:] = total[:-1]
        stayed[frame] = total[-1] >= fresh[-1]
        np.maximum(fresh[-1], total[-1], out=fresh[-1])
        total = fresh + heard[frame]
    return _way_back(came, stayed, int(total[-1].argmax()))


def _way_back(came: NDArray[np.int8], stayed: NDArray[np.bool_], viseme: int) -> NDArray[np.intp]:
    """From the last frame to the first; `came`: the viseme before, where one begins; `stayed`: whether its last state was stayed in."""
    path = np.empty(len(came), np.intp)
    state = LEAST - 1
    for frame in range(len(came) - 1, -1, -1):
        path[frame] = viseme
        if state == LEAST - 1 and stayed[frame, viseme]:
            continue
        if state > 0:
            state -= 1
        else:
            viseme, state = int(came[frame, viseme]), LEAST - 1
    return path
