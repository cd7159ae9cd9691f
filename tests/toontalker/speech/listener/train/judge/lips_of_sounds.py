"""Sounds named frame by frame, and what they look like: what the tests of the measures are made of."""

from __future__ import annotations

from toontalker.speech.listener.train.judge.track import STEP, Track, track_of
from toontalker.speech.recording import Onset

Spelled = list[tuple[str, float]]
"""IPA and seconds of each sound, in order; an empty name is a pause."""


def onsets_of(sounds: Spelled) -> list[Onset]:
    """One after the other from 0 on."""
    onsets, start = [], 0.0
    for ipa, seconds in sounds:
        onsets.append(Onset(round(start, 6), ipa))
        start += seconds
    return onsets


def track(sounds: Spelled) -> Track:
    """Their lips."""
    return track_of(onsets_of(sounds), round(sum(seconds for _, seconds in sounds) / STEP) * STEP)
