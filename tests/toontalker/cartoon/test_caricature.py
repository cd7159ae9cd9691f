"""The caricature moves picture, matte and landmarks together."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from toontalker.cartoon.caricature import Exaggeration, exaggerate
from toontalker.face import Portrait
from toontalker.mesh import CHIN, EYES, FOREHEAD, LEFT_EYE, MOUTH_LEFT, NOSE_TIP, FaceFrame

STRONG = Exaggeration(eye=0.56, nose=0.17, jaw=0.17, head=0.17, chin=0.04, mouth=0.07)


def test_strength_zero_changes_nothing(portrait: Portrait) -> None:
    """Scaled by 0 the warp is the identity, for landmarks and (but for resampling) for pixels."""
    same = exaggerate(portrait, STRONG.scaled(0))
    assert np.abs(same.landmarks - portrait.landmarks).max() < 0.01
    inner = (slice(4, -4), slice(4, -4))
    assert np.abs(same.image[inner].astype(int) - portrait.image[inner].astype(int)).mean() < 1.0
    assert np.abs(same.matte - portrait.matte)[inner].mean() < 0.01


@pytest.mark.parametrize("landmark", [FOREHEAD, CHIN, NOSE_TIP, MOUTH_LEFT, LEFT_EYE.iris, 234, 454, 172])
def test_landmarks_go_where_the_picture_goes(portrait: Portrait, landmark: int) -> None:
    """A dot painted on a landmark is found at the landmark's new place."""
    x, y = portrait.landmarks[landmark, :2]
    dotted = np.zeros_like(portrait.image)
    cv2.circle(dotted, (round(float(x) * 16), round(float(y) * 16)), 4 * 16, (255, 255, 255), -1, cv2.LINE_AA, 4)
    warped = exaggerate(replace(portrait, image=dotted), STRONG)
    weight = warped.image[..., 0].astype(np.float64)
    rows, columns = np.mgrid[: weight.shape[0], : weight.shape[1]]
    found = np.array([(columns * weight).sum(), (rows * weight).sum()]) / weight.sum()
    assert np.hypot(*(found - warped.landmarks[landmark, :2])) < 1.5


def test_eyes_and_head_grow_and_the_jaw_narrows(portrait: Portrait) -> None:
    """What the numbers promise is seen in the landmarks."""
    before, after = FaceFrame(portrait.landmarks), FaceFrame(exaggerate(portrait, STRONG).landmarks)
    assert after.eye_width(EYES[0]) > 1.15 * before.eye_width(EYES[0])
    assert after.unit > before.unit

    def jaw_over_cheeks(frame: FaceFrame) -> float:
        return float(np.hypot(*(frame.points[172] - frame.points[397])) / frame.width)

    assert jaw_over_cheeks(after) < jaw_over_cheeks(before)


def test_depth_and_neighbours_are_kept(portrait: Portrait) -> None:
    """The warp is flat: z of the landmarks does not change, nor does who else is in the picture."""
    warped = exaggerate(replace(portrait, neighbours=((3.0, 4.0, 20.0),)), STRONG)
    assert np.array_equal(warped.landmarks[:, 2], portrait.landmarks[:, 2])
    assert warped.neighbours == ((3.0, 4.0, 20.0),)


def test_a_growing_head_stays_in_the_picture(portrait: Portrait) -> None:
    """The crown is not pushed out at the top, nor the chin out at the bottom."""
    warped = exaggerate(portrait, STRONG.scaled(2))
    before = np.flatnonzero((portrait.matte > 0.5).any(1))[0]
    after = np.flatnonzero((warped.matte > 0.5).any(1))[0]
    assert after >= min(before, 0.02 * portrait.matte.shape[0])
    assert warped.landmarks[CHIN, 1] < 0.86 * portrait.matte.shape[0]


def test_a_head_cut_off_by_the_photo_hardly_grows(portrait: Portrait) -> None:
    """There is no crown to show, so the face is not blown up beyond its frame."""
    matte = portrait.matte.copy()
    matte[: matte.shape[0] // 2] = 1
    warped = FaceFrame(exaggerate(replace(portrait, matte=matte), STRONG).landmarks)
    assert warped.unit < 1.12 * FaceFrame(portrait.landmarks).unit
