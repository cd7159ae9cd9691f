"""What moves and what stands still."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from toontalker.mouth.head import CELL
from toontalker.mouth.stage import Reach, Stage, figure_strips
from toontalker.picture import Map

_MOUTH = (slice(40, 80), slice(37, 63))


def _disc() -> Map:
    y, x = np.mgrid[:102, :102]
    return (np.hypot(x - 50, y - 50) < 30).astype(np.float32)


def _covered(boxes: list[tuple[slice, slice]]) -> NDArray[np.bool_]:
    covered = np.zeros((102, 102), bool)
    for box in boxes:
        covered[box] = True
    return covered


def test_pieces_and_mouth_hold_all_that_can_move() -> None:
    """Every pixel that the figure reaches, with the reach of head and jaw, is drawn."""
    stage = Stage(np.zeros((102, 102, 3), np.uint8), _disc(), _MOUTH, Reach(head=6, jaw=9))
    drawn = _covered([*stage.pieces, _MOUTH])
    y, x = np.nonzero(_disc())
    for dy, dx in ((0, 0), (-6, 0), (6, 0), (0, -6), (0, 6), (9, 0), (15, 0)):
        assert drawn[y + dy, x + dx].all()


def test_pieces_begin_at_whole_cells_and_leave_the_mouth_out() -> None:
    """The head's maps are made by whole cells; most of the mouth is drawn once and not twice."""
    stage = Stage(np.zeros((102, 102, 3), np.uint8), _disc(), _MOUTH, Reach(head=6, jaw=9))
    assert all(rows.start % CELL == columns.start % CELL == 0 for rows, columns in stage.pieces)
    assert not _covered(stage.pieces)[44:76, 41:59].all()


def test_no_figure_has_no_strips() -> None:
    """An empty picture asks for nothing to be drawn."""
    assert figure_strips(np.zeros((64, 64), np.float32), 4) == []


def test_the_layer_covers_the_backdrop_by_its_alpha() -> None:
    """Opaque hides, transparent shows, half mixes, to within one step of 255; the backdrop itself is not changed."""
    backdrop = np.full((102, 102, 3), (10, 200, 90), np.uint8)
    stage = Stage(backdrop, _disc(), _MOUTH, Reach(head=6, jaw=9))
    layer = np.zeros((102, 102, 4), np.uint8)
    layer[:30] = (250, 40, 60, 255)
    layer[30:60] = (125, 20, 30, 128)
    picture = stage.show(layer)
    assert (picture[:30] == (250, 40, 60)).all()
    assert (picture[60:] == (10, 200, 90)).all()
    assert np.abs(picture[40, 40].astype(int) - (130, 120, 75)).max() <= 1
    assert (backdrop == (10, 200, 90)).all()
    assert stage.show(layer) is not picture
