"""The layers of a toon are put together without a fringe."""

from __future__ import annotations

import numpy as np
import pytest

from toontalker.cartoon.layers import assemble
from toontalker.cartoon.study import Study
from toontalker.cartoon.toon import Palette, Toon

RED, GREEN, BLUE = (np.array(colour, np.float32) for colour in ((1, 0, 0), (0, 1, 0), (0, 0, 1)))


@pytest.fixture
def palette(study: Study) -> Palette:
    """Any palette."""
    return Palette(study.photo_skin, study.photo_skin, np.zeros(3, np.float32), flat=False, greyscale=False)


@pytest.fixture
def toon(study: Study, palette: Palette) -> Toon:
    """A red figure cut out of a green photo, before blue."""
    figure = np.where((study.alpha > 0.9)[..., None], RED, GREEN).astype(np.float32)
    backdrop = np.broadcast_to(BLUE, figure.shape).astype(np.float32)
    return assemble(study, "paint", figure, backdrop, palette, None)


def test_no_fringe_of_the_photo_shows(toon: Toon) -> None:
    """Put together, red meets blue; the photo's green background is nowhere."""
    assert toon.still()[..., 1].max() < 40


def test_colours_are_carried_beyond_the_edge(toon: Toon) -> None:
    """A few pixels outside the cut-out the figure still has its own colour, so that warping bares nothing."""
    rows, columns = np.nonzero((toon.alpha > 0.02) & (toon.alpha < 0.3))
    assert len(rows) > 50
    assert toon.figure[rows, columns, 0].mean() > 200
    assert toon.figure[rows, columns, 1].mean() < 50


def test_a_style_may_bring_its_own_edge(study: Study, palette: Palette) -> None:
    """A given alpha replaces the study's; landmarks, depth and backdrop are handed on."""
    edge = np.ones_like(study.alpha)
    grey = np.full((*study.alpha.shape, 3), 0.5, np.float32)
    toon = assemble(study, "ink", grey, grey, palette, None, alpha=edge)
    assert toon.style == "ink"
    assert np.array_equal(toon.alpha, edge)
    assert np.array_equal(toon.landmarks, study.frame.landmarks)
    assert np.array_equal(toon.depth, study.light.depth)
    assert (toon.backdrop == 128).all() or (toon.backdrop == 127).all()


def test_glasses_lie_over_the_figure(study: Study, palette: Palette) -> None:
    """The still shows the glasses layer on top."""
    grey = np.full((*study.alpha.shape, 3), 0.5, np.float32)
    glasses = np.zeros((*study.alpha.shape, 4), np.uint8)
    x, y = study.frame.points[4].astype(int)
    glasses[y, x] = (255, 0, 0, 255)
    still = assemble(study, "paint", grey, grey, palette, glasses).still()
    assert tuple(still[y, x]) == (255, 0, 0)
