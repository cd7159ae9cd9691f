"""Brows keep the colour, thickness and course they have in the photo."""

from __future__ import annotations

import numpy as np
import pytest

from tests.toontalker.cartoon.feature_faces import moved, palette, plain_skin
from toontalker.cartoon.brows import draw_brows, measure_brow
from toontalker.drawing import curve, stroke
from toontalker.face import Portrait
from toontalker.mesh import EYES, FaceFrame
from toontalker.picture import Colour, over, to_lab

BROWN, BLOND = (0.20, 0.13, 0.09), (0.66, 0.53, 0.38)
both_manners = pytest.mark.parametrize("flat", [True, False])


def _painted(portrait: Portrait, colour: tuple[float, float, float], thickness: float, rise: float = 0.0) -> tuple[Colour, FaceFrame]:
    """Skin with brows of that colour and thickness (face units), `rise` face units above the mesh's."""
    frame, picture = FaceFrame(portrait.landmarks), plain_skin(portrait)
    for eye in EYES:
        middle = 0.5 * (curve(frame.points[list(eye.brow_top)], 20) + curve(frame.points[list(eye.brow_bottom)], 20))
        line = middle - [0, rise * frame.unit]
        picture = over(picture, stroke(picture.shape, line, thickness * frame.unit, taper=(1, 1, 1)), colour)
    return picture, frame


def test_bushy_brows_stay_bushy(portrait: Portrait) -> None:
    """Thick brows are measured at least half again as thick as thin ones, both within the bounds of the drawing."""
    thin, thick = (measure_brow(*_painted(portrait, BROWN, thickness), EYES[0]) for thickness in (0.025, 0.065))
    assert thin is not None
    assert thick is not None
    unit = FaceFrame(portrait.landmarks).unit
    assert thick.thickness > 1.4 * thin.thickness
    assert 0.025 * unit < thin.thickness < thick.thickness < 0.075 * unit


def test_a_brow_is_drawn_where_the_photo_has_it(portrait: Portrait) -> None:
    """A brow that lies above the mesh's pulls the drawn one up with it, though not further than the mesh may err."""
    level = measure_brow(*_painted(portrait, BROWN, 0.04), EYES[1])
    raised = measure_brow(*_painted(portrait, BROWN, 0.04, rise=0.012), EYES[1])
    assert level is not None
    assert raised is not None
    shift = (level.path - raised.path)[8:-8, 1].mean() / FaceFrame(portrait.landmarks).unit
    assert 0.005 < shift < 0.016


@both_manners
def test_blond_brows_stay_light(portrait: Portrait, flat: bool) -> None:
    """Drawn blond brows are lighter than drawn brown ones, and still told from the skin."""
    levels = []
    for colour in (BLOND, BROWN):
        source, frame = _painted(portrait, colour, 0.045)
        drawn = draw_brows(plain_skin(portrait), frame, source, palette(flat=flat))
        x, y = np.round(0.5 * (frame.points[105] + frame.points[52])).astype(int)
        levels.append(float(to_lab(drawn)[y - 1 : y + 2, x - 2 : x + 3, 0].mean()))
    skin = float(to_lab(plain_skin(portrait))[0, 0, 0])
    assert levels[0] > levels[1] + 15
    assert levels[0] < skin - 5


@both_manners
def test_brows_taper_towards_the_nose(portrait: Portrait, flat: bool) -> None:
    """The inner end is thinner than the body: square inner ends look angry."""
    source, frame = _painted(portrait, BROWN, 0.05)
    figure = plain_skin(portrait)
    ink = np.abs(draw_brows(figure, frame, source, palette(flat=flat)) - figure).max(2).sum(0)
    left, right = frame.points[70, 0], frame.points[107, 0]
    body, inner = (ink[round(left + share * (right - left))] for share in (0.6, 0.985))
    assert inner < 0.75 * body


def test_grey_photos_get_grey_brows(portrait: Portrait) -> None:
    """No colour enters a black-and-white picture."""
    source, frame = _painted(portrait, BROWN, 0.05)
    figure = np.full(source.shape, 0.7, np.float32)
    drawn = draw_brows(figure, frame, source, palette(flat=True, greyscale=True))
    assert np.ptp(drawn, axis=2).max() < 0.02


def test_brows_off_the_picture_are_left_out(portrait: Portrait) -> None:
    """There is nothing to measure, so nothing is drawn."""
    frame = moved(FaceFrame(portrait.landmarks), 0, -4000)
    figure = plain_skin(portrait)
    assert measure_brow(figure, frame, EYES[0]) is None
    assert np.array_equal(draw_brows(figure, frame, figure, palette(flat=True)), figure)


def test_flat_brows_scowl_less_than_the_photo(portrait: Portrait) -> None:
    """Brows that fall steeply towards the nose are drawn with a gentler fall."""
    frame = FaceFrame(portrait.landmarks)
    steep = frame.landmarks.copy()
    for eye in EYES:
        brow = [*eye.brow_top, *eye.brow_bottom]
        inner = steep[brow, 0].max() if eye.outer_is_left else steep[brow, 0].min()
        steep[brow, 1] += 0.5 * (steep[brow, 0] - steep[brow, 0].mean()) * (1 if inner == steep[brow, 0].max() else -1)
    angry = FaceFrame(steep)
    picture = plain_skin(portrait)
    figure = plain_skin(portrait)
    falls = []
    for flat in (False, True):
        ink = np.abs(draw_brows(figure, angry, picture, palette(flat=flat)) - figure).max(2)[:, : int(angry.points[168, 0])]
        y, x = np.nonzero(ink > 0.15)
        falls.append(np.polyfit(x, y, 1)[0])
    assert 0 < falls[1] < 0.85 * falls[0]
