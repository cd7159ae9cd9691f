"""What shows between open lips."""

from __future__ import annotations

import numpy as np
import pytest

from tests.toontalker.cartoon.feature_faces import moved, palette, plain_skin
from toontalker.cartoon.teeth import draw_open_mouth
from toontalker.drawing import polygon
from toontalker.face import Portrait
from toontalker.mesh import LIPS_INNER, LOWER_LIP_INNER, UPPER_LIP_INNER, FaceFrame
from toontalker.picture import Colour, Map, over, to_lab

TEETH, THROAT = (0.93, 0.91, 0.86), (0.25, 0.07, 0.08)
both_manners = pytest.mark.parametrize("flat", [True, False])


def _mouth(portrait: Portrait, gap: float, inside: tuple[float, float, float]) -> tuple[Colour, FaceFrame, Map]:
    """Skin with lips that are `gap` face units apart and that colour between them; and the mask of the opening."""
    landmarks = portrait.landmarks.copy()
    frame = FaceFrame(landmarks)
    middle = 0.5 * (landmarks[list(UPPER_LIP_INNER), 1] + landmarks[list(LOWER_LIP_INNER), 1])
    arch = np.sin(np.linspace(0, np.pi, len(middle))) * gap * frame.unit / 2
    landmarks[list(UPPER_LIP_INNER), 1] = middle - arch
    landmarks[list(LOWER_LIP_INNER), 1] = middle + arch
    frame = FaceFrame(landmarks)
    figure = plain_skin(portrait)
    mask = polygon(figure.shape, frame.points[list(LIPS_INNER)])
    return over(figure, mask, inside), frame, mask


def _light_share(drawn: Colour, mask: Map) -> float:
    """Which part of the opening is tooth-bright."""
    lab = to_lab(drawn)[mask > 0.9]
    return float(np.mean((lab[:, 0] > 60) & (np.hypot(lab[:, 1], lab[:, 2]) < 20)))


@both_manners
def test_a_grin_is_full_of_teeth(portrait: Portrait, flat: bool) -> None:
    """Where the photo shows teeth all over a low opening, so does the drawing."""
    source, frame, mask = _mouth(portrait, 0.07, TEETH)
    assert _light_share(draw_open_mouth(plain_skin(portrait), frame, source, palette(flat=flat)), mask) > 0.6


@both_manners
def test_a_wide_open_mouth_without_teeth_stays_dark(portrait: Portrait, flat: bool) -> None:
    """A throat and a tongue, no teeth that the photo does not have."""
    source, frame, mask = _mouth(portrait, 0.18, THROAT)
    drawn = draw_open_mouth(plain_skin(portrait), frame, source, palette(flat=flat))
    assert _light_share(drawn, mask) < 0.02
    assert np.median(drawn[mask > 0.9].mean(1)) < 0.35


def test_a_wide_laugh_has_upper_teeth_above_a_dark_mouth(portrait: Portrait) -> None:
    """Teeth at the top, darkness below."""
    source, frame, _ = _mouth(portrait, 0.18, TEETH)
    drawn = draw_open_mouth(plain_skin(portrait), frame, source, palette(flat=True))
    x = round(frame.points[13, 0])
    top, bottom = frame.points[13, 1], frame.points[14, 1]
    rows = [round(top + share * (bottom - top)) for share in (0.2, 0.6)]
    assert drawn[rows[0], x].mean() > drawn[rows[1], x].mean() + 0.25


def test_a_shut_mouth_is_left_alone(portrait: Portrait) -> None:
    """Below the limit nothing is drawn."""
    source, frame, _ = _mouth(portrait, 0.015, TEETH)
    figure = plain_skin(portrait)
    assert np.array_equal(draw_open_mouth(figure, frame, source, palette(flat=True)), figure)


def test_teeth_are_dimmer_in_darker_faces_and_grey_in_grey_ones(portrait: Portrait) -> None:
    """The palette sets the light, and whether there is colour."""
    source, frame, mask = _mouth(portrait, 0.07, TEETH)
    figure = plain_skin(portrait)
    light, dark = (draw_open_mouth(figure, frame, source, palette(flat=True, skin=skin))[mask > 0.9].max() for skin in (80, 25))
    assert light > dark + 0.08
    grey = draw_open_mouth(np.full_like(figure, 0.7), frame, source, palette(flat=True, greyscale=True))
    assert np.ptp(grey, axis=2).max() < 0.02


def test_a_mouth_off_the_picture_is_no_trouble(portrait: Portrait) -> None:
    """Nothing is drawn; and a mouth of a few pixels, half of it outside, is drawn without samples."""
    source, frame, _ = _mouth(portrait, 0.1, TEETH)
    figure = plain_skin(portrait)
    assert np.array_equal(draw_open_mouth(figure, moved(frame, 9000, 0), source, palette(flat=True)), figure)
    tiny = FaceFrame(frame.landmarks * np.float32(0.06))
    assert np.isfinite(draw_open_mouth(figure, tiny, source, palette(flat=True))).all()
