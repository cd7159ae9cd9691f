"""Head motion."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from toontalker.cartoon.toon import Toon
from toontalker.mesh import FaceFrame
from toontalker.mouth.head import HeadMotion
from toontalker.mouth.life import HEAD_MOTIONS
from toontalker.mouth.slit import lower_face_grid

_WHOLE = (slice(0, 256), slice(0, 256))


def _motion(**amounts: float) -> NDArray[np.float32]:
    return np.array([amounts.get(name, 0) for name in HEAD_MOTIONS], np.float32)


@pytest.fixture(scope="module")
def head(toon: Toon) -> HeadMotion:
    """The demo portrait's head."""
    return HeadMotion(toon)


def _shift(head: HeadMotion, motion: NDArray[np.float32]) -> NDArray[np.float32]:
    """How far each pixel's content moves, px."""
    head.turn(motion)
    return np.asarray(np.dstack(np.meshgrid(np.arange(256), np.arange(256))) - head.map(_WHOLE), np.float32)


def test_no_motion_is_the_identity(head: HeadMotion) -> None:
    """A still head is not resampled between pixels."""
    assert not _shift(head, _motion()).any()


def test_a_piece_of_the_map_is_that_part_of_the_whole(head: HeadMotion) -> None:
    """Maps made piece by piece fit together without a seam."""
    head.turn(_motion(yaw=0.02, pitch=0.01, roll=0.02))
    whole = head.map(_WHOLE).copy()
    for box in ((slice(0, 24), slice(0, 256)), (slice(100, 151), slice(40, 203)), (slice(252, 256), slice(8, 9))):
        assert np.allclose(head.map(box), whole[box], atol=1e-3)


def test_a_turn_moves_the_nose_more_than_the_ears(head: HeadMotion, frame: FaceFrame) -> None:
    """Depth: that is what makes it a turn and not a shift."""
    shift = _shift(head, _motion(yaw=0.02))[..., 0]
    nose, ear = (tuple(np.round(frame.points[index]).astype(int)[::-1]) for index in (4, 234))
    assert shift[nose] > 1.4 * shift[ear] > 0
    assert shift.max() < 1.5 * 0.02 * frame.unit


def test_the_shoulders_stay(head: HeadMotion) -> None:
    """The lower edge of the picture does not move: no gap opens there."""
    for name in HEAD_MOTIONS:
        assert np.abs(_shift(head, _motion(**{name: 0.02}))[-1]).max() < 0.2


def test_a_figure_that_touches_the_sides_is_held_there(toon: Toon) -> None:
    """Hair cut by the picture's edge does not come loose from it."""
    full = replace(toon, alpha=np.ones_like(toon.alpha))
    shift = _shift(HeadMotion(full), _motion(yaw=0.02, pitch=0.014, roll=0.02, breath=0.004))
    rim = np.concatenate([shift[0], shift[-1], shift[:, 0], shift[:, -1]])
    assert np.abs(rim).max() < 0.3


def test_brows_go_up_alone(head: HeadMotion, frame: FaceFrame) -> None:
    """Raised brows leave the mouth where it is."""
    shift = _shift(head, _motion(brows=0.03))[..., 1]
    brow, mouth = (tuple(np.round(frame.points[index]).astype(int)[::-1]) for index in (105, 13))
    assert shift[brow] < -0.015 * frame.unit
    assert abs(shift[mouth]) < 1e-3


def test_the_mouth_grid_moves_with_the_head(toon: Toon, head: HeadMotion, frame: FaceFrame) -> None:
    """The shift at the nodes of the mouth's grid is that of the pixels there, so that no seam shows."""
    grid = lower_face_grid(frame, toon.alpha.shape)
    motion = _motion(yaw=0.02, pitch=-0.01, roll=0.02)
    nodes = head.at_nodes(grid)(motion)
    x, y = (axis.astype(np.float32) for axis in np.meshgrid(grid.x, grid.y))
    pixels = cv2.remap(_shift(head, motion), x, y, cv2.INTER_LINEAR)
    assert np.abs(nodes - pixels).max() < 0.05
