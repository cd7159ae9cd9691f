"""Brush lines with a width of their own at every point."""

from __future__ import annotations

import numpy as np
import pytest

from toontalker.cartoon.ribbon import normals, ribbon, tapered


def test_a_ribbon_is_as_wide_as_it_is_told() -> None:
    """Its area is length times width, and nothing is drawn beside it."""
    path = np.c_[np.linspace(10, 50, 20), np.full(20, 20.0)]
    mask = ribbon((40, 60), path, np.full(20, 6.0))
    assert mask.sum() == pytest.approx(40 * 6, rel=0.10)
    assert mask[:14].max() == 0
    assert mask[27:].max() == 0


def test_a_width_of_nothing_gives_a_pointed_tip() -> None:
    """Columns get thinner towards the end whose width is 0."""
    path = np.c_[np.linspace(10, 50, 30), np.full(30, 20.0)]
    columns = ribbon((40, 60), path, np.linspace(10, 0, 30)).sum(0)
    assert columns[15] > columns[30] > columns[45] > 0


def test_normals_stand_on_the_path_and_point_below_it() -> None:
    """For a path that runs right, below is down the screen; every normal has length 1."""
    path = np.c_[np.linspace(0, 10, 11), np.sin(np.linspace(0, 3, 11))]
    across = normals(path)
    assert np.allclose(np.hypot(across[:, 0], across[:, 1]), 1)
    assert (across[:, 1] > 0).all()
    assert np.allclose((across * np.gradient(path, axis=0)).sum(1), 0)


def test_widths_pass_through_their_knots_and_never_overshoot() -> None:
    """A cosine between knots stays between their values."""
    widths = tapered(101, (0, 0.25, 1), (0.2, 1.0, 0.0))
    assert widths[[0, 25, 100]] == pytest.approx([0.2, 1.0, 0.0])
    assert widths.min() >= 0
    assert widths.max() <= 1
