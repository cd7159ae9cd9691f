"""The field that spreads the lips' movement over the face, cut open between the lips."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.toontalker.mouth.sounds import COLUMN
from toontalker.mesh import FaceFrame
from toontalker.mouth.rig import sample
from toontalker.mouth.shapes import lip_shapes
from toontalker.mouth.slit import Fields, Grid, lip_line, lower_face_grid, spread

_SHAPE = (256, 256)


@pytest.fixture(scope="module")
def grid(frame: FaceFrame) -> Grid:
    """The grid of the demo portrait."""
    return lower_face_grid(frame, _SHAPE)


@pytest.fixture(scope="module")
def jaw(frame: FaceFrame, grid: Grid) -> tuple[Fields, Fields]:
    """Both layers of the lowered jaw."""
    return spread(frame, grid, lip_shapes(frame)[[COLUMN["jaw"]]])


def test_the_grid_lies_in_the_picture_and_holds_the_mouth(frame: FaceFrame, grid: Grid) -> None:
    """From below the eyes to below the chin, nowhere outside."""
    rows, columns = grid.box
    assert 0 <= rows.start < frame.points[0, 1] < frame.points[152, 1] < rows.stop <= 256
    assert 0 <= columns.start < frame.points[61, 0] < frame.points[291, 0] < columns.stop <= 256
    assert rows.start > frame.points[145, 1]


def test_lips_part_and_corners_hold(frame: FaceFrame, grid: Grid, jaw: tuple[Fields, Fields]) -> None:
    """In the middle the layers are a whole jaw apart; beside the mouth they are the same."""
    upper, lower = (layer[0] for layer in jaw)
    middle, below = frame.points[[13]], np.array([0, grid.cell])
    gap = sample(lower, grid, middle + below)[0, 1] - sample(upper, grid, middle - below)[0, 1]
    assert gap > 0.13 * frame.unit
    beside = frame.points[[61, 291]] + [[-3 * grid.cell, 0], [3 * grid.cell, 0]]
    assert np.abs(sample(lower, grid, beside) - sample(upper, grid, beside)).max() < 0.01 * frame.unit


def test_layers_are_continuous_where_the_slit_ends(grid: Grid, jaw: tuple[Fields, Fields]) -> None:
    """No layer jumps from node to node by more than half the jaw: that would tear the corners."""
    for layer in jaw:
        assert np.abs(np.diff(layer[0], axis=1)).max() < 0.5 * np.abs(layer).max()


def test_nothing_moves_on_the_rim(grid: Grid, jaw: tuple[Fields, Fields]) -> None:
    """The moving part of the face joins the rest without a seam."""
    upper, lower = (layer[0] for layer in jaw)
    rim = np.concatenate([upper[0], upper[:, 0], upper[:, -1], lower[:, 0], lower[:, -1], lower[-1]])
    assert np.abs(rim).max() < 0.6


def test_the_chin_follows_for_free(frame: FaceFrame, grid: Grid, jaw: tuple[Fields, Fields]) -> None:
    """What the lip does, the beard below it does: the chin goes down with the jaw, the nose stays."""
    lower, upper = jaw[1][0], jaw[0][0]
    assert sample(lower, grid, frame.points[[199]])[0, 1] > 0.6 * 0.165 * frame.unit
    assert abs(sample(upper, grid, frame.points[[2]])[0, 1]) < 0.03 * frame.unit


def test_a_chin_at_the_lower_edge_may_leave_the_picture(frame: FaceFrame) -> None:
    """In a tight crop the jaw still opens: the rim at the edge of the picture is free."""
    height = int(frame.points[152, 1] + 0.05 * frame.unit)
    grid = lower_face_grid(frame, (height, 256))
    assert grid.floating
    assert grid.box[0].stop <= height
    lower = spread(frame, grid, lip_shapes(frame)[[COLUMN["jaw"]]])[1]
    assert sample(lower[0], grid, frame.points[[199]])[0, 1] > 0.5 * 0.165 * frame.unit


def test_an_open_mouth_is_a_hole(frame: FaceFrame, grid: Grid) -> None:
    """With the lips apart in the drawing, the line knows both edges, and the field still solves."""
    landmarks = frame.landmarks.copy()
    landmarks[[14, 87, 317, 178, 402], 1] += 0.08 * frame.unit
    opened = FaceFrame(landmarks)
    line = lip_line(opened, grid)
    assert (line.lower - line.upper).max() > 0.06 * frame.unit
    assert (line.middle >= line.upper).all()
    fields = spread(opened, grid, lip_shapes(opened)[[COLUMN["jaw"]]])
    assert all(np.isfinite(layer).all() for layer in fields)


def test_a_mouth_between_two_columns_is_no_slit(frame: FaceFrame, grid: Grid) -> None:
    """A grid so coarse that no column crosses the mouth leaves the face in one piece instead of failing."""
    coarse = replace(grid, cell=grid.cell * 20, rows=4, columns=4, left=int(frame.points[78, 0]) - grid.cell * 10 - grid.cell * 20)
    line = lip_line(frame, replace(coarse, left=-1000))
    assert not line.inside.any()
    upper, lower = spread(frame, replace(coarse, left=-1000), lip_shapes(frame)[[COLUMN["jaw"]]])
    assert np.array_equal(upper, lower)
