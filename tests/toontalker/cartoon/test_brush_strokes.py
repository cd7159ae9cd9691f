"""Strokes cover what they are told to cover, in the picture's colours, along its flow."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from toontalker.cartoon.brush_strokes import Brush, Canvas, lay_strokes
from toontalker.cartoon.filters import Flow

SIZE = 96
BRUSH = Brush(length=18, width=5)


def _flow(degrees: float) -> Flow:
    angle = np.full((SIZE, SIZE), np.radians(degrees), np.float32)
    return Flow(np.cos(angle), np.sin(angle), np.ones_like(angle))


def _plain(*rgb: float) -> NDArray[np.float32]:
    return np.broadcast_to(np.array(rgb, np.float32), (SIZE, SIZE, 3)).copy()


def _everywhere() -> NDArray[np.float32]:
    return np.ones((SIZE, SIZE), np.float32)


def test_strokes_cover_the_canvas_in_the_picture_s_colours() -> None:
    """A white canvas painted from a red picture is red."""
    canvas = Canvas.primed(_plain(1, 1, 1))
    lay_strokes(canvas, _plain(0.8, 0.2, 0.2), _flow(20), BRUSH, _everywhere())
    assert np.abs(canvas.colour - [0.8, 0.2, 0.2]).max(2).mean() < 0.1


def test_nothing_is_painted_where_nothing_is_wanted() -> None:
    """Beyond a stroke's reach from the mask the canvas keeps its first coat."""
    where = _everywhere()
    where[:, SIZE // 2 :] = 0
    canvas = Canvas.primed(_plain(1, 1, 1))
    lay_strokes(canvas, _plain(0, 0, 0), _flow(0), BRUSH, where)
    assert canvas.colour[:, SIZE // 2 + 12 :].min() == 1
    assert canvas.colour[:, : SIZE // 2 - 12].mean() < 0.2


@pytest.mark.parametrize(("degrees", "along"), [(0, 1), (90, 0)])
def test_strokes_run_along_the_flow(degrees: float, along: int) -> None:
    """Ridges of paint change less along the flow than across it."""
    canvas = Canvas.primed(_plain(0.5, 0.5, 0.5))
    lay_strokes(canvas, _plain(0.5, 0.5, 0.5), _flow(degrees), BRUSH, _everywhere())
    height = canvas.paint[..., 3]
    assert np.abs(np.diff(height, axis=along)).mean() < 0.6 * np.abs(np.diff(height, axis=1 - along)).mean()


def test_light_shows_the_ridges_and_no_light_shows_none() -> None:
    """Strength 0 gives the plain colours; more light gives more contrast, within [0, 1]."""
    canvas = Canvas.primed(_plain(0.5, 0.5, 0.5))
    lay_strokes(canvas, _plain(0.5, 0.5, 0.5), _flow(40), Brush(18, 5, jitter=0), _everywhere())
    assert np.allclose(canvas.lit(0.0), canvas.colour)
    assert canvas.lit(0.2).std() > 2 * canvas.lit(0.05).std() > 0
    assert canvas.lit(5.0).max() <= 1


def test_the_same_strokes_every_time() -> None:
    """Chance is fixed: two paintings of one picture are equal."""
    one, two = Canvas.primed(_plain(1, 1, 1)), Canvas.primed(_plain(1, 1, 1))
    for canvas in (one, two):
        lay_strokes(canvas, _plain(0.3, 0.4, 0.5), _flow(70), BRUSH, _everywhere() * 0.5)
    assert np.array_equal(one.paint, two.paint)


def test_colours_outside_the_range_never_come_out() -> None:
    """Jitter on white and black stays within what a picture can hold once lit."""
    canvas = Canvas.primed(_plain(1, 1, 1))
    lay_strokes(canvas, _plain(1, 1, 1), _flow(10), Brush(18, 5, jitter=20), _everywhere())
    lit = canvas.lit(0.2)
    assert 0 <= lit.min() <= lit.max() <= 1
