"""What every style must keep: layers of the right kind, the bound on skin, the same drawing for the same request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
import pytest

from toontalker.cartoon import cartoonize
from toontalker.cartoon.skin import face_colour
from toontalker.clip import DRAWN_STYLES, DrawnStyle
from toontalker.errors import BadSetting
from toontalker.face import Portrait
from toontalker.mesh import FaceFrame
from toontalker.picture import to_float, to_lab

Recolour = Callable[[float, float, float], Portrait]
every_style = pytest.mark.parametrize("style", DRAWN_STYLES)

SKINS = {"pale": (4, 0, 0), "light": (-6, 1, 2), "tan": (-14, 3, 5), "brown": (-22, 4, 6), "dark brown": (-30, 3, 4)}
"""(L, a, b) moves of the demo portrait's own skin (L 72): a set balanced about the middle."""


def _change(portrait: Portrait, style: DrawnStyle) -> tuple[float, float]:
    """(change of L, change of hue in degrees) of the face from photo to drawing."""
    toon = cartoonize(portrait, style)
    before = face_colour(portrait.image, FaceFrame(portrait.landmarks))
    after = face_colour(toon.still(), FaceFrame(toon.landmarks))
    turn = np.degrees(np.arctan2(after[2], after[1]) - np.arctan2(before[2], before[1]))
    return float(after[0] - before[0]), float((turn + 180) % 360 - 180)


@every_style
def test_skin_keeps_its_level_and_hue_whatever_its_colour(style: DrawnStyle, recoloured: Recolour) -> None:
    """From pale to dark brown: |change of L| ≤ 6 (10 for sticker), hue within 8°, and no bias between dark and light."""
    changes = {name: _change(recoloured(*move), style) for name, move in SKINS.items()}
    limit = 10 if style == "sticker" else 6
    assert all(abs(lightness) <= limit for lightness, _ in changes.values()), changes
    assert all(abs(hue) <= 8 for _, hue in changes.values()), changes
    lightnesses = [lightness for lightness, _ in changes.values()]
    assert abs(np.mean(lightnesses[:2]) - np.mean(lightnesses[-2:])) < 4, changes


@every_style
def test_layers_have_one_size_and_sane_ranges(style: DrawnStyle, portrait: Portrait) -> None:
    """Figure, alpha, backdrop and depth agree, and all of them are finite."""
    toon = cartoonize(portrait, style)
    size = portrait.image.shape[0]
    assert toon.figure.shape == toon.backdrop.shape == (size, size, 3)
    assert toon.figure.dtype == toon.backdrop.dtype == np.uint8
    assert toon.alpha.shape == toon.depth.shape == (size, size)
    assert toon.alpha.min() >= 0
    assert toon.alpha.max() <= 1
    assert 0 <= toon.depth.min() <= toon.depth.max() <= 1
    assert np.isfinite(toon.landmarks).all()
    assert np.isfinite(toon.palette.skin).all()


@every_style
def test_the_same_request_gives_the_same_drawing(style: DrawnStyle, portrait: Portrait) -> None:
    """Two drawings of one portrait are equal to the last byte."""
    one, two = cartoonize(portrait, style), cartoonize(portrait, style)
    assert np.array_equal(one.still(), two.still())
    assert np.array_equal(one.landmarks, two.landmarks)


@every_style
def test_a_black_and_white_photo_gives_a_grey_figure(style: DrawnStyle, portrait: Portrait) -> None:
    """No colour is invented for the face of an old photo."""
    grey = cv2.cvtColor(portrait.image, cv2.COLOR_RGB2GRAY)
    toon = cartoonize(replace(portrait, image=np.repeat(grey[..., None], 3, axis=2)), style)
    x, y = FaceFrame(toon.landmarks).points[[50, 280]].astype(int).T
    cheeks = to_lab(to_float(toon.figure))[y, x]
    assert toon.palette.greyscale
    assert np.hypot(cheeks[:, 1], cheeks[:, 2]).max() < 8


@every_style
def test_strength_drives_the_caricature(style: DrawnStyle, portrait: Portrait) -> None:
    """At strength 0 the landmarks stay where they were; the eyes grow with it."""
    plain, strong = cartoonize(portrait, style, strength=0), cartoonize(portrait, style, strength=1.5)
    assert np.abs(plain.landmarks - portrait.landmarks).max() < 0.05

    def eye(landmarks: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> float:
        return float(np.hypot(*(landmarks[33, :2] - landmarks[133, :2])))

    assert eye(strong.landmarks) > 1.1 * eye(plain.landmarks)


@every_style
def test_black_hair_stays_black(style: DrawnStyle, portrait: Portrait) -> None:
    """Hair at L 8 is not lifted to grey."""
    frame = FaceFrame(portrait.landmarks)
    lab = to_lab(to_float(portrait.image))
    hair = (portrait.matte > 0.8) & (np.arange(lab.shape[0])[:, None] < frame.points[10, 1] - 0.02 * frame.unit)
    image = portrait.image.copy()
    image[hair] = (image[hair] * 0.12).astype(np.uint8)
    toon = cartoonize(replace(portrait, image=image), style, strength=0)
    drawn = to_lab(to_float(toon.still()))[..., 0]
    assert np.median(drawn[cv2.erode(hair.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0]) < 24


def test_glasses_come_when_they_are_asked_for(portrait: Portrait) -> None:
    """`yes` draws glasses on a face without any, as a layer of their own; `no` and `auto` do not."""
    assert cartoonize(portrait, "toon3d", glasses="no").glasses is None
    assert cartoonize(portrait, "toon3d", glasses="auto").glasses is None
    drawn = cartoonize(portrait, "toon3d", glasses="yes").glasses
    assert drawn is not None
    assert drawn[..., 3].max() > 200


def test_an_unknown_style_is_one_sentence(portrait: Portrait) -> None:
    """The error names the styles there are."""
    with pytest.raises(BadSetting, match="sticker, toon3d, ink, paint"):
        cartoonize(portrait, "pixar")  # type: ignore[arg-type]
