"""Disguises keep the times of the sounds right."""

from __future__ import annotations

import numpy as np
import pytest

from toontalker.speech.listener.features import RATE
from toontalker.speech.listener.sounds import PAUSE, Span, class_of
from toontalker.speech.listener.train.disguise import disguised
from toontalker.speech.listener.train.speakers import Utterance


def _buzzes() -> Utterance:
    """A voice-like buzz from .5 to 1 s and from 1.5 to 2.2 s, silence between."""
    times = np.arange(round(2.5 * RATE)) / RATE
    buzz = sum(np.sin(2 * np.pi * 120 * harmonic * times) / harmonic for harmonic in range(1, 20))
    loud = ((times > 0.5) & (times < 1.0)) | ((times > 1.5) & (times < 2.2))
    vowel = class_of("a")
    spans = [(0, 0.5, PAUSE), (0.5, 1.0, vowel), (1.0, 1.5, PAUSE), (1.5, 2.2, vowel), (2.2, 2.5, PAUSE)]
    return Utterance(buzz * loud * 0.2, tuple(Span(*span) for span in spans))


@pytest.mark.parametrize("seed", range(12))
def test_sounds_are_where_the_spans_say(seed: int) -> None:
    """After any disguise it is loud where a sound is said to be and soft where a pause is, away from the borders."""
    made = disguised(_buzzes(), np.random.default_rng(seed))
    assert np.abs(made.sound).max() <= 1
    levels = {True: [0.0], False: [0.0]}
    for span in made.spans:
        inside = made.sound[round((span.start + 0.08) * RATE) : max(round((span.end - 0.05) * RATE), 0)]
        if inside.size > RATE // 50:
            levels[span.number == PAUSE].append(float(np.sqrt(np.mean(inside**2))))
    assert min(levels[False][1:]) > 3 * max(levels[True])


@pytest.mark.parametrize("seed", range(6))
def test_spans_leave_no_gap(seed: int) -> None:
    """They follow each other from the start to the end of the sound."""
    made = disguised(_buzzes(), np.random.default_rng(seed))
    assert made.spans[0].start == 0
    assert made.spans[-1].end == pytest.approx(made.sound.size / RATE, abs=0.03)
    for before, after in zip(made.spans, made.spans[1:], strict=False):
        assert after.start == pytest.approx(before.end, abs=0.02)  # Praat rounds the length of what it makes
