"""Where the figure moves, and what stands still behind it: which pieces to draw, and how they are laid over the backdrop."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from toontalker.mouth.head import CELL
from toontalker.picture import Map, Picture

Box = tuple[slice, slice]
"""(rows, columns) in px."""

_SEEN = 0.002
"""Alpha below this is nothing."""
_STRIPS = 10


@dataclass(frozen=True)
class Reach:
    """How far parts of the figure can move, px."""

    head: int
    """Any part, in any direction."""
    jaw: int
    """The jaw, down."""


class Stage:
    """The backdrop of one figure. Not safe to be shared by threads: it works in buffers of its own."""

    def __init__(self, backdrop: Picture, alpha: Map, mouth: Box, reach: Reach) -> None:
        """`alpha` ``(n, n)`` of the figure at rest; `mouth`: the box that is drawn apart."""
        self._backdrop = np.ascontiguousarray(backdrop)
        strips = figure_strips(_fallen(alpha, reach.jaw), reach.head)
        self.pieces: list[Box] = [piece for strip in strips for piece in _without(strip, mouth)]
        """The boxes that the motion of the head has to draw; together with `mouth` they hold all that moves."""
        self._alpha = np.empty(self._backdrop.shape[:2], np.uint8)
        self._behind, self._figure = np.empty_like(self._backdrop), np.empty_like(self._backdrop)

    def show(self, layer: NDArray[np.uint8]) -> Picture:
        """A new picture ``(n, n, 3)``: `layer` ``(n, n, 4)``, colour times alpha and alpha, over the backdrop."""
        cv2.extractChannel(layer, 3, dst=self._alpha)
        cv2.bitwise_not(self._alpha, dst=self._alpha)
        cv2.cvtColor(self._alpha, cv2.COLOR_GRAY2RGB, dst=self._behind)
        cv2.multiply(self._backdrop, self._behind, dst=self._behind, scale=1 / 255)
        cv2.cvtColor(layer, cv2.COLOR_RGBA2RGB, dst=self._figure)
        return cv2.add(self._figure, self._behind).astype(np.uint8, copy=False)


def _fallen(alpha: Map, drop: int) -> Map:
    """The alpha with all that a falling jaw can reach, `drop` px down."""
    return cv2.dilate(alpha, np.ones((drop + 1, 1), np.uint8), anchor=(0, drop)).astype(np.float32, copy=False)


def figure_strips(reached: Map, margin: int) -> list[Box]:
    """Horizontal strips that hold the figure and `margin` px round it, each only as wide as the figure is there.

    They start at multiples of `CELL`. There are none where there is no figure.
    """
    height, width = reached.shape
    step = max(CELL, height // _STRIPS // CELL * CELL)
    strips = []
    for top in range(0, height, step):
        near = reached[max(top - margin, 0) : top + step + margin]
        columns = np.flatnonzero(near.max(0) > _SEEN)
        if len(columns):
            left = max(int(columns[0]) - margin, 0) // CELL * CELL
            right = min(int(columns[-1]) + margin + 1, width)
            strips.append((slice(top, min(top + step, height)), slice(left, right)))
    return strips


def _without(strip: Box, hole: Box) -> list[Box]:
    """A strip without the columns of `hole`, if all its rows lie in it; what is left may overlap the hole by less than `CELL`."""
    (rows, columns), (hole_rows, hole_columns) = strip, hole
    if rows.start < hole_rows.start or rows.stop > hole_rows.stop:
        return [strip]
    left = slice(columns.start, min(columns.stop, hole_columns.start))
    right = slice(max(columns.start, hole_columns.stop // CELL * CELL), columns.stop)
    return [(rows, part) for part in (left, right) if part.stop > part.start]
