"""Raises the jaw of a drawing: what lies below the nose moves up, fading out down the neck."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from toontalker.cartoon.toon import Toon
from toontalker.mesh import CHIN, NOSE_BASE, FaceFrame
from toontalker.mouth.shapes import MouthAxes
from toontalker.picture import Map, smoothstep

_FIXED_POINT_STEPS = 10
_CELL = 4
"""px of the picture for one node of the field."""


def raise_jaw(toon: Toon, height: float) -> Toon:
    """The toon with its chin `height` px higher; figure, alpha and landmarks move, the rest stays."""
    frame = FaceFrame(toon.landmarks)
    if height < 0.004 * frame.unit:
        return toon
    axes = MouthAxes(frame)
    map_x, map_y = _maps(frame, toon.alpha.shape, height)
    landmarks = toon.landmarks.copy()
    source = frame.points
    moved = source.copy()
    for _ in range(_FIXED_POINT_STEPS):
        moved = source - _rise(frame, moved, height)[:, None] * axes.down
    landmarks[:, :2] = moved
    return replace(
        toon,
        figure=cv2.remap(toon.figure, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE).astype(np.uint8, copy=False),
        alpha=cv2.remap(toon.alpha, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE).astype(np.float32, copy=False),
        landmarks=landmarks,
    )


def _maps(frame: FaceFrame, shape: Sequence[int], height: float) -> tuple[Map, Map]:
    """Where each pixel comes from; the field is smooth, so that a coarse grid carries it."""
    axes, rows, columns = MouthAxes(frame), int(shape[0]), int(shape[1])
    y, x = np.mgrid[: -(-rows // _CELL), : -(-columns // _CELL)].astype(np.float32) * np.float32(_CELL) + np.float32((_CELL - 1) / 2)
    coarse = _rise(frame, np.dstack([x, y]), height).astype(np.float32)
    size = (coarse.shape[1] * _CELL, coarse.shape[0] * _CELL)
    field = cv2.resize(coarse, size, interpolation=cv2.INTER_LINEAR)[:rows, :columns]
    map_x = np.arange(columns, dtype=np.float32) + field * np.float32(axes.down[0])
    map_y = np.arange(rows, dtype=np.float32)[:, None] + field * np.float32(axes.down[1])
    return map_x, map_y


def _rise(frame: FaceFrame, points: NDArray[np.floating[Any]], height: float) -> NDArray[np.floating[Any]]:
    """How far (px) the source of each point ``(..., 2)`` lies below it."""
    axes, unit = MouthAxes(frame), frame.unit
    nose, chin = frame.points[NOSE_BASE], frame.points[CHIN]
    down = (points - nose) @ axes.down
    aside = (points - chin) @ axes.right
    lip, end = float((frame.points[17] - nose) @ axes.down), float((chin - nose) @ axes.down)
    below = smoothstep(end + 0.02 * unit, end + 0.55 * unit, down)
    return np.asarray(height * smoothstep(0.0, lip, down) * (1 - below) * np.exp(-((aside / (0.55 * frame.width)) ** 4)))
