"""A view of a photo: a turned square of it, seen as a picture of n x n px. Crops and their coordinates, both ways."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from toontalker.picture import Map, Picture, Points

_SMOOTHED_FROM: Final = 1.6
"""Enlarging beyond this factor shows JPEG blocks."""


@dataclass(frozen=True)
class View:
    """The square of side `side` round `centre`, turned by `roll`, shown at `size` x `size` px."""

    centre: tuple[float, float]
    """x, y in px of the photo."""
    side: float
    """px of the photo."""
    roll: float
    """Radians, clockwise: a head rolled by this angle stands upright in the view."""
    size: int
    """px of the view."""

    @property
    def scale(self) -> float:
        """View px per photo px; above 1 the photo is enlarged."""
        return self.size / self.side

    @cached_property
    def matrix(self) -> NDArray[np.float64]:
        """``(2, 3)`` photo → view, between pixel centres."""
        c, s = self.scale * math.cos(self.roll), self.scale * math.sin(self.roll)
        (x, y), middle = self.centre, (self.size - 1) / 2
        return np.array([[c, s, middle - c * x - s * y], [-s, c, middle + s * x - c * y]])

    def to_view(self, points: ArrayLike) -> Points:
        """Points ``(n, 2)`` of the photo, px → px of the view."""
        return _moved(points, self.matrix)

    def to_photo(self, points: ArrayLike) -> Points:
        """Points ``(n, 2)`` of the view, px → px of the photo."""
        return _moved(points, np.asarray(cv2.invertAffineTransform(self.matrix), np.float64))

    def landmarks_to_view(self, landmarks: NDArray[np.float32]) -> NDArray[np.float32]:
        """A mesh ``(478, 3)`` in photo px → in view px, depth too."""
        return np.column_stack([self.to_view(landmarks[:, :2]), landmarks[:, 2] * self.scale]).astype(np.float32)

    def landmarks_to_photo(self, landmarks: NDArray[np.float32]) -> NDArray[np.float32]:
        """A mesh ``(478, 3)`` in view px → in photo px, depth too."""
        return np.column_stack([self.to_photo(landmarks[:, :2]), landmarks[:, 2] / self.scale]).astype(np.float32)

    def of(self, photo: Picture, *, fine: bool = False) -> Picture:
        """``(size, size, 3) uint8``: what the view shows, the photo mirrored at its borders outside it.

        What gets smaller is averaged first (by area), so that nothing aliases. `fine` resamples by cubics (enlarging a little: by
        Lanczos) instead of bilinearly, and smooths JPEG blocks and noise before it enlarges much, else they grow into patches.
        """
        part, matrix = self._part(photo)
        if self.scale < (1 if fine else 0.6):
            size = (max(1, round(part.shape[1] * self.scale)), max(1, round(part.shape[0] * self.scale)))
            kx, ky = size[0] / part.shape[1], size[1] / part.shape[0]
            part = cv2.resize(part, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
            matrix = matrix @ np.array([[1 / kx, 0, 0.5 / kx - 0.5], [0, 1 / ky, 0.5 / ky - 0.5], [0, 0, 1]])
        elif fine and self.scale > _SMOOTHED_FROM:
            part = cv2.bilateralFilter(part, 5, 6 + 4 * min(self.scale, 4), 1.2).astype(np.uint8, copy=False)
        mode = cv2.INTER_LINEAR if not fine else cv2.INTER_LANCZOS4 if 1 < self.scale < 3 else cv2.INTER_CUBIC
        shown = cv2.warpAffine(part, matrix, (self.size, self.size), flags=mode, borderMode=cv2.BORDER_REFLECT_101)
        return shown.astype(np.uint8, copy=False)

    def _part(self, photo: Picture) -> tuple[Picture, NDArray[np.float64]]:
        """The part of the photo that the view can show, with a margin for the filters, and the matrix part → view."""
        corners = self.to_photo([(0, 0), (self.size, 0), (0, self.size), (self.size, self.size)])
        height, width = photo.shape[:2]
        margin = 8 + 4 / min(self.scale, 1)
        left, top = np.clip(np.floor(corners.min(0) - margin).astype(int), 0, [width - 1, height - 1])
        right, bottom = np.clip(np.ceil(corners.max(0) + margin).astype(int), [left + 1, top + 1], [width, height])
        matrix = self.matrix.copy()
        matrix[:, 2] += matrix[:, :2] @ [left, top]
        return np.ascontiguousarray(photo[top:bottom, left:right]), matrix

    def inside(self, photo: Picture) -> Map:
        """``(size, size)`` in [0, 1]: 1 where the photo covers the view, with a soft edge of about a pixel."""
        height, width = photo.shape[:2]
        whole = np.full((height + 2, width + 2), 255, np.uint8)
        whole[[0, -1]] = 0
        whole[:, [0, -1]] = 0
        matrix = self.matrix.copy()
        matrix[:, 2] -= matrix[:, :2].sum(1)
        return cv2.warpAffine(whole, matrix, (self.size, self.size)).astype(np.float32) / np.float32(255)


def _moved(points: ArrayLike, matrix: NDArray[np.float64]) -> Points:
    moved: Points = np.asarray(points, np.float64) @ matrix[:, :2].T + matrix[:, 2]
    return moved
