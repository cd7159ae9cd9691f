"""The constant box that Wav2Lip looks at: where a face detector would have put it, found from the landmarks instead.

The original runs the detector S3FD (Zhang et al. 2017) on every frame and pads its boxes by (0, 10, 0, 0) px at top, bottom, left
and right. A detector that looks at a drawing is sometimes wrong, and differently from frame to frame; the landmarks are known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from toontalker.mesh import CHIN, EYES, NOSE_BASE, FaceFrame
from toontalker.picture import Picture

SIDE: Final = 96
"""px of the pictures the network takes and gives."""
_OVER_BROWS: Final = 0.10
"""Face units from the highest brow to the upper edge: a detector's box begins in the forehead."""
_UNDER_CHIN: Final = 0.11
"""Face units from the chin to the lower edge: the chin goes down with the jaw, and a box that cuts it is what the original's pads
are there to mend."""
_LEAST_ROOM: Final = 0.05
"""Face units between the middle row, from which the network redraws, and the upper lip."""


@dataclass(frozen=True)
class Box:
    """A box in a picture, in the order Wav2Lip keeps it; the last row and column are excluded."""

    top: int
    bottom: int
    left: int
    right: int

    @property
    def height(self) -> int:
        """px."""
        return self.bottom - self.top

    @property
    def width(self) -> int:
        """px."""
        return self.right - self.left

    @property
    def area(self) -> tuple[slice, slice]:
        """(rows, columns)."""
        return slice(self.top, self.bottom), slice(self.left, self.right)

    @property
    def to_face(self) -> NDArray[np.float64]:
        """``(2, 3)``: px of the picture → px of the 96 px face, between pixel centres, as `cv2.resize` has it."""
        kx, ky = SIDE / self.width, SIDE / self.height
        return np.array([[kx, 0, (0.5 - self.left) * kx - 0.5], [0, ky, (0.5 - self.top) * ky - 0.5]])

    def cut(self, picture: Picture) -> Picture:
        """``(96, 96, 3)``: what the box shows of `picture`, scaled bilinearly like the network's training pictures."""
        shown = cv2.resize(picture[self.area], (SIDE, SIDE), interpolation=cv2.INTER_LINEAR)
        return shown.astype(np.uint8, copy=False)


def face_box(landmarks: NDArray[np.float32], shape: Sequence[int]) -> Box:
    """The box round an upright face with `landmarks` ``(478, 3)`` px: forehead to under the chin, cheek to cheek.

    It is cut to a picture of `shape` (rows, columns, …). Its lower half holds the mouth and the chin, whatever the face: over a
    jaw that hangs open it begins higher in the forehead.
    """
    frame = FaceFrame(landmarks)
    points, unit = frame.points[:468], frame.unit
    brows = min(float(points[list(eye.brow_top), 1].min()) for eye in EYES)
    bottom = float(points[CHIN, 1]) + _UNDER_CHIN * unit
    lip = max(float(points[NOSE_BASE, 1]), float(points[0, 1]) - _LEAST_ROOM * unit)
    top = min(brows - _OVER_BROWS * unit, 2 * lip - bottom)
    rows, columns = int(shape[0]), int(shape[1])
    upper, left = np.clip(np.floor([top, points[:, 0].min()]).astype(int), 0, [rows - 2, columns - 2])
    lower, right = np.clip(np.ceil([bottom, points[:, 0].max()]).astype(int), [upper + 2, left + 2], [rows, columns])
    return Box(int(upper), int(lower), int(left), int(right))
