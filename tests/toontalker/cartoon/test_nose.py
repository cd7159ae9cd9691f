"""The marks of a nose."""

from __future__ import annotations

import numpy as np
import pytest

from tests.toontalker.cartoon.feature_faces import moved, palette, plain_skin
from toontalker.cartoon.nose import draw_nose
from toontalker.face import Portrait
from toontalker.mesh import NOSE_TIP, FaceFrame

both_manners = pytest.mark.parametrize("flat", [True, False])


@both_manners
def test_nostrils_are_dark_and_the_cheeks_untouched(portrait: Portrait, flat: bool) -> None:
    """Marks lie on the nose only; both nostrils are clearly darker than the skin."""
    frame, figure = FaceFrame(portrait.landmarks), plain_skin(portrait)
    drawn = draw_nose(figure, frame, palette(flat=flat))
    for nostril in (99, 328):
        x, y = np.round(frame.points[nostril]).astype(int)
        assert drawn[y - 3 : y + 4, x - 3 : x + 4].mean(2).min() < 0.8 * figure[y, x].mean()
    for cheek in (50, 280, 205, 425):
        x, y = np.round(frame.points[cheek]).astype(int)
        assert np.array_equal(drawn[y, x], figure[y, x])


def test_only_the_shaded_manner_has_a_light_on_the_tip(portrait: Portrait) -> None:
    """It brightens the tip of the soft nose; the flat one keeps the tones of its style."""
    frame, figure = FaceFrame(portrait.landmarks), plain_skin(portrait)
    x, y = np.round(frame.points[NOSE_TIP] - [0.008 * frame.unit, 0.018 * frame.unit]).astype(int)
    assert draw_nose(figure, frame, palette(flat=False))[y, x].mean() > figure[y, x].mean() + 0.03
    assert draw_nose(figure, frame, palette(flat=True))[y, x].mean() == pytest.approx(figure[y, x].mean(), abs=1e-6)


@both_manners
def test_marks_on_the_far_side_fade_as_the_head_turns(portrait: Portrait, flat: bool) -> None:
    """With the right half of the nose foreshortened to nothing, its marks are gone and the left ones stay."""
    frame, figure = FaceFrame(portrait.landmarks), plain_skin(portrait)
    turned = frame.landmarks.copy()
    middle = turned[2, 0]
    far = turned[:, 0] > middle
    turned[far, 0] = middle + 0.12 * (turned[far, 0] - middle)
    ink = np.abs(draw_nose(figure, FaceFrame(turned), palette(flat=flat)) - figure).sum(2)
    straight = np.abs(draw_nose(figure, frame, palette(flat=flat)) - figure).sum(2)
    split = int(np.ceil(middle + 0.02 * frame.unit))
    assert ink[:, split:].sum() < 0.6 * straight[:, split:].sum()
    assert ink[:, :split].max() > 0.5


def test_grey_photos_get_a_grey_nose_shadow(portrait: Portrait) -> None:
    """Nostrils and shade bring no colour into a grey figure."""
    figure = np.full(portrait.image.shape, 0.7, np.float32)
    drawn = draw_nose(figure, FaceFrame(portrait.landmarks), palette(flat=True, greyscale=True))
    assert np.ptp(drawn, axis=2).max() < 0.02


@pytest.mark.parametrize("down", [-4000.0, 4000.0, 120.0])
def test_a_nose_that_leaves_the_picture_is_no_trouble(portrait: Portrait, down: float) -> None:
    """It is cut or left out."""
    figure = plain_skin(portrait)
    drawn = draw_nose(figure, moved(FaceFrame(portrait.landmarks), 0, down), palette(flat=False))
    assert drawn.shape == figure.shape
    assert np.isfinite(drawn).all()
