"""Spreads the movement of a few landmarks over the skin, with the mouth cut open.

The displacement field minimises its bi-Laplacian (thin-plate energy, Duchon 1977; Botsch & Kobbelt 2004) on a coarse grid.
Grid edges that cross the line between the lips are removed, so the two lips move apart freely while cheeks, jaw and chin
follow for free.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sparse
import scipy.sparse.linalg as solvers
from numpy.typing import NDArray

from toontalker.mesh import LOWER_LIP_INNER, UPPER_LIP_INNER, FaceFrame
from toontalker.mouth.lip_points import CONTROLS, LIPS, LOWER_LIP, UPPER_LIP

Fields = NDArray[np.float32]
"""``(k, rows, columns, 2)`` displacements in px, one field for each shape."""

_LIP_WEIGHT, _SKIN_WEIGHT, _REST_WEIGHT, _RIM_WEIGHT = 3.0, 0.35, 0.5, 2.0
_ABOVE, _BELOW = 1, 2
_STIFF_ROWS = 2
"""Rows of nodes beyond the lip's edge that move as the edge does."""


@dataclass(frozen=True)
class Grid:
    """The coarse grid over the lower face. Node ``(row, column)`` lies at ``origin + cell * (column, row)`` px."""

    left: int
    """First column of pixels."""
    top: int
    """First row of pixels."""
    cell: int
    """px between nodes."""
    rows: int
    columns: int
    floating: bool
    """The region ends where the picture ends: its lower rim may move out of the picture."""

    @property
    def origin(self) -> NDArray[np.float64]:
        """``(2,)`` px of node (0, 0): half a cell in, so that a plain resize puts every value where it belongs."""
        return np.array([self.left + (self.cell - 1) / 2, self.top + (self.cell - 1) / 2])

    @property
    def box(self) -> tuple[slice, slice]:
        """(rows, columns) of the pixels covered."""
        height, width = self.rows * self.cell, self.columns * self.cell
        return slice(self.top, self.top + height), slice(self.left, self.left + width)

    @property
    def x(self) -> NDArray[np.float64]:
        """``(columns,)`` px."""
        return np.asarray(self.origin[0] + self.cell * np.arange(self.columns))

    @property
    def y(self) -> NDArray[np.float64]:
        """``(rows,)`` px."""
        return np.asarray(self.origin[1] + self.cell * np.arange(self.rows))


@dataclass(frozen=True)
class LipLine:
    """Where the lips part, at each column of the grid (px), as the drawing has it."""

    inside: NDArray[np.bool_]
    """``(columns,)``: the column lies between the corners."""
    upper: NDArray[np.float64]
    """``(columns,)`` lower edge of the upper lip."""
    lower: NDArray[np.float64]
    """``(columns,)`` upper edge of the lower lip."""

    @property
    def middle(self) -> NDArray[np.float64]:
        """``(columns,)``."""
        return (self.upper + self.lower) / 2


