"""The bound on skin holds on the rendered picture, for any skin and any drawing."""

from __future__ import annotations

import numpy as np
import pytest

from toontalker.cartoon.skin import GREY_CHROMA, SkinBound, face_colour, hold_skin, is_grey
from toontalker.cartoon.study import Study
from toontalker.picture import Colour, to_rgb, to_uint8

BOUND = SkinBound(lightness=3.0)
SKINS = [(25, 10, 14), (40, 16, 24), (55, 18, 22), (70, 14, 18), (85, 6, 12)]
"""CIELAB of photos' faces, from dark to pale."""
DRAWN = [(20, 0, 0), (0, 0, 0), (-20, 0, 0), (0, -6, 25), (0, 20, -15), (10, 30, 40)]
"""By how much a drawing goes wrong, CIELAB."""


def _flat(study: Study, lab: tuple[float, float, float]) -> Colour:
    """A drawing in one colour, with a dark mouth and dark eyes in it."""
    picture = np.empty((*study.alpha.shape, 3), np.float32)
    picture[...] = lab
    picture[study.regions.features > 0.5] = (8, 0, 0)
    return to_rgb(picture)


def _hue_apart(one: np.ndarray[tuple[int, ...], np.dtype[np.float32]], other: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> float:
    turn = np.degrees(np.arctan2(one[2], one[1]) - np.arctan2(other[2], other[1]))
    return abs(float((turn + 180) % 360 - 180))


@pytest.mark.parametrize("photo", SKINS)
@pytest.mark.parametrize("error", DRAWN)
def test_any_drawing_is_brought_within_the_bound(
    study: Study, photo: tuple[float, float, float], error: tuple[float, float, float]
) -> None:
    """Too pale, too dark, too yellow, too red: the median of the rendered face ends within the stated limits."""
    drawn = _flat(study, (photo[0] + error[0], photo[1] + error[1], photo[2] + error[2]))
    wanted = np.array(photo, np.float32)
    held = face_colour(hold_skin(drawn, np.ones_like(study.alpha), study.frame, wanted, BOUND), study.frame)
    assert abs(held[0] - photo[0]) <= BOUND.lightness + 0.7
    assert _hue_apart(held, wanted) <= BOUND.hue + 1.5
    chroma = float(np.hypot(photo[1], photo[2]))
    assert np.hypot(held[1], held[2]) <= max(BOUND.chroma * chroma, chroma + 4) + 1


def test_a_good_drawing_is_left_alone(study: Study) -> None:
    """Within the bound nothing moves."""
    drawn = _flat(study, (60, 15, 18))
    held = hold_skin(drawn, np.ones_like(study.alpha), study.frame, np.array([61, 15, 18], np.float32), BOUND)
    assert np.allclose(held, drawn, atol=0.01)


def test_what_is_not_skin_is_left_alone(study: Study) -> None:
    """Outside the mask no pixel changes."""
    drawn = _flat(study, (80, 15, 18))
    skin = study.regions.face * study.regions.skin
    held = hold_skin(drawn, skin, study.frame, np.array([50, 15, 18], np.float32), BOUND)
    assert np.allclose(held[skin == 0], drawn[skin == 0], atol=0.01)
    assert np.abs(held - drawn).max() > 0.1


def test_a_grey_face_gets_no_colour(study: Study) -> None:
    """Of a black-and-white photo a coloured drawing becomes as grey as the photo."""
    held = hold_skin(_flat(study, (60, 20, 20)), np.ones_like(study.alpha), study.frame, np.array([60, 0.5, 0.5], np.float32), BOUND)
    median = face_colour(held, study.frame)
    assert np.hypot(median[1], median[2]) < 3
    assert is_grey(median)
    assert not is_grey(np.array([60, GREY_CHROMA, GREY_CHROMA], np.float32))


def test_face_colour_is_the_same_for_both_kinds_of_picture(study: Study) -> None:
    """uint8 and float pictures give one colour; a face off the picture gives a neutral one instead of failing."""
    drawn = _flat(study, (60, 15, 18))
    assert np.allclose(face_colour(drawn, study.frame), (60, 15, 18), atol=0.5)
    assert np.allclose(face_colour(to_uint8(drawn), study.frame), face_colour(drawn, study.frame), atol=1)
    away = type(study.frame)(study.frame.landmarks + np.float32(5000))
    assert np.array_equal(face_colour(drawn, away), np.array([50, 0, 0], np.float32))
