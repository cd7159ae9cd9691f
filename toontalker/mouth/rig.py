"""The mouth of one drawing as a puppet: eight numbers in, the lower face of one frame out."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import make_interp_spline

from toontalker.cartoon.toon import Palette
from toontalker.mesh import LOWER_LIP_INNER, UPPER_LIP_INNER, FaceFrame
from toontalker.mouth.articulation import PARAMETERS
from toontalker.mouth.interior import Interior, Opening
from toontalker.mouth.shapes import lip_shapes
from toontalker.mouth.slit import Fields, Grid, lower_face_grid, spread
from toontalker.picture import Points

_CURVE_POINTS = 41
_STEPS, _DAMPING = 5, 0.7
"""Fixed-point steps of the inversion; undamped it tears at the corners of a wide mouth."""
_TONGUE, _JAW, _PUCKER, _PRESS, _RAISE, _DROP = map(PARAMETERS.index, ("tongue", "jaw", "pucker", "press", "raise", "drop"))


class MouthRig:
    """Moves the lips of a drawing whose mouth is closed. Made once per drawing; one frame calls `bend`, then `fill`.

    Not safe to be shared by threads: it works in buffers of its own.
    """

    def __init__(self, frame: FaceFrame, shape: Sequence[int], palette: Palette, *, moustache: bool = False) -> None:
        """`shape`: rows and columns of the drawing; `moustache`: see `lip_shapes`."""
        self.grid = lower_face_grid(frame, shape)
        upper, lower = spread(frame, self.grid, lip_shapes(frame, moustache=moustache))
        self._warp = SlitWarp(self.grid, upper, lower)
        smooth = _smooth_curve(len(UPPER_LIP_INNER), _CURVE_POINTS)
        self._upper_rest = smooth @ frame.points[list(UPPER_LIP_INNER)]
        self._lower_rest = smooth @ frame.points[list(LOWER_LIP_INNER)]
        own_side = np.array([0.0, 0.35 * self.grid.cell])
        self._upper_moves = _edge_moves(upper, self.grid, self._upper_rest - own_side)
        self._lower_moves = _edge_moves(lower, self.grid, self._lower_rest + own_side)
        self._interior = Interior(palette, self.opening(np.zeros(len(PARAMETERS), np.float32)), frame.unit)

    def opening(self, values: NDArray[np.float32], head: NDArray[np.float32] | None = None) -> Opening:
        """Where the edges of the lips are for these eight values, on a head moved by `head` (see `bend`)."""
        upper = self._upper_rest + np.einsum("k,kmc->mc", values, self._upper_moves)
        lower = self._lower_rest + np.einsum("k,kmc->mc", values, self._lower_moves)
        for end in (0, -1):
            upper[end] = lower[end] = (upper[end] + lower[end]) / 2
        lower[:, 1] = np.maximum(lower[:, 1], upper[:, 1])
        apart = (lower - upper) * (0.5 * min(max(float(values[_PRESS]), 0.0), 1.0))
        upper, lower = upper + apart, lower - apart
        shift = 0.0
        if head is not None:
            lift = sample(head, self.grid, upper)
            upper, lower, shift = upper + lift, lower + sample(head, self.grid, lower), float(lift[len(lift) // 2, 1])
        return Opening(
            upper,
            lower,
            jaw=float(values[_JAW]),
            pucker=float(values[_PUCKER]),
            tongue=float(values[_TONGUE]),
            skull_shift=shift,
        )

    def bend(self, values: NDArray[np.float32], head: NDArray[np.float32]) -> tuple[Opening, NDArray[np.float32]]:
        """The lips' edges, and where each pixel of the grid's box comes from ``(h, w, 2)``, px of the drawing.

        `head` ``(rows, columns, 2)``: px by which the head's motion shifts each node of `grid`. The map is used again by the
        next call.
        """
        values = _pressed(values)
        opening = self.opening(values, head)
        return opening, self._warp.map(values, (opening.upper + opening.lower) / 2, head)

    def fill(self, opening: Opening, canvas: NDArray[np.uint8]) -> None:
        """Draws what shows between the lips into `canvas` ``(n, n, 4)``."""
        self._interior.draw(canvas, opening)


class SlitWarp:
    """Moves two layers of a picture, the upper and the lower lip's, and joins them along the cut between the lips."""

    def __init__(self, grid: Grid, upper: Fields, lower: Fields, *, steps: int = _STEPS, damping: float = _DAMPING) -> None:
        """Fields as `spread` gives them; `steps` and `damping` of the fixed-point inversion."""
        self._grid, count = grid, len(upper)
        self._steps, self._damping = steps, np.float32(damping)
        self._upper, self._lower = upper.reshape(count, -1), lower.reshape(count, -1)
        column, row = np.meshgrid(np.arange(grid.columns), np.arange(grid.rows))
        self._nodes = np.dstack([column, row]).astype(np.float32)
        height, width = grid.rows * grid.cell, grid.columns * grid.cell
        x, y = np.meshgrid(np.arange(width) + grid.left, np.arange(height) + grid.top)
        self._pixels = np.dstack([x, y]).astype(np.float32)
        self._map, self._other = np.empty_like(self._pixels), np.empty_like(self._pixels)

    def map(self, values: NDArray[np.float32], cut: Points, head: NDArray[np.float32] | None = None) -> NDArray[np.float32]:
        """``(h, w, 2)``: where each pixel of the grid's box comes from, px of the drawing; used again by the next call.

        The box moves by the sum of ``values[k]`` times field k, then by `head` ``(rows, columns, 2)`` px. `cut` ``(m, 2)``: the
        line between the lips after all movement, px of the drawing.
        """
        grid = self._grid
        height, width = self._pixels.shape[:2]
        line = np.interp(np.arange(width) + grid.left, cut[:, 0], cut[:, 1]) - grid.top
        first, last = int(np.clip(line.min() - 1, 0, height)), int(np.clip(line.max() + 2, 0, height))
        rows_above, row_below = min(grid.rows, last // grid.cell + 2), max(0, first // grid.cell - 1)
        split, end = row_below * grid.cell, rows_above * grid.cell
        above = self._inverse(values @ self._upper, head, slice(0, rows_above))
        below = self._inverse(values @ self._lower, head, slice(row_below, grid.rows))
        cv2.resize(above, (width, end), dst=self._map[:end], interpolation=cv2.INTER_LINEAR)
        cv2.resize(below, (width, height - split), dst=self._other[split:], interpolation=cv2.INTER_LINEAR)
        under = np.arange(first, last)[:, None] > line[None]
        np.copyto(self._map[first:last], self._other[first:last], where=under[..., None])
        cv2.add(self._map[:last], self._pixels[:last], dst=self._map[:last])
        cv2.add(self._other[last:], self._pixels[last:], dst=self._map[last:])
        return self._map

    def _inverse(self, field: NDArray[np.float32], head: NDArray[np.float32] | None, rows: slice) -> NDArray[np.float32]:
        """Displacement (px) that leads from the moved picture back to the source, at some rows of the grid."""
        grid = self._grid
        scale = np.float32(1 / grid.cell)
        field = field.reshape(grid.rows, grid.columns, 2) * scale
        nodes = self._nodes[rows]
        goal = nodes if head is None else nodes - head[rows] * scale
        at = goal - field[rows]
        for _ in range(self._steps):
            moved = cv2.remap(field, at, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
            at += (goal - moved - at) * self._damping
        return np.asarray((at - nodes) * np.float32(grid.cell), np.float32)


def sample(field: NDArray[np.float32], grid: Grid, points: Points) -> NDArray[np.float64]:
    """``(m, 2)``: a field ``(rows, columns, 2)`` at `points` ``(m, 2)`` px, continued by its rim."""
    nodes = ((points - grid.origin) / grid.cell).astype(np.float32)
    x, y = nodes[:, 0][None], nodes[:, 1][None]
    return cv2.remap(field, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)[0].astype(np.float64)


def _pressed(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """The eight values with the lips of a rounded mouth brought together as far as they are pressed."""
    pressed = values.copy()
    pressed[[_RAISE, _DROP]] -= np.float32(0.42) * np.clip(values[_PRESS], 0, 1) * np.clip(values[_PUCKER], 0, 1)
    return pressed


def _smooth_curve(knots: int, count: int) -> NDArray[np.float64]:
    """``(count, knots)``: times any `knots` points in a row gives `count` points on the cubic spline through them."""
    spline = make_interp_spline(np.linspace(0, 1, knots), np.eye(knots), k=3)
    return np.asarray(spline(np.linspace(0, 1, count)))


def _edge_moves(fields: Fields, grid: Grid, points: Points) -> NDArray[np.float64]:
    """``(k, m, 2)``: how each field moves the edge of a lip ``(m, 2)``, without the steps of the grid along it."""
    moves = np.stack([sample(field, grid, points) for field in fields])
    smooth = np.vander(np.linspace(-1, 1, len(points)), 7)
    return np.asarray(smooth @ np.linalg.pinv(smooth) @ moves)
