"""Backdrops fill the frame and owe nothing to the figure."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from toontalker.cartoon.backdrop import background_of_photo, halftone, studio, sunburst
from toontalker.cartoon.study import Study
from toontalker.picture import to_lab


@pytest.fixture
def green_on_grey(study: Study) -> Study:
    """A study whose figure is bright green before plain grey."""
    figure = (study.alpha > 0.02)[..., None]
    image = np.where(figure, np.array([0, 1, 0], np.float32), np.array([0.5, 0.5, 0.5], np.float32))
    return replace(study, image=image)


def test_the_figure_leaves_no_ghost(green_on_grey: Study) -> None:
    """Beside the figure, and as far behind its edge as a moving head can bare, nothing of its colour shows."""
    spread = background_of_photo(green_on_grey)
    size = spread.shape[0]
    deep = cv2.erode((green_on_grey.alpha > 0.02).astype(np.uint8), np.ones((size // 20, size // 20), np.uint8)) > 0
    assert spread.shape == green_on_grey.image.shape
    assert np.abs(spread[~deep] - 0.5).max() < 0.06


def test_a_studio_backdrop_glows_behind_the_head(study: Study) -> None:
    """Lighter in the middle than in the corners; finite and in range."""
    picture = studio(study)
    level = to_lab(picture)[..., 0]
    size = level.shape[0]
    assert 0 <= picture.min() <= picture.max() <= 1
    assert level[int(0.42 * size), size // 2] > level[0, 0] + 5
    assert level[int(0.42 * size), size // 2] > level[-1, -1] + 5


def test_a_grey_background_becomes_blue_grey_not_pink(green_on_grey: Study) -> None:
    """Near-neutral backgrounds are tinted cool."""
    lab = to_lab(studio(green_on_grey))
    assert np.median(lab[..., 2]) < -4


def test_dots_grow_downwards() -> None:
    """More of the ground is covered at the foot than at the top, and both colours are there."""
    picture = halftone(256, (0.99, 0.80, 0.30))
    level = to_lab(picture)[..., 0]
    assert picture.shape == (256, 256, 3)
    assert level[:40].mean() > level[-40:].mean() + 3
    assert level.max() - level.min() > 6


def test_rays_run_from_the_middle() -> None:
    """Round the middle the ground is lighter and darker in turn."""
    picture = sunburst(200, (0.5, 0.7, 0.9), rays=8)
    angle = np.linspace(0, 2 * np.pi, 400, endpoint=False)
    ring = picture[(104 + 60 * np.sin(angle)).astype(int), (100 + 60 * np.cos(angle)).astype(int), 1]
    lighter = ring > cv2.blur(ring[None].astype(np.float32), (101, 1))[0]
    assert 12 <= int((np.diff(lighter.astype(int)) != 0).sum()) <= 24
