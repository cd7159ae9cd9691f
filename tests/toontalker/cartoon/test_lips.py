"""Lips: their colour comes from the photo, their shape from the mesh."""

from __future__ import annotations

import numpy as np
import pytest

from tests.toontalker.cartoon.feature_faces import moved, palette, plain_skin
from toontalker.cartoon.lips import cheek_colour, draw_lips, lip_colour, lip_shape
from toontalker.drawing import polygon
from toontalker.face import Portrait
from toontalker.mesh import LIPS_INNER, LIPS_OUTER, LOWER_LIP_INNER, UPPER_LIP_INNER, FaceFrame
from toontalker.picture import Colour, lab_of, over, to_float, to_lab

SKIN = np.array([70, 12, 16], np.float32)
both_manners = pytest.mark.parametrize("flat", [True, False])


def _shut(portrait: Portrait) -> FaceFrame:
    """The face with its lips touching."""
    landmarks = portrait.landmarks.copy()
    meeting = 0.5 * (landmarks[list(UPPER_LIP_INNER)] + landmarks[list(LOWER_LIP_INNER)])
    landmarks[list(UPPER_LIP_INNER)] = meeting
    landmarks[list(LOWER_LIP_INNER)] = meeting
    return FaceFrame(landmarks)


def _painted(portrait: Portrait, colour: tuple[float, float, float]) -> Colour:
    """Plain skin with lips of that RGB."""
    figure = plain_skin(portrait)
    return over(figure, polygon(figure.shape, FaceFrame(portrait.landmarks).points[list(LIPS_OUTER)]), colour)


def test_lips_are_no_redder_than_the_photo_shows(portrait: Portrait) -> None:
    """Painted lips give redder ones than natural ones; lips like skin stay close to it; nothing is beyond the bounds."""
    frame = FaceFrame(portrait.landmarks)
    red, natural, bare = (
        lip_colour(_painted(portrait, colour), frame, SKIN) for colour in ((0.72, 0.20, 0.24), (0.78, 0.55, 0.50), (0.80, 0.66, 0.56))
    )
    assert red[1] > natural[1] + 6 > bare[1]
    assert 4 < bare[1] - SKIN[1] < 8
    assert red[1] - SKIN[1] <= 22.01
    assert -22.01 <= red[0] - SKIN[0] <= -4.99


@pytest.mark.parametrize("skin", [30.0, 50.0, 80.0])
def test_lips_follow_the_drawn_skin(portrait: Portrait, skin: float) -> None:
    """The same photo over darker drawn skin gives lips that are darker by as much."""
    frame = FaceFrame(portrait.landmarks)
    change = lip_colour(to_float(portrait.image), frame, np.array([skin, 12, 16], np.float32)) - [skin, 12, 16]
    reference = lip_colour(to_float(portrait.image), frame, SKIN) - SKIN
    assert change == pytest.approx(reference, abs=1e-3)


def test_lips_of_a_grey_photo_are_grey(portrait: Portrait) -> None:
    """Darker than the skin, with the chroma of the skin as it is drawn."""
    grey = np.repeat(to_float(portrait.image).mean(2, keepdims=True), 3, axis=2)
    lips = lip_colour(grey, FaceFrame(portrait.landmarks), np.array([70, 0, 0], np.float32))
    assert lips[0] <= 63
    assert np.abs(lips[1:]).max() < 0.01


def test_without_anything_to_sample_the_lips_are_a_little_redder_than_skin(portrait: Portrait) -> None:
    """A mouth off the picture gets a default."""
    frame = moved(FaceFrame(portrait.landmarks), 9000, 0)
    assert cheek_colour(to_float(portrait.image), frame) is None
    assert lip_colour(to_float(portrait.image), frame, SKIN) == pytest.approx(SKIN + np.array([-8, 8, 2]))


