"""Moves the open lips of a drawing together by warping: keeps what is round them, a moustache or the edge of a shadow."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from toontalker.cartoon.lips import draw_lips
from toontalker.cartoon.toon import Toon
from toontalker.drawing import box_around, curve, stroke
from toontalker.mesh import LOWER_LIP_INNER, UPPER_LIP_INNER, FaceFrame
from toontalker.mouth.lip_contrast import readable
from toontalker.mouth.lip_points import CHIN_PAD, CORNERS, JAW_SIDES, LOW_CHEEKS, LOWER_RINGS, UPPER_RINGS
from toontalker.mouth.rig import SlitWarp
from toontalker.mouth.shapes import MouthAxes
from toontalker.mouth.skin_fill import fill_skin
from toontalker.mouth.slit import lower_face_grid, spread
from toontalker.picture import Colour, Points, smoothstep, to_float, to_uint8

_UPPER_SHARE = 0.32
"""Part of the gap that the upper lip closes; the lower one comes the rest of the way."""
_SMILE = 0.026
"""Face units by which the corners of a closed smile lie above its middle, at least, for the widest grins."""
_STEPS, _DAMPING = 40, 0.4


def join_lips(toon: Toon) -> Toon:
    """The toon with its lips moved together, the seam mended and the lips drawn at least as thick as can be read."""
    frame = FaceFrame(toon.landmarks)
    closing = _closing(frame)
    grid = lower_face_grid(frame, toon.alpha.shape)
    upper, lower = spread(frame, grid, closing[None])
    landmarks = toon.landmarks.copy()
    landmarks[:, :2] += closing
    closed = FaceFrame(landmarks)
    middle = _without_waves((closed.points[list(UPPER_LIP_INNER)] + closed.points[list(LOWER_LIP_INNER)]) / 2)
    for rings in (UPPER_RINGS, LOWER_RINGS):
        outer = landmarks[list(rings[0]), :2].copy()
        for ring, share in zip(rings, (0.0, 0.33, 0.66, 1.0), strict=True):
            landmarks[list(ring), :2] = outer + (middle - outer) * share
    maps = SlitWarp(grid, upper, lower, steps=_STEPS, damping=_DAMPING).map(np.ones(1, np.float32), curve(middle, 41))
    figure = toon.figure.copy()
    figure[grid.box] = cv2.remap(toon.figure, maps, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    seam = stroke(figure.shape, middle, 0.030 * frame.unit, taper=(0.8, 1, 0.8))
    mended = fill_skin(to_float(figure), cv2.dilate(seam, np.ones((3, 3))).astype(np.float32, copy=False), flat=False)
    closed = FaceFrame(landmarks)
    palette = readable(toon.palette, _skin_below(mended, closed))
    return replace(toon, figure=to_uint8(draw_lips(mended, closed, palette, contact_line=False)), landmarks=landmarks, palette=palette)


def _skin_below(figure: Colour, frame: FaceFrame) -> NDArray[np.float32]:
    """``(n, 3)`` the pixels between the lower lip and the chin."""
    rows, columns = box_around(figure.shape, frame.points[[83, 313, 201, 421]], 0)
    return figure[rows, columns].reshape(-1, 3)


def _without_waves(line: Points) -> Points:
    """A line ``(m, 2)`` with its ends kept and its course an arc: teeth leave waves in the line where the lips meet."""
    side = np.linspace(-1, 1, len(line))
    bow = 1 - side**2
    chord = line[0] + (line[-1] - line[0]) * ((side + 1) / 2)[:, None]
    depth = float(bow @ (line - chord)[:, 1] / (bow @ bow))
    return np.stack([line[:, 0], chord[:, 1] + depth * bow], axis=1)


def _closing(frame: FaceFrame) -> NDArray[np.float64]:
    """``(478, 2)`` px: how each landmark moves when the lips meet."""
    axes, points = MouthAxes(frame), frame.points
    upper, lower = points[list(UPPER_LIP_INNER)], points[list(LOWER_LIP_INNER)]
    along = points @ axes.right
    top, bottom = (np.interp(along, edge @ axes.right, edge @ axes.down) for edge in (upper, lower))
    gap = np.maximum(bottom - top, 0)
    down = np.zeros(len(points))
    up_lip, low_lip = ([p for ring in rings for p in ring[1:-1]] for rings in (UPPER_RINGS, LOWER_RINGS))
    down[up_lip] = _UPPER_SHARE * gap[up_lip]
    down[low_lip] = -(1 - _UPPER_SHARE) * gap[low_lip]
    widest = float(gap.max())
    down[list(CHIN_PAD)] = -0.40 * widest
    down[list(JAW_SIDES)] = -0.25 * widest
    lips = [*up_lip, *low_lip, *CORNERS]
    smile = _missing_smile(frame, axes)
    down[lips] -= smile * (np.clip(np.abs(axes.side[lips]), 0, 1) ** 1.7 - 0.35)
    down[list(LOW_CHEEKS)] -= 0.4 * smile
    narrower = np.zeros(len(points))
    narrower[lips] = -0.06 * axes.lateral[lips]
    return np.asarray(down[:, None] * axes.down + narrower[:, None] * axes.right)


def _missing_smile(frame: FaceFrame, axes: MouthAxes) -> float:
    """How much higher (px) the corners have to be than they would end up, for a wide grin to become a smile and not a line."""
    height = frame.points @ axes.down
    middle = height[13] + _UPPER_SHARE * (height[14] - height[13])
    depth = middle - height[[78, 308]].mean()
    wanted = _SMILE * frame.unit * float(smoothstep(0.32, 0.39, frame.mouth_width / frame.unit))
    return max(0.0, float(wanted - depth))
