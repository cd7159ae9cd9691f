"""The light comes from the upper left, before the face, and nearness follows the mesh."""

from __future__ import annotations

import numpy as np
import pytest

from toontalker.cartoon.light import Light, light_figure
from toontalker.cartoon.study import Study
from toontalker.mesh import NOSE_TIP, RIGHT_CHEEK_EDGE


@pytest.fixture(scope="module")
def light(study: Study) -> Light:
    """Light on the demo portrait."""
    return light_figure(study.alpha, study.frame)


def test_maps_have_sane_ranges(light: Light, study: Study) -> None:
    """Cosines stay cosines; every map has the size of the picture and is finite."""
    for part, low in ((light.diffuse, -1), (light.specular, 0), (light.rim, 0), (light.depth, 0)):
        assert part.shape == study.alpha.shape
        assert part.dtype == np.float32
        assert np.isfinite(part).all()
        assert low - 1e-5 <= part.min() <= part.max() <= 1 + 1e-5


def test_the_left_cheek_is_lit_and_the_right_one_is_not(light: Light, study: Study) -> None:
    """The outer left cheek gets more light than the outer right one, the forehead more than the under-chin."""
    points = study.frame.points.astype(int)

    def at(landmark: int) -> float:
        x, y = points[landmark]
        return float(light.diffuse[y, x])

    assert at(116) > at(345) + 0.05
    assert at(10) > at(199) - 0.02


def test_the_nose_is_nearest(light: Light, study: Study) -> None:
    """Depth is largest about the nose tip and small at the edge of the cheeks and in the corners."""
    x, y = study.frame.points[NOSE_TIP].astype(int)
    edge_x, edge_y = study.frame.points[RIGHT_CHEEK_EDGE].astype(int)
    assert light.depth[y, x] > 0.9 * light.depth.max()
    assert light.depth[y, x] > light.depth[edge_y, min(edge_x, light.depth.shape[1] - 1)] + 0.2
    assert light.depth[0, 0] < 0.1
