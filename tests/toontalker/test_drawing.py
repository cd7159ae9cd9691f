"""Curves, polygons and strokes cover what they should, to a fraction of a pixel."""

from __future__ import annotations

import numpy as np
import pytest

from toontalker.drawing import box_around, curve, fine_polygon, polygon, stroke

SQUARE = [(10.0, 10.0), (30.0, 10.0), (30.0, 30.0), (10.0, 30.0)]


def test_a_curve_runs_through_its_points_from_first_to_last() -> None:
    """The ends are exact; a closed curve ends where it began."""
    points = np.array([(0.0, 0.0), (5.0, 3.0), (9.0, -2.0), (14.0, 1.0)])
    assert np.allclose(curve(points, 50)[[0, -1]], points[[0, -1]])
    ring = curve(SQUARE, 40, closed=True)
    assert np.allclose(ring[0], ring[-1])


def test_repeated_points_do_no_harm() -> None:
    """Landmarks that coincide are one point; a single point is a curve of copies."""
    assert np.isfinite(curve([(1, 1), (1, 1), (5, 5), (5, 5), (9, 1)], 20)).all()
    assert np.allclose(curve([(2, 3), (2, 3)], 7), np.tile([2.0, 3.0], (7, 1)))


@pytest.mark.parametrize("draw", [polygon, fine_polygon])
def test_a_polygon_covers_its_area(draw: object) -> None:
    """Inside is 1, outside is 0, and the sum is the area to within an edge pixel's share."""
    mask = polygon((40, 40), SQUARE) if draw is polygon else fine_polygon((40, 40), SQUARE)
    assert mask.dtype == np.float32
    assert mask[20, 20] == 1
    assert mask[5, 5] == 0
    assert 380 < mask.sum() < 460


def test_blur_softens_the_edge() -> None:
    """A blurred polygon has values between 0 and 1 across its edge."""
    assert 0.2 < polygon((40, 40), SQUARE, blur=3)[20, 10] < 0.8


def test_a_fine_polygon_outside_the_picture_is_empty() -> None:
    """Nothing is drawn and nothing breaks."""
    assert fine_polygon((40, 40), np.array(SQUARE) + 500).sum() == 0


def test_a_stroke_tapers() -> None:
    """With a taper of 0 at both ends it is widest in the middle."""
    mask = stroke((40, 80), [(10, 20), (40, 20), (70, 20)], 8, taper=(0, 1, 0))
    assert mask[:, 40].sum() == pytest.approx(8, abs=1.2)
    assert mask[:, 15].sum() < 3


def test_a_box_is_cut_to_the_picture() -> None:
    """Margins never reach outside."""
    rows, columns = box_around((40, 60), SQUARE, 25)
    assert (rows.start, rows.stop) == (0, 40)
    assert (columns.start, columns.stop) == (0, 55)
