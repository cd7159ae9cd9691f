"""The network's lips in the drawing, without a seam."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from toontalker.cartoon.toon import Toon
from toontalker.drawing import polygon
from toontalker.mesh import LIPS_OUTER, NOSE_BASE, OVAL, FaceFrame
from toontalker.mouth.wav2lip.box import SIDE, Box, face_box
from toontalker.mouth.wav2lip.paste import MouthPatch, RimLevel, oval
from toontalker.picture import Picture


@pytest.fixture(scope="module")
def still(toon: Toon) -> Picture:
    """The drawing at rest."""
    return toon.still()


@pytest.fixture(scope="module")
def box(toon: Toon) -> Box:
    """What the network is shown of it."""
    return face_box(toon.landmarks, toon.figure.shape)


@pytest.fixture(scope="module")
def patch(toon: Toon, still: Picture, box: Box) -> MouthPatch:
    """Where its mouth goes."""
    return MouthPatch(still, toon.landmarks, box, np.ones_like(toon.alpha))


def _rim(picture: NDArray[np.generic]) -> NDArray[np.generic]:
    return np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])


@pytest.mark.parametrize("tint", [(0, 0, 0), (9, -5, 3), (-12, -12, -12)])
def test_a_tint_leaves_no_edge_and_does_not_show(patch: MouthPatch, still: Picture, box: Box, tint: tuple[int, int, int]) -> None:
    """The face itself, tinted, looks like the drawing: at the rim exactly, inside but for what 96 px lose."""
    skin = still[patch.area]
    face = np.clip(box.cut(still).astype(int) + tint, 0, 255).astype(np.uint8)
    difference = patch.laid_over(skin, face).astype(int) - skin
    assert np.abs(_rim(difference)).max() <= 1
    assert np.abs(difference.mean((0, 1))).max() < 1
    assert np.abs(cv2.blur(difference.astype(np.float32), (9, 9))).max() < 12


def test_a_tint_that_changes_across_the_face_is_taken_off(still: Picture, box: Box) -> None:
    """Warmer on one side, darker below: a plane for each channel."""
    face = box.cut(still)
    y, x = np.mgrid[:SIDE, :SIDE] / SIDE
    tinted = np.clip(face + np.dstack([8 * x, 4 - 6 * y, 0 * x]), 0, 255).astype(np.uint8)
    off = RimLevel(face, np.full((SIDE, SIDE), 0.3, np.float32)).matched(tinted) - face
    assert np.abs(off[(face > 12).all(2) & (face < 243).all(2)]).max() < 3


def test_a_moved_chin_is_no_tint(still: Picture, box: Box, toon: Toon) -> None:
    """A quarter of the rim in shadow changes the rest of the picture by a level or two at most."""
    face = box.cut(still)
    mask = cv2.resize(oval(FaceFrame(toon.landmarks), box, still.shape)[box.area], (SIDE, SIDE))
    dark = face.copy()
    dark[86:] = 10
    off = (RimLevel(face, mask).matched(dark) - face)[50:80, 20:76]
    assert np.abs(off).mean() < 2


def test_a_changed_mouth_shows_and_nothing_else_does(patch: MouthPatch, still: Picture, box: Box, toon: Toon) -> None:
    """Lips painted green by the network are green in the drawing, sharp above the nose as before."""
    frame = FaceFrame(toon.landmarks)
    lips = frame.points[list(LIPS_OUTER)] @ box.to_face[:, :2].T + box.to_face[:, 2]
    painted = box.cut(still)
    cv2.fillPoly(painted, [np.round(lips).astype(np.int32)], (0, 200, 0))
    whole = still.copy()
    whole[patch.area] = patch.laid_over(still[patch.area], painted)
    x, y = np.round(frame.points[[0, 17]].mean(0)).astype(int)
    assert np.abs(whole[y, x].astype(int) - (0, 200, 0)).max() < 25
    above = int(frame.points[NOSE_BASE, 1] - 0.03 * frame.unit)
    assert np.array_equal(whole[:above], still[:above])


def test_the_oval_holds_the_lips_and_fades_out_inside_the_box(box: Box, toon: Toon) -> None:
    """1 on all of the lips, 0 on the box's own rim, no step anywhere."""
    mask = oval(FaceFrame(toon.landmarks), box, toon.alpha.shape)
    x, y = np.round(toon.landmarks[list(LIPS_OUTER), :2]).astype(int).T
    assert mask[y, x].min() > 0.95
    assert float(_rim(mask[box.area]).max()) == 0
    assert max(np.abs(np.diff(mask, axis=axis)).max() for axis in (0, 1)) < 0.25
    assert mask.sum() == pytest.approx(mask[box.area].sum())


def test_nothing_is_laid_where_the_figure_ends(still: Picture, toon: Toon, box: Box) -> None:
    """A figure that covers nothing is not changed at all, and its patch can still be made."""
    ghost = MouthPatch(still, toon.landmarks, box, np.zeros_like(toon.alpha))
    skin = still[ghost.area]
    assert np.array_equal(ghost.laid_over(skin, np.zeros((SIDE, SIDE, 3), np.uint8)), skin)


def test_what_stands_beside_the_face_is_not_redrawn(still: Picture, toon: Toon, box: Box) -> None:
    """Collar, hair and what lies behind the figure stay as sharp as they were, though the box holds them."""
    whole, frame = still.copy(), FaceFrame(toon.landmarks)
    solid = toon.alpha.copy()
    edge = round(float(frame.points[291, 0] + 0.05 * frame.unit))
    solid[:, edge:] = 0
    patch = MouthPatch(still, toon.landmarks, box, solid)
    whole[patch.area] = patch.laid_over(still[patch.area], np.random.default_rng(2).integers(0, 256, (SIDE, SIDE, 3), np.uint8))
    changed = (whole != still).any(2)
    wide = cv2.dilate(polygon(solid.shape, frame.points[list(OVAL)]), np.ones((3, 3)), iterations=round(0.12 * frame.unit))
    assert changed.any()
    assert not changed[:, edge:].any()
    assert not changed[wide < 0.5].any()
