"""Beards are told from shadow and from bare chins."""

from __future__ import annotations

import numpy as np

from toontalker.cartoon.beard import find_beard
from toontalker.drawing import polygon
from toontalker.face import Portrait
from toontalker.mesh import CHIN, LIPS_OUTER, NOSE_BASE, NOSE_ROOT, OVAL, FaceFrame
from toontalker.picture import Colour, to_float, to_lab


def _painted(portrait: Portrait, *, sides: tuple[bool, bool] = (True, True), chroma: float = 0.5) -> tuple[Colour, FaceFrame]:
    """CIELAB of the portrait with its lower face darkened by 28 L on the left and right half, its chroma scaled."""
    frame, lab = FaceFrame(portrait.landmarks), to_lab(to_float(portrait.image))
    rows, columns = np.mgrid[: lab.shape[0], : lab.shape[1]]
    mask = polygon(lab.shape, frame.points[list(OVAL)]) * (rows > frame.points[NOSE_BASE, 1])
    mask *= 1 - polygon(lab.shape, frame.points[list(LIPS_OUTER)])
    middle = (frame.points[NOSE_ROOT, 0] + frame.points[CHIN, 0]) / 2
    mask *= ((columns < middle) & sides[0]) | ((columns >= middle) & sides[1])
    lab[..., 0] -= 28 * mask
    lab[..., 1:] *= (1 - (1 - chroma) * mask)[..., None]
    return lab, frame


def test_a_bare_face_has_no_beard(portrait: Portrait) -> None:
    """A woman's face gives strength 0 and an empty mask."""
    beard = find_beard(to_lab(to_float(portrait.image)), FaceFrame(portrait.landmarks))
    assert beard.strength < 0.1
    assert beard.mask.max() == 0


def test_a_dark_colourless_lower_face_is_a_beard(portrait: Portrait) -> None:
    """A painted beard is found, on the chin but not on the lips."""
    lab, frame = _painted(portrait)
    beard = find_beard(lab, frame)
    chin = (frame.points[CHIN] * 0.6 + frame.points[17] * 0.4).astype(int)
    lip = frame.points[[13, 14]].mean(0).astype(int)
    assert beard.strength > 0.8
    assert beard.mask[chin[1], chin[0]] > 0.5
    assert beard.mask[lip[1], lip[0]] < 0.1


def test_a_shadow_on_one_half_is_no_beard(portrait: Portrait) -> None:
    """Only what is dark on both sides of the face counts as hair."""
    both, frame = _painted(portrait)
    left, _ = _painted(portrait, sides=(True, False))
    assert find_beard(left, frame).mask.sum() < 0.35 * find_beard(both, frame).mask.sum()
