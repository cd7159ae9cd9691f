"""The sticker style is flat, cut out, true to the photo's colours, and still behind the figure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from toontalker.cartoon.skin import face_colour
from toontalker.cartoon.sticker import EXAGGERATION, draw
from toontalker.cartoon.study import Study, make_study
from toontalker.cartoon.toon import Toon
from toontalker.face import FaceFinder, Portrait
from toontalker.mesh import FaceFrame
from toontalker.photo import open_photo
from toontalker.picture import to_float, to_lab


@pytest.fixture(scope="module")
def toon(study: Study) -> Toon:
    """The demo portrait as a sticker, without caricature."""
    return draw(study, 0)


def _change(portrait: Portrait, toon: Toon) -> tuple[float, float]:
    """(change of the face's median L, |change of its hue| in degrees) from photo to drawing."""
    before = face_colour(portrait.image, FaceFrame(portrait.landmarks))
    after = face_colour(toon.still(), FaceFrame(toon.landmarks))
    hues = [np.degrees(np.arctan2(lab[2], lab[1])) for lab in (before, after)]
    return float(after[0] - before[0]), abs((hues[1] - hues[0] + 180) % 360 - 180)


def test_skin_is_made_of_few_tones(toon: Toon, study: Study) -> None:
    """Most of the bare face lies within 1.5 L of one of four tones."""
    skin = (study.regions.face > 0.95) & (study.regions.features < 0.01) & (study.regions.skin > 0.95)
    level = to_lab(to_float(toon.figure))[skin, 0]
    counts, _ = np.histogram(level, bins=np.arange(0, 102, 1.5))
    assert np.sort(counts)[-8:].sum() > 0.6 * len(level)


@pytest.mark.parametrize("move", [(-36.0, 4.0, 2.0), (-22.0, 4.0, 6.0), (-10.0, 2.0, 2.0), (0.0, 0.0, 0.0), (8.0, -1.0, -3.0)])
def test_no_skin_is_paled_or_darkened(recoloured: Callable[[float, float, float], Portrait], move: tuple[float, float, float]) -> None:
    """Over faces from dark to pale, the rendered face keeps within 8 L and 6 degrees of hue of its photo."""
    portrait = recoloured(*move)
    lightness, hue = _change(portrait, draw(make_study(portrait, EXAGGERATION, "no"), 0))
    assert abs(lightness) <= 8
    assert hue <= 6


def test_dark_and_light_skin_are_treated_alike(recoloured: Callable[[float, float, float], Portrait]) -> None:
    """Between a dark and a light face the change of L differs by less than 6: no bias of either sign."""
    changes = [_change(face, draw(make_study(face, EXAGGERATION, "no"), 0))[0] for face in (recoloured(-30, 4, 4), recoloured(0, 0, 0))]
    assert abs(changes[0] - changes[1]) < 6


def test_a_grey_photo_stays_grey_before_a_coloured_ground(portrait: Portrait) -> None:
    """No colour is invented for the person; the backdrop has one all the same."""
    grey = cv2.cvtColor(cv2.cvtColor(portrait.image, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB).astype(np.uint8)
    toon = draw(make_study(replace(portrait, image=grey), EXAGGERATION, "no"), 0)
    figure, ground = to_lab(to_float(toon.figure)), to_lab(to_float(toon.backdrop))
    assert np.hypot(figure[..., 1], figure[..., 2])[toon.alpha > 0.5].max() < 4
    assert np.percentile(np.hypot(ground[..., 1], ground[..., 2]), 80) > 15


def test_shadow_leaves_most_of_each_half_of_the_face_in_the_light(portrait: Portrait, study: Study) -> None:
    """Even a face lit from one side is not half dark: no half has more than 60 % in shadow."""
    ramp = np.linspace(1.0, 0.35, portrait.image.shape[1], dtype=np.float32)[None, :, None]
    shaded = replace(portrait, image=(portrait.image * ramp).astype(np.uint8))
    lit = make_study(shaded, EXAGGERATION, "no")
    level = to_lab(to_float(draw(lit, 0).figure))[..., 0]
    bare = (lit.regions.face > 0.9) & (lit.regions.features < 0.01) & (lit.regions.skin > 0.6)
    base = np.median(level[bare])
    columns = np.arange(level.shape[1])[None] + 0 * level
    for half in (columns < lit.frame.centre[0], columns >= lit.frame.centre[0]):
        assert (level[bare & half] < base - 4).mean() < 0.6


def test_the_same_study_gives_the_same_sticker_and_the_seed_only_the_ground(study: Study, toon: Toon) -> None:
    """Drawing is deterministic; another seed changes the backdrop and leaves the figure."""
    again, other = draw(study, 0), draw(study, 1)
    np.testing.assert_array_equal(again.figure, toon.figure)
    np.testing.assert_array_equal(again.backdrop, toon.backdrop)
    np.testing.assert_array_equal(other.figure, toon.figure)
    assert (other.backdrop != toon.backdrop).any()


@pytest.mark.slow
def test_the_portraits_keep_their_skin(faces_folder: Path) -> None:
    """On every portrait whose face L lies in 40 to 75: |change of L| at most 10, hue within 8 degrees."""
    with FaceFinder() as finder:
        for path in sorted(faces_folder.glob("*.[jp]*")):
            photo = open_photo(path)
            portrait = finder.align(photo, finder.find_faces(photo)[0], 256)
            level = float(face_colour(portrait.image, FaceFrame(portrait.landmarks))[0])
            if 40 <= level <= 75:
                lightness, hue = _change(portrait, draw(make_study(portrait, EXAGGERATION, "auto"), 0))
                assert abs(lightness) <= 10, path.name
                assert hue <= 8, path.name
