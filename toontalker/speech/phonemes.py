"""From the onsets a voice reports to the phonemes of the finished speech: one sound each, without gap or overlap."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from toontalker.clip import Phoneme
from toontalker.speech.loudness import Curve
from toontalker.speech.recording import Onset
from toontalker.speech.visemes import STOPS, VOWELS, sounds_of, viseme_of

FIRST_SHARE = 1.5
"""How much longer the first part of a diphthong is than each other: 60 to 40."""
SHORTEST = 0.02
"""Seconds a sound keeps at least if its neighbour has them to give."""
LONGEST_CLOSURE = 0.12
"""Seconds before its burst at which a stop can begin at most."""
CLOSURE_AFTER_SILENCE = 0.06
"""Seconds the lips need to be seen shut before the burst of a stop that begins an utterance."""
CLOSURE_DEPTH = 20.0
"""dB by which a closure is softer than the sound before it."""


@dataclass
class _Span:
    """A sound in the making."""

    start: float
    end: float
    ipa: str


def phonemes_of(onsets: list[Onset], shift: float, energy: Curve, *, at_burst: bool = True) -> tuple[Phoneme, ...]:
    """The phonemes of a finished speech.

    `onsets`: as the voice reported them; `shift`: seconds to add to their times; `energy`: mean square of every millisecond
    of the finished speech, whose length gives the end of the last pause; `at_burst`: stops may be reported at their burst, and
    their closure is to be found.
    """
    seconds = energy.size / 1000
    spans = _spans(onsets, shift, seconds)
    _widen(spans)
    if at_burst:
        _close_stops(spans, energy)
    parts = [part for span in spans for part in _split(span)]
    return tuple(Phoneme(part.start, part.end, part.ipa, viseme_of(part.ipa)) for part in _joined(parts, seconds))


def _spans(onsets: list[Onset], shift: float, seconds: float) -> list[_Span]:
    """One span for each onset, from the first moment of the speech to its last."""
    known = [Onset(min(max(onset.start + shift, 0.0), seconds), onset.ipa) for onset in onsets if not onset.ipa.startswith("(")]
    known.sort(key=lambda onset: onset.start)
    starts = [onset.start for onset in known] + [seconds]
    spans = [_Span(0.0, starts[0], "")]
    for onset, end in zip(known, starts[1:], strict=True):
        sounds = sounds_of(onset.ipa)
        lone_mark = onset.ipa and not sounds  # of stress or tone: its time belongs to the sound before
        if lone_mark or not (sounds or spans[-1].ipa):
            spans[-1].end = end
        else:
            spans.append(_Span(onset.start, end, onset.ipa))
    return spans


def _widen(spans: list[_Span]) -> None:
    """Gives a sound that was reported with no length a little from the one before it."""
    for before, span in pairwise(spans):
        lacking = SHORTEST - (span.end - span.start)
        if span.ipa and lacking > 0 and before.end - before.start > SHORTEST + lacking:
            before.end -= lacking
            span.start = before.end


def _close_stops(spans: list[_Span], energy: Curve) -> None:
    """Moves the start of each stop from its burst back to where its closure begins.

    espeak-ng reports a voiceless stop at the burst and counts the silent closure, in which the lips are to be seen shut, to
    the sound before. The closure is found in the sound: what is much softer than the loudest of the last quarter second.
    """
    smooth = np.convolve(energy, np.full(9, 1 / 9), "same")
    for before, span in pairwise(spans):
        if not span.ipa or sounds_of(span.ipa)[0][0] not in STOPS:
            continue
        if not before.ipa:
            start = max(span.start - CLOSURE_AFTER_SILENCE, before.start)
        else:
            start = span.start - _closure(smooth, before.start, span.start)
        before.end = span.start = start


def _closure(energy: Curve, start: float, burst: float) -> float:
    """Seconds of closure just before a burst, in the sound that began at `start`."""
    first, last = round(start * 1000), round(burst * 1000)
    heard = energy[max(last - 250, 0) : last]
    if not heard.size:
        return 0.0
    soft = energy[:last] < heard.max() * 10 ** (-CLOSURE_DEPTH / 10)
    longest = int(min(LONGEST_CLOSURE * 1000, (last - first) * 2 / 3))
    edge = 6  # ms: the burst itself may reach this far before its reported time
    length = 0
    while length < longest and (length < edge or soft[last - 1 - length]):
        length += 1
    return length / 1000 if length > edge else 0.0


def _split(span: _Span) -> list[_Span]:
    """One span for each single sound of it."""
    sounds = sounds_of(span.ipa)
    if not sounds:
        return [_Span(span.start, span.end, "")]
    weights = np.ones(len(sounds))
    if len(sounds) > 1 and sounds[0] in VOWELS:
        weights[0] = FIRST_SHARE
    edges = span.start + (span.end - span.start) * np.concatenate([[0.0], np.cumsum(weights) / weights.sum()])
    edges[-1] = span.end
    return [_Span(float(edges[i]), float(edges[i + 1]), sound) for i, sound in enumerate(sounds)]


def _joined(parts: list[_Span], seconds: float) -> list[_Span]:
    """The same without empty spans, with neighbouring pauses made one, edges equal to the last bit."""
    kept: list[_Span] = []
    for part in parts:
        if part.end - part.start < 1e-6:
            continue
        if kept and not part.ipa and not kept[-1].ipa:
            kept[-1].end = part.end
        else:
            kept.append(part)
    for before, after in pairwise(kept):
        after.start = before.end
    if kept:
        kept[0].start, kept[-1].end = 0.0, seconds
    return kept
