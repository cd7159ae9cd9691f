"""Strokes in black-and-white pictures."""

from __future__ import annotations

import numpy as np

from toontalker.cartoon.toneless import toneless


def test_drawing_on_grey_leaves_grey() -> None:
    """The brightness of the stroke arrives, its colour does not."""
    before = np.full((4, 4, 3), 0.5, np.float32)
    drawn = before.copy()
    drawn[1, 1] = (0.9, 0.1, 0.1)
    grey = toneless(drawn, before)
    assert np.ptp(grey, axis=2).max() < 1e-6
    assert grey[1, 1, 0] < before[1, 1, 0]
    assert np.array_equal(grey[0], before[0])
