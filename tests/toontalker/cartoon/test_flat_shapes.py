"""Flat shapes: clean, antialiased, without specks, and painted one over the other without gaps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from toontalker.cartoon.flat_shapes import FlatShapes, crisp, cut, flat_shapes, in_tones, outline
from toontalker.cartoon.study import Study
from toontalker.mesh import CHIN, FOREHEAD


@pytest.fixture(scope="module")
def shapes(study: Study) -> FlatShapes:
    """Shapes of the demo portrait."""
    return flat_shapes(study)


def test_shapes_are_crisp(shapes: FlatShapes) -> None:
    """Less than 4 % of the pixels of any shape are neither in nor out."""
    for shape in (shapes.figure, shapes.skin, shapes.hair):
        assert ((shape > 0.05) & (shape < 0.95)).mean() < 0.04
        assert shape.min() >= 0
        assert shape.max() <= 1


def test_face_is_skin_and_crown_is_hair(study: Study, shapes: FlatShapes) -> None:
    """The middle of the face is skin without hair; above the forehead there is hair."""
    x, y = study.frame.centre.astype(int)
    assert shapes.skin[y, x] == 1
    assert shapes.hair[y, x] == 0
    x, y = (study.frame.points[FOREHEAD] - [0, 0.22 * study.unit]).astype(int)
    assert shapes.hair[y, x] == 1


def test_no_gap_between_face_and_hair(study: Study, shapes: FlatShapes) -> None:
    """Every pixel of the head is skin or hair: no cloth shows through a parting or at the temples."""
    rows = np.arange(study.alpha.shape[0])[:, None]
    head = (shapes.figure > 0.99) & (rows < study.frame.points[CHIN, 1] - 0.35 * study.unit)
    assert (np.maximum(shapes.skin, shapes.hair)[head] > 0.5).mean() > 0.995


def test_a_speck_of_hair_on_the_cheek_is_dropped(study: Study) -> None:
    """A mole is no lock of hair, and a dot of skin in the hair no bald spot."""
    hair, skin = study.regions.hair.copy(), study.regions.skin.copy()
    x, y = study.frame.points[50].astype(int)
    hair[y - 2 : y + 3, x - 2 : x + 3], skin[y - 2 : y + 3, x - 2 : x + 3] = 1, 0
    dotted = replace(study, regions=replace(study.regions, hair=hair, skin=skin))
    assert flat_shapes(dotted).hair[y, x] < 0.1


def test_a_neighbour_s_sleeve_is_left_out(study: Study) -> None:
    """Cloth beside the head, above the shoulders, does not belong to the figure."""
    regions, alpha = study.regions, study.alpha.copy()
    column = int(study.frame.centre[0] + 0.75 * study.unit)
    rows = slice(int(study.frame.points[FOREHEAD, 1]), int(study.frame.points[CHIN, 1] - 0.4 * study.unit))
    hair, cloth = regions.hair.copy(), regions.cloth.copy()
    alpha[rows, column:], hair[rows, column:], cloth[rows, column:] = 1, 0, 1
    other = replace(study, alpha=alpha, regions=replace(regions, hair=hair, cloth=cloth))
    middle = (rows.start + rows.stop) // 2
    assert flat_shapes(other).figure[middle, min(column + 8, alpha.shape[1] - 1)] < 0.1


def test_crisp_keeps_a_straight_edge_where_it_is() -> None:
    """Rounding does not move the border of a half plane."""
    half = np.zeros((40, 40), np.float32)
    half[:, 20:] = 1
    assert np.abs(crisp(half, 3.0).sum(1) - 20).max() < 0.2


def test_cut_and_outline_mark_the_border() -> None:
    """`cut` is a step at its level; `outline` is dark on the border and nowhere else."""
    ramp = np.linspace(0, 1, 101, dtype=np.float32)[None]
    assert cut(ramp, 0.5, 0.1)[0, [0, 50, 100]] == pytest.approx([0, 0.5, 1], abs=0.01)
    square = np.zeros((60, 60), np.float32)
    square[20:40, 20:40] = 1
    line = outline(square, 3.0)
    assert line[30, 20] > 0.5
    assert line[30, 30] == 0
    assert line[5, 5] == 0


def test_tones_cover_each_other_in_order() -> None:
    """Where two masks are 1, the later colour shows; where none is, the base."""
    one, none = np.ones((2, 2), np.float32), np.zeros((2, 2), np.float32)
    base, red, blue = (np.array(colour, np.float32) for colour in ((0.5, 0.5, 0.5), (1, 0, 0), (0, 0, 1)))
    assert in_tones(base, (one, red), (one, blue))[0, 0] == pytest.approx(blue)
    assert in_tones(base, (one, red), (none, blue))[0, 0] == pytest.approx(red)
    assert in_tones(base, (none, red), (none, blue))[0, 0] == pytest.approx(base)
