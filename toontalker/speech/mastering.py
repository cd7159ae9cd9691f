"""From a voice's raw recording to the finished speech: 48 kHz, trimmed, at one loudness, no peak too high, no click.

Two passes over the sound on disk. The first measures it, the second writes it; in between everything is decided on
curves with one value for each millisecond.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import soxr

from toontalker.errors import NothingToSay
from toontalker.speech.loudness import HOP, RATE, Curve, Levels, loudness, measure
from toontalker.speech.recording import Recording, Sound, SoundFile

LOUDNESS = -16.0
"""LUFS, what speech on phones and in chats is commonly set to."""
CEILING = -3.5
"""dBTP; below the -1.5 that is promised for the clip, because lossy coding lets single peaks grow by 1 dB and more."""
DEEPEST = 18.0
"""dB that the limiter may take off the highest peak; a sound that needs more (a lone click) stays softer instead."""
LEAD, TAIL = 150, 300
"""Milliseconds of silence before the first sound and after the last."""
INAUDIBLE = 50.0
"""dB below the loudest millisecond at which sound counts as silence at the ends."""
_ROUNDS = 20
_FADE = 8
"""Milliseconds over which the ends are faded."""


@dataclass(frozen=True)
class Cut:
    """Which milliseconds of a recording are kept."""

    start: int
    """May be negative: silence is put before."""
    end: int
    """May lie behind the recording's end: silence is put after."""

    @property
    def milliseconds(self) -> int:
        """Length of what is kept."""
        return self.end - self.start

    def apply(self, levels: Levels) -> Levels:
        """The levels of what is kept."""
        return Levels(*(self._kept(curve) for curve in (levels.energy, levels.weighted, levels.peak)))

    def _kept(self, curve: Curve) -> Curve:
        before, after = max(-self.start, 0), max(self.end - curve.size, 0)
        return np.pad(curve[max(self.start, 0) : self.end], (before, after))


@dataclass(frozen=True)
class Mastered:
    """The finished sound and how it lies in the recording."""

    sound: SoundFile
    """48 kHz mono."""
    shift: float
    """Seconds to add to a time in the recording to get the time in the finished sound."""
    energy: Curve
    """Mean square of each millisecond of the finished sound."""


def master(recording: Recording) -> Mastered:
    """Trims, levels and limits a recording; raises NothingToSay if nothing can be heard in it."""
    levels = measure(_at_delivery_rate(recording))
    cut = find_cut(levels)
    levels = cut.apply(levels)
    gain = find_gain(levels)
    sound = SoundFile()
    for block in _amplified(_kept(_at_delivery_rate(recording), cut), gain):
        sound.write(block)
    return Mastered(sound, shift=-cut.start / 1000, energy=levels.energy * gain * gain)


def _at_delivery_rate(recording: Recording) -> Iterator[Sound]:
    """The recording at 48 kHz, piece by piece."""
    if recording.rate == RATE:
        yield from recording.sound.blocks()
        return
    stream = soxr.ResampleStream(recording.rate, RATE, 1, dtype="float32", quality="HQ")
    for block in recording.sound.blocks():
        yield stream.resample_chunk(block)
    yield stream.resample_chunk(np.zeros(0, np.float32), last=True)


def find_cut(levels: Levels) -> Cut:
    """Where the first and the last sound lie, with the set silence round them; raises NothingToSay if there is none."""
    loudest = float(levels.energy.max(initial=0.0))
    if loudest < 1e-8:
        raise NothingToSay("There is nothing in this text that the voice can say.")
    heard = np.flatnonzero(levels.energy > loudest * 10 ** (-INAUDIBLE / 10))
    return Cut(int(heard[0]) - LEAD, int(heard[-1]) + 1 + TAIL)


def find_gain(levels: Levels) -> Curve:
    """How much to turn each millisecond up (linear), so that the whole has `LOUDNESS` and no peak passes `CEILING`.

    A static gain first; then a limiter that sees peaks coming (`_limited`). What the limiter takes away from the loudness
    is given back by more static gain, in a few rounds.
    """
    ceiling = 10 ** (CEILING / 20)
    highest = float(levels.peak.max())
    most = ceiling / highest * 10 ** (DEEPEST / 20)
    gain = np.ones_like(levels.peak)
    static = 1.0
    for _ in range(_ROUNDS):
        missing = LOUDNESS - loudness(levels.weighted, gain)
        if abs(missing) < 0.05:
            break
        static = min(static * 10 ** (missing / 20), most)
        gain = _limited(levels.peak, ceiling / static)
        gain *= np.float32(static)
    fade = np.sin(np.linspace(0, np.pi / 2, _FADE, dtype=np.float32)) ** 2
    gain[:_FADE] *= fade
    gain[-_FADE:] *= fade[::-1]
    return gain


def _limited(peak: Curve, ceiling: float) -> Curve:
    """A smooth gain of at most 1 that keeps every peak under the ceiling.

    Look-ahead limiter: the gain that each millisecond needs, its minimum over two milliseconds to each side, and a smooth mean
    of that over one to each side, which is nowhere above the need, nor is a straight line between two of its values. It looks
    no farther, so that it takes off the pulses of the voice and leaves the vowels round them.
    """
    need = np.maximum(peak, np.float32(ceiling))
    np.divide(np.float32(ceiling), need, out=need)
    lowest = need.copy()
    for shift in (1, 2):
        np.minimum(lowest[shift:], need[:-shift], out=lowest[shift:])
        np.minimum(lowest[:-shift], need[shift:], out=lowest[:-shift])
    lowest *= np.float32(0.25)
    smooth = np.add(lowest, lowest, out=need)
    smooth[1:] += lowest[:-1]
    smooth[:-1] += lowest[1:]
    smooth[[0, -1]] += lowest[[0, -1]]
    return smooth


def _kept(blocks: Iterator[Sound], cut: Cut) -> Iterator[Sound]:
    """Exactly the samples of the cut."""
    start, left = cut.start * HOP, cut.milliseconds * HOP
    if start < 0:
        yield np.zeros(-start, np.float32)
        left, start = left + start, 0
    for block in blocks:
        skipped = min(start, block.size)
        block = block[skipped : skipped + left]
        start -= skipped
        left -= block.size
        yield block
    yield np.zeros(left, np.float32)


def _amplified(blocks: Iterator[Sound], gain: Curve) -> Iterator[Sound]:
    """The sound times the gain curve, whose values hold in the middle of their milliseconds, linear in between."""
    position = 0
    for block in blocks:
        first, last = max(position // HOP - 1, 0), (position + block.size) // HOP + 2
        middles = (np.arange(first, min(last, gain.size)) + 0.5) * HOP
        at = np.arange(position, position + block.size)
        yield block * np.interp(at, middles, gain[first:last]).astype(np.float32)
        position += block.size
