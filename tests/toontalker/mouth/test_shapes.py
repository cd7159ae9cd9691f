"""The basis movements of the lips."""

from __future__ import annotations

import numpy as np
import pytest

from tests.toontalker.mouth.sounds import COLUMN
from toontalker.mesh import FaceFrame
from toontalker.mouth import PARAMETERS
from toontalker.mouth.shapes import JAW_DROP, MouthAxes, lip_shapes


def test_the_jaw_takes_lip_and_chin_down(frame: FaceFrame) -> None:
    """At jaw = 1 the lower lip is .165 units lower, the chin nearly as much, the nose not at all."""
    jaw = lip_shapes(frame)[COLUMN["jaw"]] / frame.unit
    assert jaw[14] @ MouthAxes(frame).down == pytest.approx(JAW_DROP, rel=0.05)
    assert jaw[152, 1] > 0.8 * JAW_DROP
    assert not jaw[4].any()


def test_the_tongue_moves_no_skin(frame: FaceFrame) -> None:
    """The last parameter is for the inside of the mouth only."""
    assert not lip_shapes(frame)[COLUMN["tongue"]].any()
    assert all(lip_shapes(frame)[COLUMN[name]].any() for name in PARAMETERS if name != "tongue")


def test_wide_and_pucker_move_the_corners_apart_and_together(frame: FaceFrame) -> None:
    """Spread lips are wider, rounded ones narrower, by a visible part of the mouth."""
    shapes = lip_shapes(frame)

    def width(move: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> float:
        return float(np.hypot(*(frame.points + move)[[61, 291]].ptp(0)))

    assert width(shapes[COLUMN["wide"]]) > 1.1 * frame.mouth_width
    assert width(shapes[COLUMN["pucker"]]) < 0.8 * frame.mouth_width


def test_a_moustache_asks_for_wider_corners(frame: FaceFrame) -> None:
    """Corners that hair hides have to go farther to be seen."""
    plain, hairy = lip_shapes(frame), lip_shapes(frame, moustache=True)
    assert np.abs(hairy[COLUMN["wide"]]).max() > 1.2 * np.abs(plain[COLUMN["wide"]]).max()
    assert np.array_equal(plain[COLUMN["jaw"]], hairy[COLUMN["jaw"]])


def test_the_far_side_of_a_turned_mouth_moves_less(frame: FaceFrame) -> None:
    """Foreshortened lips go less far sideways, or the far corner smears over the cheek."""
    landmarks = frame.landmarks.copy()
    middle = landmarks[13, 0]
    right = landmarks[:, 0] > middle
    landmarks[right, 0] = middle + (landmarks[right, 0] - middle) * 0.5
    shapes = lip_shapes(FaceFrame(landmarks))
    for name in ("pucker", "wide"):
        assert abs(shapes[COLUMN[name]][291, 0]) < 0.65 * abs(shapes[COLUMN[name]][61, 0])


def test_a_tilted_face_moves_along_its_own_axes(frame: FaceFrame) -> None:
    """Turning the face turns its movements, and nothing else."""
    angle = 0.3
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    landmarks = frame.landmarks.copy()
    landmarks[:, :2] = (frame.points - frame.centre) @ turn + frame.centre
    straight, tilted = lip_shapes(frame), lip_shapes(FaceFrame(landmarks))
    assert np.allclose(straight @ turn, tilted, atol=0.02 * frame.unit)


def test_rounding_takes_the_smile_out_of_the_lips(frame: FaceFrame) -> None:
    """The raised corners of a smile come down when the lips round: otherwise /u/ is a heart."""
    landmarks = frame.landmarks.copy()
    axes = MouthAxes(frame)
    smile = FaceFrame(landmarks)
    lips = [61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, 95, 88, 178, 87, 14]
    landmarks[lips, 1] -= (0.04 * frame.unit * np.abs(axes.side[lips]) ** 2).astype(np.float32)
    pucker = lip_shapes(smile)[COLUMN["pucker"]]
    before = smile.points[13, 1] - smile.points[[78, 308], 1].mean()
    after = (smile.points + pucker)[13, 1] - (smile.points + pucker)[[78, 308], 1].mean()
    assert before > 0.03 * frame.unit
    assert after < 0.5 * before
