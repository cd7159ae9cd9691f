"""The eye between the lids: white, iris, pupil, lights."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.toontalker.cartoon.feature_faces import with_opening
from toontalker.cartoon.eye_shape import EyeShape, eye_shapes
from toontalker.cartoon.eyeball import EyeballCoordinates, coordinates, flat_eyeball, shaded_eyeball
from toontalker.drawing import polygon
from toontalker.face import Portrait
from toontalker.mesh import FaceFrame
from toontalker.picture import Colour

Paint = Callable[[EyeballCoordinates, EyeShape, NDArray[np.float32], float], Colour]
BLUE = np.array([0.25, 0.45, 0.65], np.float32)
both_manners = pytest.mark.parametrize("paint", [flat_eyeball, shaded_eyeball])


def _eye(portrait: Portrait, opening: float = 0.40, size: float = 4.0) -> EyeShape:
    """The left eye, enlarged and placed in a crop of 200 x 280 px."""
    frame = with_opening(FaceFrame(portrait.landmarks * np.float32(size)), opening)
    shape = eye_shapes(frame)[0]
    corner = shape.outline.mean(0) - [140, 100]
    return shape.moved(corner[0], corner[1])


@both_manners
def test_an_eye_has_a_dark_pupil_in_a_coloured_iris_on_white(portrait: Portrait, paint: Paint) -> None:
    """Darkest in the middle, the iris' own hue round it, the brightest large area outside."""
    eye = _eye(portrait)
    at = coordinates((200, 280), eye)
    ball = paint(at, eye, BLUE, 1.0)
    pupil = ball[(at.radius < 0.3) & (at.dx > 0.05) & (at.dy > 0.05)]
    iris = ball[(at.radius > 0.55) & (at.radius < 0.8) & (at.dy > 0.2)]
    white = ball[(at.radius > 1.2) & (at.depth > 0.5) & (at.rise > 0.1) & (np.abs(at.side) < 0.7)]
    assert np.median(pupil) < 0.1
    assert np.median(iris[:, 2]) > np.median(iris[:, 0]) + 0.1
    assert np.median(white) > 0.75
    assert np.median(white) > np.median(iris) > np.median(pupil)


@both_manners
@pytest.mark.parametrize("opening", [0.16, 0.25, 0.45])
def test_a_catch_light_shows_even_in_a_narrow_eye(portrait: Portrait, paint: Paint, opening: float) -> None:
    """Some pixels of the iris inside the opening are pure white: without them an eye is dead."""
    eye = _eye(portrait, opening)
    at = coordinates((200, 280), eye)
    ball = paint(at, eye, BLUE, 1.0)
    inside = polygon((200, 280), eye.outline) > 0.95
    bright = (ball.min(2) > 0.97) & inside & (at.radius < 0.9)
    assert bright.sum() > 0.02 * np.pi * eye.radius**2


@both_manners
def test_the_white_follows_the_light_on_the_face(portrait: Portrait, paint: Paint) -> None:
    """In a dark face the white of the eye is darker, but stays far brighter than the iris."""
    eye = _eye(portrait)
    at = coordinates((200, 280), eye)
    white = (at.radius > 1.2) & (at.depth > 0.5) & (at.rise > 0.1) & (np.abs(at.side) < 0.7)
    light, dark = (float(np.median(paint(at, eye, BLUE, key)[white])) for key in (1.0, 0.65))
    assert light - dark > 0.15
    assert dark > 0.5


@both_manners
def test_the_upper_lid_throws_a_shadow(portrait: Portrait, paint: Paint) -> None:
    """The white is darker close under the upper lid than in its lower half."""
    eye = _eye(portrait)
    at = coordinates((200, 280), eye)
    ball = paint(at, eye, BLUE, 1.0).mean(2)
    white = (at.radius > 1.15) & (np.abs(at.side) < 0.8)
    assert ball[white & (at.depth > 0.02) & (at.depth < 0.2)].mean() < ball[white & (at.depth > 0.5) & (at.rise > 0.1)].mean() - 0.05


def test_the_flat_iris_has_a_dark_rim_and_the_shaded_one_is_lit_below(portrait: Portrait) -> None:
    """Flat: rim darker than the ring inside it. Shaded: lower half brighter than the upper one."""
    eye = _eye(portrait)
    at = coordinates((200, 280), eye)
    flat, shaded = flat_eyeball(at, eye, BLUE, 1.0).mean(2), shaded_eyeball(at, eye, BLUE, 1.0).mean(2)
    below = at.dy > 0.3
    assert flat[(at.radius > 0.88) & (at.radius < 0.96) & below].mean() < 0.6 * flat[(at.radius > 0.55) & (at.radius < 0.78) & below].mean()
    ring = (at.radius > 0.5) & (at.radius < 0.8) & (at.depth > 0.35)
    assert shaded[ring & (at.dy > 0.4)].mean() > 1.3 * shaded[ring & (at.dy < 0) & (at.dx > 0.2)].mean()
