"""The die cut: a sticker's dark contour, its white border, the shadow it throws, and what it sticks on.

Border, shadow and ground stand still; the figure with its contour moves over them. Where the figure runs out of the picture
the ground repeats it, so that no gap opens there when the head moves.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from toontalker.cartoon.backdrop import sunburst
from toontalker.cartoon.soft_skin import cast_shadow
from toontalker.picture import Colour, Map, blur, lab_of, over, resize, smoothstep

CONTOUR = 0.013
"""Width of the dark contour, in face units."""
BORDER = 0.040
"""Width of the white border, in face units."""
COLOURS = ((0.36, 0.72, 0.94), (1.00, 0.78, 0.36), (0.42, 0.80, 0.64), (0.97, 0.58, 0.60), (0.66, 0.58, 0.92), (0.30, 0.74, 0.78))
"""RGB of the plain backdrops: middle tones, because a face before a pale ground looks darker than it is."""
_CHOICE = 4
_WHITE = (0.995, 0.995, 0.99)
_OVERLAP = 0.05
"""How far from the picture's edge the ground repeats the figure, in face units: more than the head moves."""


@dataclass(frozen=True)
class DieCut:
    """A figure cut out as a sticker."""

    figure: Colour
    """``(n, n, 3)`` with the contour, whose colour fills all that lies outside."""
    alpha: Map
    """``(n, n)``: figure and contour."""
    ground: Colour
    """``(n, n, 3)`` backdrop, shadow and border."""


def die_cut(drawing: Colour, shape: Map, unit: float, ink: NDArray[np.float32], colour: tuple[float, float, float]) -> DieCut:
    """Cuts `drawing` out along `shape`; `ink` is the contour's RGB, `colour` the backdrop's."""
    spread = blur(shape, unit * CONTOUR)
    alpha = np.maximum(smoothstep(0.10, 0.26, spread), shape)
    inside = smoothstep(0.45, 0.72, blur(shape, unit * 0.005))
    figure = over(np.broadcast_to(ink, drawing.shape), inside, drawing)
    distance = cv2.distanceTransform((alpha < 0.5).astype(np.uint8), cv2.DIST_L2, 5)
    border = smoothstep(1.0, -1.0, blur(distance, 1.0) - np.float32(unit * BORDER))
    shadow = cast_shadow(blur(border, unit * 0.020), unit * 0.012, unit * 0.022)
    ground = resize(sunburst(shape.shape[0] // 2, colour), shape.shape) * (1 - np.float32(0.28) * shadow)[..., None]
    ground = over(ground, border, _WHITE)
    return DieCut(figure, alpha, over(ground, _runs_out(shape, unit), figure))


def _runs_out(shape: Map, unit: float) -> Map:
    """1 where the figure, well inside its contour, comes near the picture's edge."""
    height, width = shape.shape
    rows = np.arange(height, dtype=np.float32)[:, None]
    columns = np.arange(width, dtype=np.float32)[None]
    to_edge = np.minimum(np.minimum(rows, height - 1 - rows), np.minimum(columns, width - 1 - columns))
    side = 2 * max(1, round(unit * _OVERLAP)) + 1
    core = cv2.erode((shape > 0.5).astype(np.uint8), np.ones((side, side), np.uint8), borderValue=1)
    return core.astype(np.float32) * (to_edge < unit * _OVERLAP)


def backdrop_colour(colours: list[NDArray[np.float32]], seed: int) -> tuple[float, float, float]:
    """A plain backdrop that none of the figure's `colours` (CIELAB ``(3,)`` each) sinks into; `seed` chooses among those.

    The first of `colours` also takes part in the choice, so that a chat full of stickers is not all of one colour.
    """

    def contrast(candidate: tuple[float, float, float]) -> float:
        lab = lab_of(candidate)
        return min(float(np.linalg.norm((lab - colour) * np.array([0.6, 1, 1]))) for colour in colours)

    ranking = sorted(COLOURS, key=contrast, reverse=True)[:_CHOICE]
    return ranking[(seed + int(abs(colours[0]).sum())) % len(ranking)]
