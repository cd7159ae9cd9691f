"""Lays the network's picture of the lower face into the drawing, without a seam: through an oval, matched in level at its rim."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from toontalker.drawing import polygon
from toontalker.mesh import JAW, MOUTH_LEFT, MOUTH_RIGHT, NOSE_BASE, OVAL, FaceFrame
from toontalker.mouth.wav2lip.box import SIDE, Box
from toontalker.picture import Map, Picture, blur, in_every_channel, smoothstep

_PLATEAU: Final = 0.72
"""Of the oval's radius: inside, only the network's picture shows; from there to the rim it fades."""
_SQUARENESS: Final = 3.5
"""Exponent of the superellipse (2 is an ellipse): the corners of a smile stay inside the plateau."""
_CHEEK_SHARE: Final = 0.97
"""Half width of the oval, of the way from the mouth's middle to the edge of the face."""
_LEAST_WIDTH: Final = 1.35
"""Half width of the oval at least, in half widths of the mouth: the far side of a turned face."""
_CRISPNESS: Final = 0.6
"""Share by which details of about one px of the 96 are strengthened: the network draws them too soft."""
_BLEEDING: Final = 2.0
"""px of the 96 over which what lies behind the figure bleeds into it."""
_CHIN_DROP: Final = 0.10
_BESIDE: Final = 0.03
"""Face units below and beside the face at rest that the network may redraw."""
_MATCHING_STEPS: Final = 4
_TOLERANCE: Final = 6.0
"""Levels of 255: differences at the rim well above this are a moved chin or a shadow, not a tint."""
_LARGEST_TINT: Final = 24.0
"""Levels of 255 by which a picture of the network is corrected at most."""


class MouthPatch:
    """The place in one drawing where the network's lips go. Made once per drawing."""

    def __init__(self, still: Picture, landmarks: NDArray[np.float32], box: Box, solid: Map) -> None:
        """`still` ``(n, n, 3)``: what the network was shown through `box`; `solid` ``(n, n)``: 1 where nothing shines through."""
        frame = FaceFrame(landmarks)
        mask = oval(frame, box, still.shape) * _chin_and_cheeks(frame, still.shape) * _well_inside(solid, _BLEEDING * box.height / SIDE)
        self._box, self._within = box, _part_above_zero(mask[box.area])
        down, right = self._within
        self.area = slice(box.top + down.start, box.top + down.stop), slice(box.left + right.start, box.left + right.stop)
        """(rows, columns) of the drawing that can change; it lies in `box`."""
        self._share = in_every_channel(mask[self.area])
        self._level = RimLevel(box.cut(still), _seen_through(box, mask))

    def laid_over(self, skin: Picture, lips: Picture) -> Picture:
        """`skin` ``(h, w, 3)``, the drawing's `area`, with the network's picture `lips` ``(96, 96, 3)`` faded in; a new picture."""
        size = (self._box.width, self._box.height)
        matched = self._level.matched(lips)
        matched += np.float32(_CRISPNESS) * (matched - cv2.GaussianBlur(matched, (0, 0), 1.0))
        shown = cv2.resize(matched, size, interpolation=cv2.INTER_CUBIC)[self._within]
        below = skin.astype(np.float32)
        return cv2.convertScaleAbs(below + (np.clip(shown, 0, 255) - below) * self._share).astype(np.uint8, copy=False)


