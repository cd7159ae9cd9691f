"""Drawing with shapes: smooth curves, antialiased polygons and tapered strokes, each as a mask."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import ArrayLike
from scipy.interpolate import splev, splprep

from toontalker.picture import Map, Points

_SUB_PIXEL_BITS = 4


def curve(points: ArrayLike, count: int = 60, *, closed: bool = False) -> Points:
    """`count` points ``(count, 2)`` on the cubic spline through `points` ``(n, 2)``, px."""
    path = np.asarray(points, np.float64)
    if closed:
        path = np.vstack([path, path[:1]])
    path = path[np.r_[True, np.hypot(*np.diff(path, axis=0).T) > 1e-3]]
    if len(path) < 2:
        return np.repeat(path, count, axis=0)
    fitted: Any = splprep(path.T, s=0, per=closed, k=min(3, len(path) - 1))  # FITPACK: ten times faster than the spline classes
    return np.asarray(splev(np.linspace(0, 1, count), fitted[0]), np.float64).T


def polygon(shape: Sequence[int], points: ArrayLike, *, blur: float = 0) -> Map:
    """Antialiased mask of a polygon, optionally blurred (sigma in px). Fast; edge exact to about 1/2 px."""
    mask = np.zeros((int(shape[0]), int(shape[1])), np.uint8)
    cv2.fillPoly(mask, [_fixed_point(points)], 255, cv2.LINE_AA, _SUB_PIXEL_BITS)
    out = mask.astype(np.float32) * np.float32(1 / 255)
    return cv2.GaussianBlur(out, (0, 0), blur).astype(np.float32, copy=False) if blur else out


def fine_polygon(shape: Sequence[int], points: ArrayLike, *, samples: int = 4) -> Map:
    """Like `polygon`, supersampled `samples` times inside the shape's own box: for edges the eye rests on."""
    path = np.asarray(points, np.float64)
    height, width = int(shape[0]), int(shape[1])
    mask = np.zeros((height, width), np.float32)
    left, top = np.maximum(np.floor(path.min(0) - 2).astype(int), 0)
    right, bottom = np.minimum(np.ceil(path.max(0) + 3).astype(int), [width, height])
    if right <= left or bottom <= top:
        return mask
    big = np.zeros(((bottom - top) * samples, (right - left) * samples), np.uint8)
    cv2.fillPoly(big, [_fixed_point((path - [left, top] + 0.5) * samples - 0.5)], 255, cv2.LINE_AA, _SUB_PIXEL_BITS)
    small = cv2.resize(big, (right - left, bottom - top), interpolation=cv2.INTER_AREA)
    mask[top:bottom, left:right] = small.astype(np.float32) / 255
    return mask


def stroke(shape: Sequence[int], points: ArrayLike, width: float, *, taper: tuple[float, float, float] = (0.25, 1, 0.25)) -> Map:
    """Mask of a brush stroke along the spline through `points`; `taper` scales `width` (px) at its start, middle and end."""
    path = curve(points)
    half = np.interp(np.linspace(0, 1, len(path)), [0, 0.5, 1], taper) * width / 2
    along = np.gradient(path, axis=0)
    across = np.c_[-along[:, 1], along[:, 0]] / (np.hypot(*along.T)[:, None] + 1e-6)
    return fine_polygon(shape, np.vstack([path + across * half[:, None], (path - across * half[:, None])[::-1]]))


def box_around(shape: Sequence[int], points: ArrayLike, margin: float) -> tuple[slice, slice]:
    """(rows, columns) of the box round `points` grown by `margin` px and cut to the picture: draw there, not everywhere."""
    path = np.asarray(points, np.float64)
    left, top = np.clip(np.floor(path.min(0) - margin).astype(int), 0, [int(shape[1]), int(shape[0])])
    right, bottom = np.clip(np.ceil(path.max(0) + margin).astype(int), 0, [int(shape[1]), int(shape[0])])
    return slice(int(top), int(bottom)), slice(int(left), int(right))


def _fixed_point(points: ArrayLike) -> np.ndarray[tuple[int, ...], np.dtype[np.int32]]:
    return np.round(np.asarray(points, np.float64) * (1 << _SUB_PIXEL_BITS)).astype(np.int32)
