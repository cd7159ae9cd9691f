"""Where Wav2Lip looks."""

from __future__ import annotations

from dataclasses import astuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toontalker.face import Portrait
from toontalker.mesh import EYES, LIPS_OUTER, FaceFrame
from toontalker.mouth.wav2lip.box import SIDE, Box, face_box


def test_the_box_holds_the_face_as_a_detector_would(smiling: Portrait) -> None:
    """From above the brows to under the chin, cheek to cheek, and not the whole head."""
    box, points = face_box(smiling.landmarks, smiling.image.shape), FaceFrame(smiling.landmarks).points[:468]
    brows = min(points[list(eye.brow_top), 1].min() for eye in EYES)
    unit = FaceFrame(smiling.landmarks).unit
    assert points[10, 1] - 0.05 * unit < box.top < brows
    assert points[152, 1] < box.bottom < points[152, 1] + 0.2 * unit
    assert box.left <= points[:, 0].min() < points[:, 0].max() <= box.right
    assert 1.0 < box.height / box.width < 1.6


@pytest.mark.parametrize("drop", [0.0, 0.1, 0.2])
def test_mouth_and_chin_lie_in_the_half_that_is_redrawn(smiling: Portrait, drop: float) -> None:
    """Also with the jaw wide open: the rows from the 48th on are all the network redraws."""
    landmarks, unit = smiling.landmarks.copy(), FaceFrame(smiling.landmarks).unit
    landmarks[[152, 148, 377, 14, 17], 1] += drop * unit
    box = face_box(landmarks, smiling.image.shape)
    seen = landmarks[:, :2] @ box.to_face[:, :2].T + box.to_face[:, 2]
    assert seen[list(LIPS_OUTER), 1].min() > SIDE / 2
    assert seen[152, 1] < SIDE - 2


def test_the_box_follows_the_face(smiling: Portrait) -> None:
    """A face twice as large and elsewhere has a box twice as large, and there."""
    small = face_box(smiling.landmarks, (2000, 2000))
    moved = smiling.landmarks * 2
    moved[:, :2] += [300, 200]
    large = face_box(moved.astype(np.float32), (2000, 2000))
    offsets = np.array([200, 200, 300, 300])
    assert np.abs(np.array(astuple(large)) - 2 * np.array(astuple(small)) - offsets).max() <= 2


@given(st.integers(-400, 400), st.integers(-400, 400))
def test_a_box_never_leaves_the_picture(x: int, y: int) -> None:
    """Wherever the face lies, even outside, the box can be cut out and gives 96 x 96."""
    rng = np.random.default_rng(3)
    landmarks = (rng.random((478, 3)) * 100).astype(np.float32)
    landmarks[:, :2] += [x, y]
    box = face_box(landmarks, (200, 240, 3))
    assert 0 <= box.top < box.bottom <= 200
    assert 0 <= box.left < box.right <= 240
    assert box.cut(np.zeros((200, 240, 3), np.uint8)).shape == (SIDE, SIDE, 3)


def test_points_go_where_pixels_go() -> None:
    """`to_face` is the very mapping by which `cut` scales: a bright spot is found where it says."""
    box = Box(top=20, bottom=164, left=30, right=150)
    y, x = np.mgrid[:200, :200]
    for spot in ((90.0, 110.0), (60.5, 40.25)):
        light = 250 * np.exp(-((x - spot[0]) ** 2 + (y - spot[1]) ** 2) / 18)
        face = box.cut(np.repeat(light[..., None], 3, 2).astype(np.uint8))[..., 0].astype(float)
        rows, columns = np.mgrid[:SIDE, :SIDE]
        found = np.array([(columns * face).sum(), (rows * face).sum()]) / face.sum()
        assert np.abs(found - (box.to_face[:, :2] @ spot + box.to_face[:, 2])).max() < 0.1
