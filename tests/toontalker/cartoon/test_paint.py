"""The paint style is a painting: strokes to be seen, the likeness kept, the photo's background painted behind."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from toontalker.cartoon.paint import EXAGGERATION, draw
from toontalker.cartoon.study import Study, make_study
from toontalker.cartoon.toon import Toon
from toontalker.face import Portrait
from toontalker.mesh import EYES, FaceFrame
from toontalker.picture import to_float, to_lab


@pytest.fixture(scope="module")
def toon(study: Study) -> Toon:
    """The demo portrait painted, without caricature."""
    return draw(study)


def _roughness(picture: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    level = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32)
    return np.abs(level - cv2.GaussianBlur(level, (0, 0), 1.5))


def test_strokes_are_visible_but_not_noisy(toon: Toon) -> None:
    """The plain background of the photo gets the relief of a brush: more than a photo's grain, less than noise."""
    beside = toon.alpha < 0.01
    assert 0.6 < _roughness(toon.backdrop)[beside].mean() < 6


def test_the_face_is_calmer_than_the_ground(toon: Toon, study: Study) -> None:
    """Strokes on the cheeks are finer and flatter than those behind the head: a face stays kind to look at."""
    cheeks = (study.regions.face > 0.9) & (study.regions.features < 0.01) & (study.regions.skin > 0.9)
    assert _roughness(toon.figure)[cheeks].mean() < 4


def test_the_likeness_is_kept(toon: Toon, study: Study) -> None:
    """Blurred, painting and photo of the figure are nearly one picture; sharp, they are not."""
    inside = study.alpha > 0.95
    photo, painted = to_lab(study.image)[..., 0], to_lab(to_float(toon.figure))[..., 0]
    soft = [cv2.GaussianBlur(level, (0, 0), 6)[inside] for level in (photo, painted)]
    assert np.corrcoef(soft[0], soft[1])[0, 1] > 0.93
    assert np.abs(photo - painted)[inside].mean() > 2


def test_the_edge_is_brushed_yet_covers_the_figure(toon: Toon, study: Study) -> None:
    """The cut-out follows the study's, but not to the pixel."""
    assert np.abs(toon.alpha - study.alpha).mean() < 0.03
    assert toon.alpha[study.regions.face > 0.95].min() > 0.9
    assert not np.array_equal(toon.alpha, study.alpha)


def test_the_background_is_the_photo_s(toon: Toon, study: Study) -> None:
    """Away from the figure the backdrop has the photo's lightness, and does not know the seed."""
    beside = cv2.erode((study.alpha < 0.01).astype(np.uint8), np.ones((15, 15), np.uint8)) > 0
    change = to_lab(to_float(toon.backdrop))[beside, 0] - study.lab[beside, 0]
    assert abs(np.median(change)) < 10
    assert np.array_equal(draw(study, seed=3).backdrop, toon.backdrop)


def test_eyes_are_alive(toon: Toon) -> None:
    """Each eye holds a catch-light and a dark pupil."""
    level = to_lab(to_float(toon.figure))[..., 0]
    frame = FaceFrame(toon.landmarks)
    for eye in EYES:
        x, y = frame.points[eye.iris].astype(int)
        reach = max(2, int(0.18 * frame.eye_width(eye)))
        patch = level[y - reach : y + reach + 1, x - reach : x + reach + 1]
        assert patch.max() > 75
        assert patch.min() < 25


@pytest.mark.parametrize("move", [(-30, 6, 4), (-15, 2, 14), (6, -2, -2)])
def test_skin_stays_within_three(move: tuple[float, float, float], recoloured: Callable[[float, float, float], Portrait]) -> None:
    """Dark, yellowish and pale skin: the painted face keeps its level within 3 and its hue within 5 degrees."""
    made = make_study(recoloured(*move), EXAGGERATION, "no")
    skin = draw(made).palette.skin
    turn = np.degrees(np.arctan2(skin[2], skin[1]) - np.arctan2(made.photo_skin[2], made.photo_skin[1]))
    assert abs(skin[0] - made.photo_skin[0]) <= 3
    assert abs(turn) <= 5
