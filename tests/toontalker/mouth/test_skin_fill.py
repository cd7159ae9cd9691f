"""Filling holes with skin."""

from __future__ import annotations

import numpy as np
import pytest

from toontalker.mouth.skin_fill import fill_skin
from toontalker.picture import Colour


def _hole(shape: tuple[int, int], rows: slice, columns: slice) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    hole = np.zeros(shape, np.float32)
    hole[rows, columns] = 1
    return hole


def _gradient() -> Colour:
    x = np.linspace(0.3, 0.8, 120, dtype=np.float32)
    return np.repeat(np.repeat(x[None, :, None], 100, axis=0), 3, axis=2)


def test_the_fill_continues_what_surrounds_it() -> None:
    """A hole in a gradient is filled with the gradient; nothing of what was in it is left."""
    whole, hole = _gradient(), _hole((100, 120), slice(30, 60), slice(40, 90))
    broken = whole.copy()
    broken[30:60, 40:90] = (1, 0, 0)
    filled = fill_skin(broken, hole, flat=False)
    assert np.abs(filled - whole).max() < 0.05
    assert filled is not broken


def test_pixels_away_from_the_hole_are_the_same() -> None:
    """Only the hole and its seam change."""
    whole = _gradient()
    filled = fill_skin(whole, _hole((100, 120), slice(30, 60), slice(40, 90)), flat=False)
    assert np.array_equal(filled[:24], whole[:24])
    assert np.array_equal(filled[:, :32], whole[:, :32])


def test_a_flat_fill_has_the_tones_of_the_rim() -> None:
    """Between two tones lies a border, not a gradient."""
    toned = np.full((100, 120, 3), 0.8, np.float32)
    toned[:, 60:] = 0.5
    broken = toned.copy()
    broken[30:60, 40:90] = (1, 0, 0)
    filled = fill_skin(broken, _hole((100, 120), slice(30, 60), slice(40, 90)), flat=True)[35:55, 45:85, 0]
    assert (np.minimum(np.abs(filled - 0.8), np.abs(filled - 0.5)) < 0.04).mean() > 0.85


@pytest.mark.parametrize("flat", [True, False])
def test_odd_holes(flat: bool) -> None:
    """No hole, a hole of one pixel, one at the edge and one that is everything: no failure, values in range."""
    whole = _gradient()
    assert np.array_equal(fill_skin(whole, np.zeros((100, 120), np.float32), flat=flat), whole)
    for hole in (
        _hole((100, 120), slice(50, 51), slice(50, 51)),
        _hole((100, 120), slice(80, 100), slice(100, 120)),
        np.ones((100, 120), np.float32),
    ):
        filled = fill_skin(whole, hole, flat=flat)
        assert np.isfinite(filled).all()
        assert filled.min() >= 0
        assert filled.max() <= 1
