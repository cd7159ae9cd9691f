"""The face mesh: names for the landmarks of MediaPipe's 478-point mesh, and the frame of a face.

Left and right are the viewer's, as in a picture: `LEFT_EYE` lies at the smaller x of an upright face. Lists run from left
to right unless they go round something. Source of the indices: MediaPipe `face_mesh_connections` and the canonical model.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

OVAL = (10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
        152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109)  # fmt: skip
"""Round the face, clockwise from the top of the forehead."""
JAW = (234, 93, 132, 58, 172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397, 288, 361, 323, 454)

LIPS_OUTER = (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146)
LIPS_INNER = (78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, 324, 318, 402, 317, 14, 87, 178, 88, 95)
UPPER_LIP_INNER = (78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308)
LOWER_LIP_INNER = (78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308)
UPPER_LIP_OUTER = (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291)
LOWER_LIP_OUTER = (61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291)

FOREHEAD, CHIN = 10, 152
NOSE_ROOT, NOSE_TIP, NOSE_BASE = 168, 4, 2
LEFT_CHEEK_EDGE, RIGHT_CHEEK_EDGE = 234, 454
MOUTH_LEFT, MOUTH_RIGHT = 61, 291


@dataclass(frozen=True)
class EyeIndices:
    """Landmark numbers of one eye with its brow; lids and brow edges run from left to right."""

    upper_lid: tuple[int, ...]
    lower_lid: tuple[int, ...]
    iris: int
    iris_rim: tuple[int, ...]
    brow_top: tuple[int, ...]
    brow_bottom: tuple[int, ...]
    outer_is_left: bool
    """True where the eye's outer corner (temple side) is the first point of the lids."""


LEFT_EYE = EyeIndices(
    upper_lid=(33, 246, 161, 160, 159, 158, 157, 173, 133),
    lower_lid=(33, 7, 163, 144, 145, 153, 154, 155, 133),
    iris=468,
    iris_rim=(469, 470, 471, 472),
    brow_top=(70, 63, 105, 66, 107),
    brow_bottom=(46, 53, 52, 65, 55),
    outer_is_left=True,
)
RIGHT_EYE = EyeIndices(
    upper_lid=(362, 398, 384, 385, 386, 387, 388, 466, 263),
    lower_lid=(362, 382, 381, 380, 374, 373, 390, 249, 263),
    iris=473,
    iris_rim=(474, 475, 476, 477),
    brow_top=(336, 296, 334, 293, 300),
    brow_bottom=(285, 295, 282, 283, 276),
    outer_is_left=False,
)
EYES = (LEFT_EYE, RIGHT_EYE)


@dataclass(frozen=True)
class FaceFrame:
    """Measures of one face, from its landmarks ``(478, 3)`` in pixels. Every radius of the cartoon is in units of `unit`."""

    landmarks: NDArray[np.float32]

    @cached_property
    def points(self) -> NDArray[np.float64]:
        """``(478, 2)`` x, y in px."""
        return self.landmarks[:, :2].astype(np.float64)

    @cached_property
    def unit(self) -> float:
        """Forehead (10) to chin (152) in px: the length all radii are counted in."""
        return float(np.hypot(*(self.points[FOREHEAD] - self.points[CHIN])))

    @cached_property
    def centre(self) -> NDArray[np.float64]:
        """``(2,)`` mean of the face oval, px."""
        return self.points[list(OVAL)].mean(0)

    @cached_property
    def width(self) -> float:
        """Cheek edge to cheek edge, px."""
        return float(np.hypot(*(self.points[LEFT_CHEEK_EDGE] - self.points[RIGHT_CHEEK_EDGE])))

    @cached_property
    def mouth_width(self) -> float:
        """Mouth corner to mouth corner, px."""
        return float(np.hypot(*(self.points[MOUTH_LEFT] - self.points[MOUTH_RIGHT])))

    @cached_property
    def lip_gap(self) -> float:
        """Largest distance between the inner lips, px, never negative."""
        return max(0.0, float((self.points[list(LOWER_LIP_INNER), 1] - self.points[list(UPPER_LIP_INNER), 1]).max()))

    @cached_property
    def yaw(self) -> float:
        """Where the nose lies between the cheek edges, minus .5: 0 in front view, towards ±.5 in profile; > 0 = turned right."""
        left, right, nose = self.points[LEFT_CHEEK_EDGE, 0], self.points[RIGHT_CHEEK_EDGE, 0], self.points[1, 0]
        return float((nose - left) / (right - left + 1e-6) - 0.5)

    def eye_width(self, eye: EyeIndices) -> float:
        """Corner to corner, px."""
        return float(np.hypot(*(self.points[eye.upper_lid[0]] - self.points[eye.upper_lid[-1]])))

    def eye_opening(self, eye: EyeIndices) -> float:
        """Largest vertical distance of the lids over the eye's width, ≥ 0; about .3, under .10 in a squint."""
        gap = (self.points[list(eye.lower_lid), 1] - self.points[list(eye.upper_lid), 1]).max()
        return max(0.0, float(gap)) / max(self.eye_width(eye), 1e-6)
