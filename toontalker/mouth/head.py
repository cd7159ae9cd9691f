"""Moves the whole figure a little: turning with depth, nodding, tilting about the neck, breath, brows."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from toontalker.cartoon.toon import Toon
from toontalker.mesh import EYES, FaceFrame
from toontalker.mouth.life import HEAD_MOTIONS
from toontalker.mouth.slit import Grid
from toontalker.picture import Map, smoothstep

CELL = 4
"""px of the picture from one node of the motion fields to the next."""


class HeadMotion:
    """The motion of one figure's head and chest, as maps that tell where each pixel comes from.

    Maps are made piece by piece: a piece that fits the processor's cache is several times faster than a whole picture.
    """

    def __init__(self, toon: Toon) -> None:
        height, width = toon.alpha.shape
        # One node more on each side: so the resize below interpolates, and never continues, up to the last pixel.
        self._rows, self._columns = -(-height // CELL) + 2, -(-width // CELL) + 2
        y, x = np.mgrid[: self._rows, : self._columns].astype(np.float32) * np.float32(CELL) - np.float32((CELL + 1) / 2)
        self._nodes = np.dstack([x, y])
        self._fields = _motion_fields(toon, x, y)
        unit = FaceFrame(toon.landmarks).unit
        self._scale = np.array([unit, unit, 1, unit, unit], np.float32)
        self._piece = np.empty(0, np.float32)
        self._origin = self._nodes

    def turn(self, motion: NDArray[np.float32]) -> None:
        """Sets the motion ``(5,)`` (see `HEAD_MOTIONS`) that the next maps are for."""
        shift = (motion * self._scale @ self._fields).reshape(self._nodes.shape)
        self._origin = self._nodes - shift

    def map(self, box: tuple[slice, slice]) -> NDArray[np.float32]:
        """``(h, w, 2)``: where each pixel of a box (rows, columns) comes from.

        The box starts at multiples of `CELL`. The array is used again by the next call.
        """
        (top, bottom), (left, right) = ((part.start // CELL, -(-part.stop // CELL)) for part in box)
        nodes = self._origin[top : bottom + 2, left : right + 2]
        height, width = nodes.shape[0] * CELL, nodes.shape[1] * CELL
        if self._piece.size < height * width * 2:
            self._piece = np.empty(height * width * 2, np.float32)
        piece = self._piece[: height * width * 2].reshape(height, width, 2)
        cv2.resize(nodes, (width, height), dst=piece, interpolation=cv2.INTER_LINEAR)
        return piece[CELL : CELL + box[0].stop - box[0].start, CELL : CELL + box[1].stop - box[1].start]

    def at_nodes(self, grid: Grid) -> Callable[[NDArray[np.float32]], NDArray[np.float32]]:
        """A function from a motion ``(5,)`` to the shift in px ``(rows, columns, 2)`` of each node of a mouth's grid."""
        x, y = ((axis + (CELL + 1) / 2) / CELL for axis in (grid.x, grid.y))
        map_x, map_y = (axis.astype(np.float32) for axis in np.meshgrid(x, y))
        fields = self._fields.reshape(-1, self._rows, self._columns, 2)
        there = np.stack([cv2.remap(f, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE) for f in fields])
        flat, shape, scale = there.reshape(len(fields), -1), there.shape[1:], self._scale
        return lambda motion: np.asarray((motion * scale @ flat).reshape(shape), np.float32)


def _motion_fields(toon: Toon, x: Map, y: Map) -> NDArray[np.float32]:
    """``(5, nodes * 2)`` displacement in px for each motion at 1 px (roll: 1 radian), at nodes that lie at `x` and `y` px."""
    frame = FaceFrame(toon.landmarks)
    unit, chin = frame.unit, frame.points[152]
    inner = (x.shape[1] - 2, x.shape[0] - 2)
    depth = cv2.GaussianBlur(cv2.resize(toon.depth, inner, interpolation=cv2.INTER_AREA), (0, 0), 1.5)
    depth = cv2.copyMakeBorder(depth, 1, 1, 1, 1, cv2.BORDER_REPLICATE)
    free = _free_of_the_rim(toon.alpha, (x, y), 0.16 * unit)
    bottom = toon.alpha.shape[0] - 1.0
    end = min(float(chin[1]) + 0.75 * unit, bottom)
    head = (1 - smoothstep(min(float(chin[1]) - 0.05 * unit, end - 0.35 * unit), end, y)) * free
    pivot = np.array([frame.centre[0], chin[1] + 0.35 * unit])
    chest = smoothstep(float(chin[1]) + 0.1 * unit, float(chin[1]) + 0.5 * unit, y) * smoothstep(bottom, bottom - 0.25 * unit, y)
    none = np.zeros_like(x)
    fields = {
        "yaw": (head * (0.16 + 1.25 * depth), none),
        "pitch": (none, head * (0.18 + 1.05 * depth)),
        "roll": (-(y - pivot[1]) * head, (x - pivot[0]) * head),
        "breath": (none, -chest * free),
        "brows": (none, -_brows(frame, x, y)),
    }
    return np.stack([np.dstack(fields[name]).ravel() for name in HEAD_MOTIONS]).astype(np.float32)


def _free_of_the_rim(alpha: Map, at: tuple[Map, Map], reach: float) -> Map:
    """1 inside, falling to 0 towards those sides of the picture that the figure touches: nothing may open up there."""
    height, width = alpha.shape
    x, y = at
    free = np.ones_like(x)
    for rim, distance in ((alpha[0], y), (alpha[:, 0], x), (alpha[:, -1], width - 1 - x), (alpha[-1], height - 1 - y)):
        if float(rim.max()) > 0.02:
            free = np.minimum(free, smoothstep(0, reach, distance))
    return free


def _brows(frame: FaceFrame, x: Map, y: Map) -> Map:
    lift = np.zeros_like(x)
    for eye in EYES:
        brow = frame.points[list(eye.brow_top)]
        middle, width = brow.mean(0), max(float(np.ptp(brow[:, 0])), 1.0)
        bump = ((x - middle[0]) / (0.55 * width)) ** 2 + ((y - middle[1] + 0.01 * frame.unit) / (0.055 * frame.unit)) ** 2
        lift = np.maximum(lift, np.exp(-bump))
    return lift.astype(np.float32)