class RimLevel:
    """Takes the tint off the network's pictures: what they are too bright or too red by, as seen along the rim of the oval.

    The difference to the still is fitted by a plane for each channel, with weights that fall where the two differ by more than a
    tint would (iteratively reweighted least squares, Holland & Welsch 1977, Cauchy weights).
    """

    def __init__(self, face: Picture, mask: Map) -> None:
        """`face` ``(96, 96, 3)``: the still; `mask` ``(96, 96)``: the oval."""
        rows, columns = np.nonzero((mask > 0.03) & (mask < 0.6))
        self._rim = (rows, columns)
        self._wanted = face[self._rim].astype(np.float64)
        span = (np.arange(SIDE) - (SIDE - 1) / 2) / (SIDE / 2)
        self._plane = np.stack([np.ones(len(rows)), span[columns], span[rows]], axis=1)
        y, x = np.meshgrid(span, span, indexing="ij")
        self._everywhere = np.stack([np.ones_like(x), x, y], axis=2).astype(np.float32)

    def matched(self, lips: Picture) -> NDArray[np.float32]:
        """``(96, 96, 3)`` in levels about [0, 255]: `lips` without their tint."""
        picture = lips.astype(np.float32)
        if len(self._wanted) < 12:
            return picture
        difference = self._wanted - lips[self._rim]
        tint = np.zeros((3, 3))
        tint[0] = np.median(difference, axis=0)
        for _ in range(_MATCHING_STEPS):
            for channel in range(3):
                left = difference[:, channel] - self._plane @ tint[:, channel]
                weighted = self._plane / (1 + (left / _TOLERANCE) ** 2)[:, None]
                system = weighted.T @ self._plane + np.diag([1e-6, 1.0, 1.0])
                tint[:, channel] = np.linalg.solve(system, weighted.T @ difference[:, channel])
        return picture + np.clip(self._everywhere @ tint.astype(np.float32), -_LARGEST_TINT, _LARGEST_TINT)


def oval(frame: FaceFrame, box: Box, shape: tuple[int, ...]) -> Map:
    """``(rows, columns)`` of the picture in [0, 1]: 1 over mouth and chin, 0 from under the nose up and beyond `box`."""
    points = frame.points
    middle = (points[MOUTH_LEFT] + points[MOUTH_RIGHT]) / 2
    top, bottom = max(float(points[NOSE_BASE, 1]) - 0.01 * frame.unit, box.top + box.height / 2), box.bottom - 1.5
    jaw = points[list(JAW)]
    lowest = int(jaw[:, 1].argmax())
    y, x = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    across = np.zeros_like(x)
    for side, corner, edge, limit in ((-1, MOUTH_LEFT, jaw[: lowest + 1], box.left), (1, MOUTH_RIGHT, jaw[lowest:][::-1], box.right - 1)):
        cheek = abs(float(np.interp(middle[1], edge[:, 1], edge[:, 0])) - middle[0])
        half = max(_CHEEK_SHARE * cheek, _LEAST_WIDTH * abs(float(points[corner, 0]) - middle[0]))
        half = max(min(half, abs(limit - middle[0])), 2.0)
        np.copyto(across, np.abs(x - np.float32(middle[0])) / np.float32(half), where=(x - np.float32(middle[0])) * side >= 0)
    along = np.abs(y - np.float32((top + bottom) / 2)) / np.float32(max((bottom - top) / 2, 2.0))
    radius = (across**_SQUARENESS + along**_SQUARENESS) ** (1 / _SQUARENESS)
    return smoothstep(1.0, _PLATEAU, radius)


def _chin_and_cheeks(frame: FaceFrame, shape: tuple[int, ...]) -> Map:
    """1 over the face and where its chin can drop to, 0 on hair, collar and neck beside it."""
    face = polygon(shape, frame.points[list(OVAL)])
    drop, margin = round(_CHIN_DROP * frame.unit), round(_BESIDE * frame.unit)
    fallen = cv2.dilate(face, np.ones((drop + 1, 1), np.uint8), anchor=(0, drop))
    wider = cv2.dilate(fallen, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * margin + 1, 2 * margin + 1)))
    return blur(wider, max(margin / 2, 0.5))


def _well_inside(solid: Map, distance: float) -> Map:
    """1 where nothing shines through within `distance` px, fading to 0 at the figure's edge."""
    size = 2 * max(1, round(distance)) + 1
    inside = cv2.erode(smoothstep(0.85, 1.0, solid), cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)))
    return blur(inside, distance / 2) * smoothstep(0.85, 1.0, solid)


def _part_above_zero(mask: Map) -> tuple[slice, slice]:
    """(rows, columns) of the smallest box that holds what is above 0; all, where nothing is."""
    rows, columns = np.nonzero(mask > 0)
    if not len(rows):
        return slice(0, mask.shape[0]), slice(0, mask.shape[1])
    return slice(int(rows.min()), int(rows.max()) + 1), slice(int(columns.min()), int(columns.max()) + 1)


def _seen_through(box: Box, mask: Map) -> Map:
    """The mask as the network's pictures have it, ``(96, 96)``."""
    return cv2.resize(mask[box.area], (SIDE, SIDE), interpolation=cv2.INTER_AREA).astype(np.float32, copy=False)
