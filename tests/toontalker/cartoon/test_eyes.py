"""Both eyes drawn into a figure."""

from __future__ import annotations

import numpy as np
import pytest

from tests.toontalker.cartoon.feature_faces import moved, opening_mask, palette, plain_skin, with_opening
from toontalker.cartoon.eye_shape import eye_shapes
from toontalker.cartoon.eyes import draw_eyes, skin_key
from toontalker.face import Portrait
from toontalker.mesh import EYES, FaceFrame
from toontalker.picture import to_float

both_manners = pytest.mark.parametrize("flat", [True, False])


@both_manners
def test_eyes_are_drawn_where_they_are_and_nowhere_else(portrait: Portrait, flat: bool) -> None:
    """Far from the eyes no pixel changes, the figure handed in stays as it was, the result is in [0, 1]."""
    frame, figure = FaceFrame(portrait.landmarks), plain_skin(portrait)
    before = figure.copy()
    drawn = draw_eyes(figure, frame, to_float(portrait.image), palette(flat=flat))
    assert np.array_equal(figure, before)
    assert drawn.min() >= 0
    assert drawn.max() <= 1
    changed = np.argwhere(np.abs(drawn - figure).max(2) > 0.01)[:, ::-1]
    middles = [frame.points[[eye.upper_lid[0], eye.upper_lid[-1]]].mean(0) for eye in EYES]
    away = np.min([np.hypot(*(changed - middle).T) / frame.eye_width(eye) for middle, eye in zip(middles, EYES, strict=True)], 0)
    assert away.max() < 1.1
    assert np.abs(drawn - figure)[opening_mask(frame, figure.shape) > 0.9].mean() > 0.1


@both_manners
def test_a_dark_line_of_lashes_lies_along_the_upper_lid(portrait: Portrait, flat: bool) -> None:
    """Just above the middle of the lid the picture is nearly black; it tapers towards the nose."""
    frame = with_opening(FaceFrame(portrait.landmarks), 0.36)
    drawn = draw_eyes(plain_skin(portrait), frame, to_float(portrait.image), palette(flat=flat))
    for eye in EYES:
        x, y = np.round(frame.points[eye.upper_lid[4]]).astype(int)
        assert drawn[y - 2 : y + 1, x].mean(1).min() < 0.25


@both_manners
def test_shut_eyes_become_a_curve_without_white(portrait: Portrait, flat: bool) -> None:
    """A squint has lashes but neither iris nor eye white."""
    frame = with_opening(FaceFrame(portrait.landmarks), 0.05)
    figure = plain_skin(portrait)
    drawn = draw_eyes(figure, frame, to_float(portrait.image), palette(flat=flat))
    assert drawn.max() <= figure.max() + 1e-6
    assert drawn.min() < 0.25


@both_manners
def test_grey_photos_get_grey_eyes(portrait: Portrait, flat: bool) -> None:
    """Nothing that is drawn brings colour into a grey figure."""
    figure = np.full(portrait.image.shape, 0.7, np.float32)
    drawn = draw_eyes(figure, FaceFrame(portrait.landmarks), to_float(portrait.image), palette(flat=flat, greyscale=True))
    assert np.ptp(drawn, axis=2).max() < 0.01
    assert drawn.min() < 0.1


def test_both_irises_have_one_colour(portrait: Portrait) -> None:
    """A photo whose two eyes differ gives a figure whose eyes match."""
    source = to_float(portrait.image)
    frame = FaceFrame(portrait.landmarks)
    middle = int(frame.points[168, 0])
    source[:, :middle] *= 0.6
    drawn = draw_eyes(plain_skin(portrait), frame, source, palette(flat=True))
    rings = []
    for shape in eye_shapes(frame):
        x, y = np.round(shape.iris + 0.62 * shape.radius * np.array([-0.8, 0.6])).astype(int)
        rings.append(drawn[y, x])
    assert np.abs(rings[0] - rings[1]).max() < 0.15


@pytest.mark.parametrize("right", [-4000.0, 4000.0, -100.0, 120.0])
def test_a_face_that_leaves_the_picture_is_no_trouble(portrait: Portrait, right: float) -> None:
    """Eyes outside, or half outside, are skipped or cut."""
    figure = plain_skin(portrait)
    drawn = draw_eyes(figure, moved(FaceFrame(portrait.landmarks), right, 0), to_float(portrait.image), palette(flat=False))
    assert drawn.shape == figure.shape
    assert np.isfinite(drawn).all()


def test_eyes_too_small_to_draw_are_left_alone(portrait: Portrait) -> None:
    """At a twentieth of the size there is no room for an iris."""
    figure = plain_skin(portrait)
    tiny = FaceFrame(portrait.landmarks * np.float32(0.05))
    assert np.array_equal(draw_eyes(figure, tiny, to_float(portrait.image), palette(flat=True)), figure)


def test_whites_are_dimmer_in_darker_faces() -> None:
    """The key grows with the level of the skin and stays in its bounds."""
    keys = [skin_key(palette(flat=True, skin=level)) for level in (0, 20, 40, 60, 80, 100)]
    assert keys == sorted(keys)
    assert keys[0] == pytest.approx(0.60)
    assert keys[-1] == pytest.approx(1.02)
