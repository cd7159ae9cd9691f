"""The frame of a face measures what its names say."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from toontalker.mesh import EYES, LEFT_EYE, LIPS_INNER, LOWER_LIP_INNER, OVAL, RIGHT_EYE, UPPER_LIP_INNER, FaceFrame


@pytest.fixture
def landmarks() -> NDArray[np.float32]:
    """478 points of which only those that a test looks at have been put in place."""
    points = np.zeros((478, 3), np.float32)
    points[10], points[152] = (50, 0, 0), (50, 100, 0)
    points[234], points[454], points[1] = (10, 50, 0), (90, 50, 0), (50, 55, 0)
    points[61], points[291] = (35, 75, 0), (65, 75, 0)
    return points


def test_measures_of_a_frontal_face(landmarks: NDArray[np.float32]) -> None:
    """Unit, widths and yaw of a face whose nose is in its middle."""
    frame = FaceFrame(landmarks)
    assert (frame.unit, frame.width, frame.mouth_width) == (100, 80, 30)
    assert frame.yaw == pytest.approx(0, abs=1e-6)


def test_yaw_grows_to_the_right(landmarks: NDArray[np.float32]) -> None:
    """A nose nearer to the right edge means a face turned to the right."""
    landmarks[1, 0] = 70
    assert FaceFrame(landmarks).yaw > 0.2


def test_a_lip_gap_is_never_negative(landmarks: NDArray[np.float32]) -> None:
    """Lips that overlap in the mesh are closed; parted ones give their largest distance."""
    landmarks[list(UPPER_LIP_INNER), 1], landmarks[list(LOWER_LIP_INNER), 1] = 75, 73
    assert FaceFrame(landmarks).lip_gap == 0
    landmarks[14, 1] = 81
    assert FaceFrame(landmarks).lip_gap == 6


def test_opening_is_relative_to_the_width_of_the_eye(landmarks: NDArray[np.float32]) -> None:
    """Half as high as wide is .5."""
    for index, x in zip(LEFT_EYE.upper_lid, np.linspace(20, 40, 9), strict=True):
        landmarks[index, :2] = x, 40
    for index, x in zip(LEFT_EYE.lower_lid, np.linspace(20, 40, 9), strict=True):
        landmarks[index, :2] = x, 50
    landmarks[[33, 133], 1] = 45
    frame = FaceFrame(landmarks)
    assert frame.eye_width(LEFT_EYE) == 20
    assert frame.eye_opening(LEFT_EYE) == pytest.approx(0.5)


def test_index_lists_are_consistent() -> None:
    """No landmark twice in a ring; the lids of an eye share their corners; the eyes share nothing."""
    assert len(set(OVAL)) == len(OVAL) == 36
    assert set(UPPER_LIP_INNER) | set(LOWER_LIP_INNER) == set(LIPS_INNER)
    for eye in EYES:
        assert eye.upper_lid[0] == eye.lower_lid[0]
        assert eye.upper_lid[-1] == eye.lower_lid[-1]
    assert not set(LEFT_EYE.upper_lid + LEFT_EYE.lower_lid) & set(RIGHT_EYE.upper_lid + RIGHT_EYE.lower_lid)