def test_thin_lips_are_thickened_and_full_ones_left(portrait: Portrait) -> None:
    """A lip of a few thousandths of the face becomes visible; one that is full does not grow."""
    frame = _shut(portrait)
    thin = frame.landmarks.copy()
    for outer, inner in ((0, 13), (37, 82), (267, 312), (39, 81), (269, 311), (40, 80), (270, 310), (17, 14), (84, 87), (314, 317)):
        thin[outer, 1] = thin[inner, 1] + 0.25 * (thin[outer, 1] - thin[inner, 1])
    before = FaceFrame(thin)
    shape = lip_shape(before)
    unit = before.unit
    assert (shape.upper_inner - shape.upper_outer)[25, 1] > (thin[13, 1] - thin[0, 1]) + 0.008 * unit
    full = frame.landmarks.copy()
    full[[0, 37, 267, 39, 269, 40, 270], 1] -= 0.04 * unit
    assert lip_shape(FaceFrame(full)).upper_outer[25, 1] == pytest.approx(full[0, 1], abs=0.004 * unit)


@both_manners
def test_lips_take_the_colour_of_the_palette(portrait: Portrait, flat: bool) -> None:
    """The lower lip of the figure lies near `palette.lips`; the cheeks do not change."""
    frame, figure = _shut(portrait), plain_skin(portrait)
    chosen = palette(flat=flat)
    drawn = draw_lips(figure, frame, chosen)
    point = np.round(0.5 * (frame.points[405] + frame.points[402])).astype(int)
    assert to_lab(drawn)[point[1], point[0]] == pytest.approx(chosen.lips, abs=9)
    x, y = np.round(frame.points[205]).astype(int)
    assert np.array_equal(drawn[y, x], figure[y, x])


@both_manners
def test_a_line_is_drawn_between_lips_that_touch(portrait: Portrait, flat: bool) -> None:
    """Only on request, and only for a shut mouth."""
    shut, figure = _shut(portrait), plain_skin(portrait)
    x, y = np.round(shut.points[13]).astype(int)
    with_line = draw_lips(figure, shut, palette(flat=flat))
    without = draw_lips(figure, shut, palette(flat=flat), contact_line=False)
    assert with_line[y - 1 : y + 2, x].mean(1).min() < without[y - 1 : y + 2, x].mean(1).min() - 0.12
    grin = FaceFrame(portrait.landmarks)
    assert np.array_equal(draw_lips(figure, grin, palette(flat=flat)), draw_lips(figure, grin, palette(flat=flat), contact_line=False))


@both_manners
def test_the_mouth_between_open_lips_is_not_painted(portrait: Portrait, flat: bool) -> None:
    """What shows in a grin (teeth, drawn before) stays."""
    frame = FaceFrame(portrait.landmarks)
    figure = plain_skin(portrait)
    inside = polygon(figure.shape, frame.points[list(LIPS_INNER)])
    figure = over(figure, inside, (1.0, 1.0, 1.0))
    drawn = draw_lips(figure, frame, palette(flat=flat))
    x, y = np.round(frame.points[[13, 14]].mean(0)).astype(int)
    assert drawn[y, x].min() > 0.97


@both_manners
def test_a_moustache_hangs_over_the_lip(portrait: Portrait, flat: bool) -> None:
    """Nearly black hair on the upper lip is not painted over."""
    frame, figure = _shut(portrait), plain_skin(portrait)
    hair = np.array([0.08, 0.06, 0.05], np.float32)
    top, bottom = int(frame.points[0, 1] - 0.05 * frame.unit), int(frame.points[13, 1] + 1)
    figure[top:bottom, int(frame.points[61, 0]) : int(frame.points[291, 0])] = hair
    drawn = draw_lips(figure, frame, palette(flat=flat), contact_line=False)
    x, y = np.round(0.6 * frame.points[0] + 0.4 * frame.points[13]).astype(int)
    assert drawn[y, x] == pytest.approx(hair, abs=0.06)


def test_grey_stays_grey(portrait: Portrait) -> None:
    """Lips, line and light bring no colour into a grey figure."""
    figure = np.full(portrait.image.shape, 0.7, np.float32)
    drawn = draw_lips(figure, _shut(portrait), palette(flat=True, greyscale=True, skin=float(lab_of([0.7, 0.7, 0.7])[0])))
    assert np.ptp(drawn, axis=2).max() < 0.01


def test_lips_off_the_picture_are_left_out(portrait: Portrait) -> None:
    """Nothing is drawn, nothing fails."""
    figure = plain_skin(portrait)
    assert np.array_equal(draw_lips(figure, moved(FaceFrame(portrait.landmarks), 9000, 0), palette(flat=False)), figure)
