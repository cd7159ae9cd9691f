"""The drawn frame and its layer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.toontalker.cartoon.feature_faces import moved
from toontalker.cartoon.glasses_drawing import frame_colour, glasses_layer, glasses_shape
from toontalker.cartoon.glasses_evidence import GlassesEvidence, find_glasses
from toontalker.drawing import polygon
from toontalker.face import Portrait
from toontalker.mesh import EYES, FaceFrame

both_manners = pytest.mark.parametrize("flat", [True, False])


@pytest.fixture
def evidence(portrait: Portrait) -> GlassesEvidence:
    """A common wire frame."""
    return find_glasses(portrait.image, portrait.landmarks)


def _big_eyes(frame: FaceFrame, gain: float) -> FaceFrame:
    """Eyes enlarged about their middles, as the caricature does."""
    landmarks = frame.landmarks.copy()
    for eye in EYES:
        points = [*eye.upper_lid, *eye.lower_lid[1:-1]]
        middle = landmarks[points, :2].mean(0)
        landmarks[points, :2] = middle + (landmarks[points, :2] - middle) * gain
    return FaceFrame(landmarks)


@both_manners
@pytest.mark.parametrize("gain", [1.0, 1.35, 1.6])
def test_lenses_contain_the_drawn_eyes(portrait: Portrait, evidence: GlassesEvidence, flat: bool, gain: float) -> None:
    """However large the caricature makes them; and the lenses do not meet over the nose."""
    frame = _big_eyes(FaceFrame(portrait.landmarks), gain)
    glasses = glasses_shape(frame, evidence, flat=flat)
    for lens, eye in zip(glasses.lenses, EYES, strict=True):
        inside = polygon(portrait.image.shape, lens) > 0.5
        outline = np.round(frame.points[list(eye.upper_lid[1:-1] + eye.lower_lid[1:-1])]).astype(int)
        assert inside[outline[:, 1], outline[:, 0]].all()
    assert glasses.lenses[0][:, 0].max() < glasses.lenses[1][:, 0].min()


def test_a_wire_frame_is_never_heavier_than_a_bold_one(portrait: Portrait, evidence: GlassesEvidence) -> None:
    """The drawn thickness grows with the photo's and stays within bounds."""
    frame = FaceFrame(portrait.landmarks)
    shapes = [glasses_shape(frame, replace(evidence, thickness=t), flat=False) for t in (0.01, 0.03, 0.05, 0.06, 0.08, 0.12)]
    drawn = [shape.thickness / shape.eye_distance for shape in shapes]
    assert drawn == sorted(drawn)
    assert drawn[0] == pytest.approx(0.025)
    assert drawn[2] <= 0.037 + 1e-9
    assert drawn[-1] <= 0.085 + 1e-9


@both_manners
def test_the_layer_is_frame_glass_and_nothing_else(portrait: Portrait, evidence: GlassesEvidence, flat: bool) -> None:
    """Straight alpha: nearly opaque and dark on the rim, nearly clear in the lens, empty elsewhere."""
    frame = FaceFrame(portrait.landmarks)
    layer = glasses_layer(portrait.image.shape, frame, evidence, flat=flat)
    assert layer.shape == (*portrait.image.shape[:2], 4)
    assert layer.dtype == np.uint8
    glasses = glasses_shape(frame, evidence, flat=flat)
    x, y = np.round(glasses.lenses[0][22]).astype(int)
    assert layer[y - 1 : y + 2, x, 3].max() > 190
    assert layer[y - 1 : y + 2, x][layer[y - 1 : y + 2, x, 3].argmax(), :3].mean() < 110
    x, y = np.round(frame.points[468] + [2, 2]).astype(int)
    assert layer[y, x, 3] < 90
    assert layer[: int(frame.points[10, 1]), :, 3].max() == 0
    assert layer[int(frame.points[0, 1]) :, :, 3].max() == 0


def test_light_metal_is_drawn_light_and_dark_frames_dark(evidence: GlassesEvidence) -> None:
    """Gold keeps its hue."""
    dark = frame_colour(replace(evidence, dark=True, colour=np.array([0.2, 0.12, 0.1], np.float32)))
    gold = frame_colour(replace(evidence, dark=False, colour=np.array([0.75, 0.6, 0.35], np.float32)))
    assert dark.mean() < 0.25
    assert gold.mean() > 0.5
    assert gold[0] > gold[1] > gold[2] + 0.1


def test_the_far_lens_is_foreshortened(portrait: Portrait, evidence: GlassesEvidence) -> None:
    """A turned head, whose right eye is narrower, gets a narrower right lens."""
    landmarks = portrait.landmarks.copy()
    right = EYES[1]
    points = [*right.upper_lid, *right.lower_lid[1:-1]]
    middle = landmarks[points, 0].mean()
    landmarks[points, 0] = middle + 0.6 * (landmarks[points, 0] - middle)
    lenses = glasses_shape(FaceFrame(landmarks), evidence, flat=True).lenses
    widths = [float(np.ptp(lens[:, 0])) for lens in lenses]
    assert widths[1] < 0.85 * widths[0]


def test_glasses_off_the_picture_give_an_empty_layer(portrait: Portrait, evidence: GlassesEvidence) -> None:
    """Nothing to see, nothing fails."""
    frame = moved(FaceFrame(portrait.landmarks), 9000, 0)
    assert glasses_layer(portrait.image.shape, frame, evidence, flat=False).max() == 0
