"""A brush line whose width is given all along it: lashes, lid folds, nose wings and brows are drawn with it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from toontalker.drawing import fine_polygon
from toontalker.picture import Map, Points


def normals(path: Points) -> Points:
    """Unit normals ``(n, 2)`` of a path ``(n, 2)``: a quarter turn clockwise on the screen, so below a path that runs right."""
    along = np.gradient(path, axis=0)
    across = np.c_[-along[:, 1], along[:, 0]]
    length = np.hypot(across[:, 0], across[:, 1])[:, None]
    return np.asarray(across / np.maximum(length, 1e-6), np.float64)


def ribbon(shape: Sequence[int], path: Points, widths: ArrayLike) -> Map:
    """Antialiased mask in [0, 1] of `path` ``(n, 2)`` drawn with `widths` ``(n,)``, px: 0 at an end gives a pointed tip."""
    half = normals(path) * np.asarray(widths, np.float64)[:, None] / 2
    return fine_polygon(shape, np.vstack([path + half, (path - half)[::-1]]))


def tapered(count: int, knots: Sequence[float], values: Sequence[float]) -> Points:
    """``(count,)`` widths along a line: `values` at the `knots` in [0, 1], eased in between by a cosine."""
    where = np.linspace(0, 1, count)
    right = np.clip(np.searchsorted(knots, where, side="right"), 1, len(knots) - 1)
    low, high = np.take(knots, right - 1), np.take(knots, right)
    ease = 0.5 - 0.5 * np.cos(np.pi * np.clip((where - low) / (high - low), 0, 1))
    return np.asarray(np.take(values, right - 1) * (1 - ease) + np.take(values, right) * ease, np.float64)
