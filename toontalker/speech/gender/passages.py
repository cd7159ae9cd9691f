"""A long recording in passages, cut where it is softest, and put together again without a seam.

A passage carries a little of its neighbours at both ends, so that what is done to it sees no edge; where two passages meet, one
is faded into the other. So a recording of minutes needs no more memory than one passage of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from toontalker.speech.recording import Recording, Sound

LONGEST = 20.0
"""Seconds between two cuts at most."""
_EARLIEST = 10.0
"""Seconds after a cut from which on the next one may lie."""
_LATEST = 19.0
"""Seconds after a cut until which the next one lies, so that at least a second is left behind it."""
CONTEXT = 0.4
"""Seconds of its neighbours that a passage carries at each end: some periods of the lowest voice, and more than a fade."""
_FADE = 0.02
"""Seconds before and after a cut in which one passage is faded into the next."""
_MOMENT = 0.01
"""Seconds for which one loudness is measured."""
_PAUSE = 10
"""Moments whose mean decides how soft a place is."""


@dataclass(frozen=True)
class Passage:
    """A stretch of a recording between two cuts, with some of its neighbours."""

    start: int
    """First sample of the stretch, counted from the start of the recording."""
    end: int
    """One behind its last."""
    before: int
    """Samples of `sound` that lie before the stretch."""
    sound: Sound
    """The stretch with its neighbours, ``(samples,) float32``."""


def passages(recording: Recording) -> Iterator[Passage]:
    """All passages in order; together their stretches are the whole recording, without gap or overlap."""
    cuts = [0, *_cuts(recording), recording.sound.samples]
    context = round(CONTEXT * recording.rate)
    blocks = recording.sound.blocks()
    held, held_from = np.zeros(0, np.float32), 0
    for start, end in pairwise(cuts):
        first, last = max(start - context, 0), min(end + context, recording.sound.samples)
        pieces = [held[first - held_from :]]
        missing = last - first - pieces[0].size
        while missing > 0:
            pieces.append(next(blocks))
            missing -= pieces[-1].size
        held, held_from = np.concatenate(pieces), first
        yield Passage(start, end, start - first, held[: last - first])


def joined(pieces: Iterable[tuple[Passage, Sound]], rate: int) -> Iterator[Sound]:
    """Each passage with what became of its sound, of the same length → the stretches one after the other, faded into each other."""
    fade = round(_FADE * rate)
    rise = (np.sin(np.linspace(0, np.pi / 2, 2 * fade + 2, dtype=np.float32)[1:-1]) ** 2).astype(np.float32)
    falling: Sound | None = None
    for passage, sound in pieces:
        begin, stop = passage.before, passage.before + passage.end - passage.start
        if falling is not None:
            yield falling + sound[begin - fade : begin + fade] * rise
            begin += fade
        if stop == sound.size:  # the last one carries nothing of a neighbour behind it
            yield sound[begin:]
            falling = None
        else:
            yield sound[begin : stop - fade]
            falling = sound[stop - fade : stop + fade] * rise[::-1]


def changed(recording: Recording, change: Callable[[int, Sound], Sound]) -> Iterator[Sound]:
    """The sound of a recording, as long as before, with `change` done to each passage; it is told which, counted from 0."""
    done = ((passage, change(number, passage.sound)) for number, passage in enumerate(passages(recording)))
    return joined(done, recording.rate)


def _cuts(recording: Recording) -> list[int]:
    """Samples at which the recording is cut: none in a short one."""
    if recording.seconds <= LONGEST:
        return []
    moment = round(_MOMENT * recording.rate)
    energy = _energy(recording, moment)
    softness = np.convolve(energy, np.ones(_PAUSE), "same")
    cuts: list[int] = []
    since = 0
    while (energy.size - since) * moment > LONGEST * recording.rate:
        first, last = (since + round(seconds / _MOMENT) for seconds in (_EARLIEST, _LATEST))
        since = first + int(np.argmin(softness[first:last]))
        cuts.append(since * moment)
    return cuts


def _energy(recording: Recording, moment: int) -> NDArray[np.float64]:
    """Mean square of each whole moment of the recording."""
    blocks = recording.sound.blocks(moment * 100)
    curves = [np.mean(np.square(block[: block.size // moment * moment].reshape(-1, moment), dtype=np.float64), axis=1) for block in blocks]
    return np.concatenate(curves)
