"""Flat hair, skin and cloth keep the colours of the photo: black stays black, blond blond, and few tones suffice."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from toontalker.cartoon.flat_cloth import flat_cloth
from toontalker.cartoon.flat_hair import flat_hair, hair_colour
from toontalker.cartoon.flat_shapes import FlatShapes, flat_shapes
from toontalker.cartoon.flat_skin import flat_skin, skin_tones
from toontalker.cartoon.study import Study
from toontalker.picture import to_lab


@pytest.fixture(scope="module")
def shapes(study: Study) -> FlatShapes:
    """Shapes of the demo portrait."""
    return flat_shapes(study)


def _with_hair(study: Study, colour: tuple[float, float, float]) -> Study:
    """The study with its hair moved to this median CIELAB."""
    lab, hair = study.lab.copy(), study.regions.hair > 0.5
    lab[hair] += np.array(colour, np.float32) - np.median(lab[hair], axis=0)
    lab[..., 0] = np.clip(lab[..., 0], 0, 100)
    return replace(study, lab=lab)


@pytest.mark.parametrize(("name", "colour"), [("black", (8, 1, 1)), ("brown", (25, 9, 13)), ("blond", (66, 5, 26)), ("grey", (68, 0, 2))])
def test_hair_keeps_its_colour(study: Study, shapes: FlatShapes, name: str, colour: tuple[float, float, float]) -> None:
    """The middle tone lies within 12 L of the photo's hair and keeps its chroma within a third and 4."""
    drawn = hair_colour(_with_hair(study, colour), shapes)
    assert abs(drawn[0] - colour[0]) < 12, name
    assert abs(float(np.hypot(*drawn[1:])) - np.hypot(*colour[1:])) < 0.34 * np.hypot(*colour[1:]) + 4, name


def test_hair_has_three_tones_and_a_gloss(study: Study, shapes: FlatShapes) -> None:
    """Shadow, middle, light and gloss all show, and nearly nothing lies between them."""
    level = to_lab(flat_hair(study, shapes, hair_colour(study, shapes)))[..., 0][shapes.hair > 0.95]
    counts, _ = np.histogram(level, bins=np.arange(0, 101, 1.0))
    assert (counts > 0.01 * counts.sum()).sum() >= 3
    assert np.sort(counts)[-8:].sum() > 0.75 * counts.sum()


def test_a_bald_head_has_no_gloss_and_no_crash(study: Study) -> None:
    """Without any hair the hair is still a colour, and the shapes are whole."""
    nothing = np.zeros_like(study.alpha)
    bald = replace(study, regions=replace(study.regions, hair=nothing, skin=np.maximum(study.regions.skin, study.regions.hair)))
    shapes = flat_shapes(bald)
    assert shapes.hair.max() == 0
    colour = hair_colour(bald, shapes)
    assert np.isfinite(flat_hair(bald, shapes, colour)).all()


def test_shadow_is_darker_and_warmer_light_is_lighter(study: Study, shapes: FlatShapes) -> None:
    """Tones are ordered; a black-and-white face gets no warmth."""
    tones = skin_tones(study, shapes)
    assert tones.shadow[0] < tones.base[0] < tones.light[0]
    assert tones.shadow[1] > tones.base[1]
    grey = replace(study, photo_skin=np.array([70, 0, 0], np.float32))
    assert np.abs(skin_tones(grey, shapes).shadow[1:]).max() < 0.5


def test_shadow_covers_at_most_a_third_of_the_face(study: Study, shapes: FlatShapes) -> None:
    """Shading and cast shadows together leave most of the face in its base tone."""
    tones = skin_tones(study, shapes)
    level = to_lab(flat_skin(study, shapes, tones))[..., 0]
    bare = (shapes.face > 0.5) & (shapes.hair < 0.1)
    assert (level[bare] < tones.base[0] - 3).mean() < 0.34


def test_cloth_is_a_handful_of_colours(study: Study, shapes: FlatShapes) -> None:
    """At least 85 % of the cloth lies in 24 bins of colour; twice the same picture gives the same colours."""
    first, second = flat_cloth(study, shapes), flat_cloth(study, shapes)
    np.testing.assert_array_equal(first, second)
    pixels = to_lab(first)[(shapes.figure - shapes.skin - shapes.hair) > 0.95]
    _, counts = np.unique((pixels / 4).round().astype(int), axis=0, return_counts=True)
    assert np.sort(counts)[-24:].sum() > 0.85 * len(pixels)


def test_a_picture_without_cloth_gets_a_plain_one(study: Study, shapes: FlatShapes) -> None:
    """A head that fills the picture leaves no palette to find; nothing breaks."""
    bare = replace(shapes, skin=np.ones_like(shapes.skin))
    assert flat_cloth(study, bare).std(axis=(0, 1)).max() < 1e-6
