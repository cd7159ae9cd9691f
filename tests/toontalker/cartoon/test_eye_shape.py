"""Lids, gaze and iris of a drawn eye."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.toontalker.cartoon.feature_faces import looking, with_irises, with_opening
from toontalker.cartoon.eye_shape import SQUINT, eye_shapes, iris_colour
from toontalker.face import Portrait
from toontalker.mesh import EYES, FaceFrame
from toontalker.picture import lab_of, to_float


@given(opening=st.floats(0.02, 0.6))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_iris_is_never_smaller_than_half_the_opening(portrait: Portrait, opening: float) -> None:
    """However wide the eye is open, no white shows all round the iris."""
    for shape in eye_shapes(with_opening(FaceFrame(portrait.landmarks), opening)):
        assert shape.radius >= 0.5 * shape.height - 1e-6
        assert shape.radius <= max(0.31 * shape.width, 0.5 * shape.height) + 1e-6


def test_narrow_eyes_are_opened_but_keep_their_corners(portrait: Portrait) -> None:
    """An opening of .13 grows, corners and slant stay; a wide eye is left as it is."""
    frame = with_opening(FaceFrame(portrait.landmarks), 0.13)
    for shape, eye in zip(eye_shapes(frame), EYES, strict=True):
        assert 0.15 < shape.opening < 0.20
        assert shape.upper[0] == pytest.approx(frame.points[eye.upper_lid[0]], abs=0.1)
        assert shape.upper[-1] == pytest.approx(frame.points[eye.upper_lid[-1]], abs=0.1)
    wide = with_opening(FaceFrame(portrait.landmarks), 0.35)
    assert eye_shapes(wide)[0].opening == pytest.approx(0.35, abs=0.01)


def test_eyes_that_are_all_but_shut_are_not_forced_open(portrait: Portrait) -> None:
    """Below the squint limit the opening stays what it is."""
    frame = with_opening(FaceFrame(portrait.landmarks), 0.06)
    assert all(shape.opening < SQUINT for shape in eye_shapes(frame))


def test_the_gaze_follows_the_photo(portrait: Portrait) -> None:
    """Irises moved to one side in the mesh move to that side in the drawing."""
    frame = FaceFrame(portrait.landmarks)
    for straight, aside in zip(eye_shapes(frame), eye_shapes(looking(frame, 0.15)), strict=True):
        assert aside.iris[0] - straight.iris[0] == pytest.approx(0.15 * straight.width, rel=0.15)


def test_one_wrong_iris_is_drawn_towards_the_other(portrait: Portrait) -> None:
    """An error of the mesh in one eye does not make the figure squint in full."""
    frame = FaceFrame(portrait.landmarks)
    landmarks = frame.landmarks.copy()
    landmarks[EYES[0].iris, 0] += 0.2 * frame.eye_width(EYES[0])
    before, after = eye_shapes(frame), eye_shapes(FaceFrame(landmarks))
    shifts = [(b.iris[0] - a.iris[0]) / a.width for a, b in zip(before, after, strict=True)]
    assert shifts[0] == pytest.approx(0.12, abs=0.02)
    assert shifts[1] == pytest.approx(0.08, abs=0.02)


@pytest.mark.parametrize(
    ("painted", "hue"),
    [((0.20, 0.35, 0.60), (200, 290)), ((0.36, 0.22, 0.10), (40, 90)), ((0.30, 0.40, 0.25), (90, 180))],
    ids=["blue", "brown", "green"],
)
def test_irises_keep_the_colour_of_the_photo(portrait: Portrait, painted: tuple[float, float, float], hue: tuple[float, float]) -> None:
    """Blue stays blue, brown brown and green green (CIELAB hue, degrees)."""
    shapes = eye_shapes(FaceFrame(portrait.landmarks))
    lab = lab_of(iris_colour(with_irises(portrait, painted), shapes, greyscale=False))
    assert hue[0] <= np.degrees(np.arctan2(lab[2], lab[1])) % 360 <= hue[1]


def test_irises_too_dark_to_tell_are_brown(portrait: Portrait) -> None:
    """Black irises give a dark warm colour, neither grey nor violet."""
    lab = lab_of(iris_colour(with_irises(portrait, (0.03, 0.03, 0.035)), eye_shapes(FaceFrame(portrait.landmarks)), greyscale=False))
    assert lab[0] < 32
    assert lab[2] > 8


def test_a_grey_photo_has_grey_irises(portrait: Portrait) -> None:
    """No chroma, whatever the noise of the picture says."""
    lab = lab_of(iris_colour(to_float(portrait.image), eye_shapes(FaceFrame(portrait.landmarks)), greyscale=True))
    assert np.hypot(lab[1], lab[2]) < 1


def test_eyes_off_the_picture_have_a_colour_all_the_same(portrait: Portrait) -> None:
    """Nothing can be sampled, so irises are brown, or grey in a grey photo."""
    shapes = eye_shapes(FaceFrame(portrait.landmarks + np.array([5000, 0, 0], np.float32)))
    picture = to_float(portrait.image)
    brown, grey = (lab_of(iris_colour(picture, shapes, greyscale=greyscale)) for greyscale in (False, True))
    assert brown[2] > 8
    assert abs(grey[2]) < 1
