"""Where the lips are in the network's 96 px pictures: each is put back into the photo and meshed there.

The mesh wants a whole face with its surroundings, about as large as it was trained on; a 96 px cut-out alone is often no face to it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from toontalker.face.view import View
from toontalker.mesh import FaceFrame
from toontalker.mouth.wav2lip.box import SIDE, Box
from toontalker.picture import Picture

Mesh: TypeAlias = Callable[[Picture], NDArray[np.float32] | None]
"""Finds the mesh ``(478, 3)`` px of the surest face in a picture ``(h, w, 3) uint8``, or None."""

_VIEW_SIDE: Final = 224
"""px of the picture that is meshed: the face fills about the 128 px that MediaPipe's mesh sees of it."""
_MARGIN: Final = 0.35
"""Of the box's height that is shown above and below it."""
_STEADY: Final = (33, 133, 362, 263, 168, 6, 197, 195, 5, 4, 1, 2, 98, 327, 129, 358, 70, 107, 336, 300)
"""Landmarks of eyes, brows and nose, which speech does not move."""
_FARTHEST: Final = 0.05
"""Face units that these may lie off, on average, after alignment: else the mesh saw something else."""


class LipMeter:
    """Measures pictures of one face, whose still is a photo."""

    def __init__(self, photo: Picture, landmarks: NDArray[np.float32], box: Box, mesh: Mesh) -> None:
        """`photo` ``(n, n, 3)`` with `landmarks` ``(478, 3)`` px; `box`: what the network was shown of it."""
        self._mesh = mesh
        self._unit = FaceFrame(landmarks).unit
        self._still = landmarks[list(_STEADY), :2].astype(np.float64)
        middle = ((box.left + box.right - 1) / 2, (box.top + box.bottom - 1) / 2)
        self._view = View(middle, max(box.height, box.width) * (1 + 2 * _MARGIN), 0.0, _VIEW_SIDE)
        self._surroundings = self._view.of(photo)
        there = np.vstack([box.to_face, [0, 0, 1]])
        self._matrix = (np.vstack([self._view.matrix, [0, 0, 1]]) @ np.linalg.inv(there))[:2]
        inside = cv2.warpAffine(np.full((SIDE, SIDE), 255, np.uint8), self._matrix, (_VIEW_SIDE, _VIEW_SIDE))
        self._inside = np.where(inside > 254, np.uint8(255), np.uint8(0))

    def landmarks(self, lips: Picture) -> NDArray[np.float64] | None:
        """``(478, 2)`` px of the photo: the mesh of a picture ``(96, 96, 3)``, laid over the still's steady parts; None: no face.

        The lips lie where they would with the head exactly as the photo has it: the mesh's own tremble is taken off.
        """
        mesh = self._mesh(self._shown(lips))
        if mesh is None:
            return None
        points = self._view.to_photo(mesh[:, :2])
        laid = _similar(points[list(_STEADY)], self._still, points)
        off = np.hypot(*(laid[list(_STEADY)] - self._still).T).mean()
        return laid if off < _FARTHEST * self._unit else None

    def _shown(self, lips: Picture) -> Picture:
        """The view with the network's picture in its place."""
        size = (_VIEW_SIDE, _VIEW_SIDE)
        placed = cv2.warpAffine(lips, self._matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
        return cv2.copyTo(placed, self._inside, self._surroundings.copy()).astype(np.uint8, copy=False)


def _similar(source: NDArray[np.float64], goal: NDArray[np.float64], points: NDArray[np.float64]) -> NDArray[np.float64]:
    """`points` moved by the similarity that brings `source` nearest to `goal` (least squares; Umeyama 1991, in the plane)."""
    a, b = source - source.mean(0), goal - goal.mean(0)
    size = max(float((a**2).sum()), 1e-9)
    c, s = float((a * b).sum()) / size, float((a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]).sum()) / size
    return np.asarray((points - source.mean(0)) @ np.array([[c, s], [-s, c]]) + goal.mean(0))
