"""A drawn portrait in layers: nothing is redrawn, and put together again it is what it was."""

from __future__ import annotations

import numpy as np

from toontalker.cartoon.toonify.figure import figure_of
from toontalker.face import Portrait


def test_layers_put_together_are_the_drawing(portrait: Portrait) -> None:
    """Inside the figure and far from it to the level; only round its edge the background is made up."""
    toon = figure_of(portrait)
    still = toon.still().astype(int)
    drawn = portrait.image.astype(int)
    surely = (toon.alpha > 0.999) | (toon.alpha < 0.001)
    away = np.abs(still - drawn).max(2)
    assert toon.style == "toonify"
    assert np.median(away[surely]) == 0
    assert away[toon.alpha > 0.999].mean() < 3
    assert (toon.landmarks == portrait.landmarks).all()
    assert toon.figure.shape == toon.backdrop.shape == portrait.image.shape


def test_the_figure_covers_the_face(portrait: Portrait) -> None:
    """And not the corners."""
    toon = figure_of(portrait)
    x, y = portrait.landmarks[:468, :2].mean(0).astype(int)
    assert toon.alpha[y, x] > 0.99
    assert toon.alpha[2, 2] < 0.2