def lower_face_grid(frame: FaceFrame, shape: Sequence[int]) -> Grid:
    """The grid from below the eyes to the neck, cut to the picture; cells of 1/64 face."""
    height, width = int(shape[0]), int(shape[1])
    points, unit = frame.points, frame.unit
    cell = max(2, round(unit / 64))
    face = points[:468]
    left = int(np.clip(face[:, 0].min() - 0.10 * unit, 0, width - 8 * cell))
    right = min(width, int(face[:, 0].max() + 0.10 * unit))
    below_eyes = max(points[145, 1], points[374, 1], points[153, 1], points[380, 1]) + 0.035 * unit
    top = int(np.clip(min(below_eyes, points[2, 1] - 0.08 * unit), 0, height - 8 * cell))
    wanted = int(points[152, 1] + 0.38 * unit)
    bottom = min(height, wanted)
    return Grid(
        left=left,
        top=top,
        cell=cell,
        rows=max(4, (bottom - top) // cell),
        columns=max(4, (right - left) // cell),
        floating=wanted - 0.12 * unit > height,
    )


def lip_line(frame: FaceFrame, grid: Grid) -> LipLine:
    """The line between the lips of these landmarks along the columns of the grid."""
    upper, lower = frame.points[list(UPPER_LIP_INNER)], frame.points[list(LOWER_LIP_INNER)]
    x = grid.x
    above, below = np.interp(x, upper[:, 0], upper[:, 1]), np.interp(x, lower[:, 0], lower[:, 1])
    middle = (above + below) / 2
    inside = (x > upper[0, 0]) & (x < upper[-1, 0])
    return LipLine(inside, np.minimum(above, middle), np.maximum(below, middle))


def spread(frame: FaceFrame, grid: Grid, shapes: NDArray[np.float64]) -> tuple[Fields, Fields]:
    """Fields of the upper and of the lower lip's layer for displacements `shapes` ``(k, 478, 2)`` of the landmarks.

    Each layer is continued smoothly across the mouth, where the other lip's layer takes over.
    """
    line = lip_line(frame, grid)
    side = np.where(line.inside, np.where(grid.y[:, None] <= line.middle, _ABOVE, _BELOW), 0)
    margin = 0.35 * grid.cell
    hole = line.inside & (grid.y[:, None] > line.upper + margin) & (grid.y[:, None] < line.lower - margin)
    laplacian = _slit_laplacian(side, hole)
    constraints, targets = _constraints(frame, grid, shapes, (side, hole))
    system = 0.25 * (laplacian @ laplacian) + 0.02 * laplacian + constraints.T @ constraints
    system = (system + 1e-6 * sparse.identity(side.size)).tocsc()
    factor = solvers.splu(system, permc_spec="MMD_AT_PLUS_A", options={"SymmetricMode": True})
    solved = factor.solve(constraints.T @ targets).reshape(grid.rows, grid.columns, len(shapes), 2)
    solved = solved.transpose(2, 0, 1, 3).astype(np.float32)
    return _continue(solved, line, grid, upper=True), _continue(solved, line, grid, upper=False)


def _slit_laplacian(side: NDArray[np.int_], hole: NDArray[np.bool_]) -> sparse.csr_matrix:
    """Graph Laplacian of the grid without the edges that cross the slit or touch the hole."""
    number = np.arange(side.size).reshape(side.shape)
    pairs = []
    for a, b in ((np.s_[:, :-1], np.s_[:, 1:]), (np.s_[:-1], np.s_[1:])):
        crossing = (side[a] * side[b] == _ABOVE * _BELOW) | hole[a] | hole[b]
        pairs.append(np.stack([number[a][~crossing], number[b][~crossing]]))
    edges = np.concatenate(pairs, axis=1)
    there = sparse.coo_matrix((np.ones(edges.shape[1]), (edges[0], edges[1])), (side.size, side.size))
    weights = (there + there.T).tocsr()
    return (sparse.diags(np.asarray(weights.sum(1)).ravel()) - weights).tocsr()


def _constraints(
    frame: FaceFrame, grid: Grid, shapes: NDArray[np.float64], cut: tuple[NDArray[np.int_], NDArray[np.bool_]]
) -> tuple[sparse.csr_matrix, NDArray[np.float64]]:
    """Soft conditions: landmarks go where the shapes say, the rim of the grid stays. Rows are already weighted."""
    landmarks = np.array(sorted(set(LIPS) | set(CONTROLS)))
    moved = np.abs(shapes[:, landmarks]).max((0, 2)) > 0
    weight = np.where(np.isin(landmarks, LIPS), _LIP_WEIGHT, np.where(moved, _SKIN_WEIGHT, _REST_WEIGHT))
    layer = np.where(np.isin(landmarks, UPPER_LIP), _ABOVE, np.where(np.isin(landmarks, LOWER_LIP), _BELOW, 0))
    rim_x, rim_y = grid.x, grid.y
    rim = [np.c_[rim_x, np.full_like(rim_x, rim_y[0])], np.c_[np.full_like(rim_y, rim_x[0]), rim_y]]
    rim.append(np.c_[np.full_like(rim_y, rim_x[-1]), rim_y])
    if not grid.floating:
        rim.append(np.c_[rim_x, np.full_like(rim_x, rim_y[-1])])
    still = np.concatenate(rim)
    points = np.concatenate([frame.points[landmarks], still])
    weight = np.concatenate([weight, np.full(len(still), _RIM_WEIGHT)])
    layer = np.concatenate([layer, np.zeros(len(still), int)])
    wanted = shapes[:, landmarks].transpose(1, 0, 2).reshape(len(landmarks), -1)
    targets = np.concatenate([wanted, np.zeros((len(still), wanted.shape[1]))])
    matrix, valid = _interpolation((points - grid.origin) / grid.cell, layer, cut)
    scale = sparse.diags(weight[valid])
    return (scale @ matrix).tocsr(), targets[valid] * weight[valid, None]


def _interpolation(
    nodes: NDArray[np.float64], layer: NDArray[np.int_], cut: tuple[NDArray[np.int_], NDArray[np.bool_]]
) -> tuple[sparse.csr_matrix, NDArray[np.bool_]]:
    """Bilinear weights of points ``(m, 2)`` (in cells) on the grid, taking only nodes on the point's own side of the slit.

    Returns one row per usable point, and which points are usable.
    """
    side, hole = cut
    rows, columns = side.shape
    edge = np.array([columns - 1, rows - 1])
    within = ((nodes >= 0) & (nodes <= edge)).all(1)
    base = np.clip(np.floor(nodes), 0, edge - 1).astype(int)
    part = nodes - base
    weights, numbers = [], []
    for dx, dy in ((0, 0), (1, 0), (0, 1), (1, 1)):
        x, y = base[:, 0] + dx, base[:, 1] + dy
        weight = np.abs(1 - dx - part[:, 0]) * np.abs(1 - dy - part[:, 1])
        other = (layer > 0) & (side[y, x] > 0) & (side[y, x] != layer)
        weights.append(np.where(within & ~hole[y, x] & ~other, weight, 0))
        numbers.append(y * columns + x)
    weight, number = np.stack(weights, 1), np.stack(numbers, 1)
    total = weight.sum(1)
    valid = total > 1e-3
    weight = weight[valid] / total[valid, None]
    row = np.repeat(np.arange(len(weight)), 4)
    matrix = sparse.coo_matrix((weight.ravel(), (row, number[valid].ravel())), (len(weight), side.size))
    return matrix.tocsr(), valid


def _continue(fields: Fields, line: LipLine, grid: Grid, *, upper: bool) -> Fields:
    """Continues the field across the mouth, below the upper lip's edge or above the lower lip's: as a membrane.

    Its values join those at the lip's edge and those beside the corners, so that nothing tears where the slit ends. The first
    rows are the edge's own: pixels of the lip lie between them and the edge.
    """
    y = grid.y[:, None]
    known = fields.transpose(1, 2, 0, 3).reshape(grid.rows, grid.columns, -1).copy()
    edge = np.searchsorted(grid.y, line.upper + 0.01, side="right") - 1 if upper else np.searchsorted(grid.y, line.lower - 0.01)
    edge = np.clip(edge, 0, grid.rows - 1)
    beyond = line.inside & (y > line.upper + 0.01 if upper else y < line.lower - 0.01)
    row = np.arange(grid.rows)[:, None]
    at_lip = beyond & (np.abs(row - edge) <= _STIFF_ROWS)
    known[at_lip] = known[np.broadcast_to(edge, at_lip.shape)[at_lip], np.nonzero(at_lip)[1]]
    beyond &= ~at_lip
    if not beyond.any():
        return _as_fields(known, fields.shape)
    number = np.full(beyond.shape, -1)
    number[beyond] = np.arange(int(beyond.sum()))
    rows, columns, right = [], [], np.zeros((int(beyond.sum()), known.shape[-1]))
    degree = np.zeros(len(right))
    at = np.argwhere(beyond)
    for step in ((0, 1), (0, -1), (1, 0), (-1, 0)):
        to = at + step
        exists = ((to >= 0) & (to < beyond.shape)).all(1)
        here, there = np.flatnonzero(exists), to[exists]
        neighbour = number[there[:, 0], there[:, 1]]
        degree[here] += 1
        free = neighbour >= 0
        rows.append(here[free])
        columns.append(neighbour[free])
        right[here[~free]] += known[there[~free, 0], there[~free, 1]]
    row, column = np.concatenate(rows), np.concatenate(columns)
    links = sparse.coo_matrix((np.ones(len(row)), (row, column)), (len(right), len(right)))
    known[beyond] = solvers.splu((sparse.diags(degree) - links).tocsc()).solve(right)
    return _as_fields(known, fields.shape)


def _as_fields(values: NDArray[np.floating[Any]], shape: Sequence[int]) -> Fields:
    """``(rows, columns, k * 2)`` → ``(k, rows, columns, 2)``, the `shape` given."""
    count, rows, columns, _ = shape
    return np.ascontiguousarray(values.reshape(rows, columns, count, 2).transpose(2, 0, 1, 3), dtype=np.float32)
