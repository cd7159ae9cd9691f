"""Eight numbers become an opening and a map of the lower face."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.toontalker.mouth.sounds import COLUMN, shape
from toontalker.cartoon.toon import Toon
from toontalker.mesh import FaceFrame
from toontalker.mouth.rig import MouthRig

_REST = np.zeros(8, np.float32)


@pytest.fixture(scope="module")
def rig(toon: Toon, frame: FaceFrame) -> MouthRig:
    """The rig of the demo portrait."""
    return MouthRig(frame, toon.alpha.shape, toon.palette)


def _map(rig: MouthRig, values: NDArray[np.float32], head: tuple[float, float] = (0, 0)) -> NDArray[np.float32]:
    return rig.bend(values, np.full((rig.grid.rows, rig.grid.columns, 2), head, np.float32))[1].copy()


def _identity(rig: MouthRig) -> NDArray[np.float32]:
    rows, columns = rig.grid.box
    return np.dstack(np.meshgrid(np.arange(columns.start, columns.stop), np.arange(rows.start, rows.stop))).astype(np.float32)


def test_at_rest_every_pixel_stays(rig: MouthRig) -> None:
    """No movement is exactly the identity: a silent face is not blurred."""
    assert np.abs(_map(rig, _REST) - _identity(rig)).max() < 1e-3


def test_a_moved_head_takes_the_mouth_along(rig: MouthRig) -> None:
    """The lower face comes from where the head was, whatever the lips do; and the lips' edges move with it."""
    assert np.abs(_map(rig, _REST, (3, -2)) - (_identity(rig) - [3, -2])).max() < 1e-2
    still = rig.opening(shape("aa"))
    moved = rig.opening(shape("aa"), np.full((rig.grid.rows, rig.grid.columns, 2), (3, -2), np.float32))
    assert np.allclose(moved.upper, still.upper + np.array([3, -2]), atol=0.01)
    assert moved.skull_shift == pytest.approx(-2, abs=0.01)


def test_lips_touch_at_rest_and_when_pressed(rig: MouthRig) -> None:
    """No gap in silence nor at /p b m/, rounded or not."""
    pressed = shape("PP")
    pressed[COLUMN["pucker"]] = 0.8
    head = np.zeros((rig.grid.rows, rig.grid.columns, 2), np.float32)
    assert rig.opening(_REST).gap < 0.5
    assert rig.bend(pressed, head)[0].gap < 0.2


def test_vowels_open_as_far_as_they_should(rig: MouthRig, frame: FaceFrame) -> None:
    """/a/ is widest, then the mid vowels; /u/ is small; the gap is a good part of the face."""
    gaps = {viseme: rig.opening(shape(viseme)).gap / frame.unit for viseme in ("aa", "E", "ih", "ou", "SS")}
    assert gaps["aa"] > gaps["E"] > gaps["ih"] > gaps["SS"] > 0.01
    assert gaps["aa"] > 0.13
    assert gaps["ou"] < 0.5 * gaps["aa"]


def test_rounded_lips_are_narrower_than_spread_ones(rig: MouthRig) -> None:
    """/u/ against /i/: at least a fifth narrower."""

    def width(viseme: str) -> float:
        edge = rig.opening(shape(viseme)).upper
        return float(edge[-1, 0] - edge[0, 0])

    assert width("ou") < 0.8 * width("ih")


def test_the_ends_of_both_lips_meet(rig: MouthRig) -> None:
    """An opening without ends would leave jags at the corners."""
    for viseme in ("aa", "ih", "ou"):
        opening = rig.opening(shape(viseme))
        assert np.allclose(opening.upper[[0, -1]], opening.lower[[0, -1]])


def test_the_map_folds_nowhere_beside_the_mouth(rig: MouthRig) -> None:
    """Along each row pixels come from left to right, for every viseme: a fold would smear a corner."""
    for viseme in ("aa", "oh", "ou", "ih"):
        maps = _map(rig, shape(viseme))
        assert np.diff(maps[..., 0], axis=1).min() > -0.5
