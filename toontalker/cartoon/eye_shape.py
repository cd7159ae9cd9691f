"""What an eye of the drawing looks like before any paint: lids, iris, and the colour both irises share."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from toontalker.drawing import box_around, curve, fine_polygon
from toontalker.mesh import EYES, EyeIndices, FaceFrame
from toontalker.picture import Colour, Points, rgb_of, to_lab

LID_POINTS = 40
SQUINT = 0.10
"""Below this opening (share of the eye's width) there is no iris to see: the eye is drawn as a curve."""
_LEAST_OPENING = 0.19
_BROWN = np.array([16.0, 8.0, 14.0], np.float32)


@dataclass(frozen=True)
class EyeShape:
    """One eye in pixels of the picture it is drawn into."""

    upper: Points
    """``(40, 2)`` the edge of the upper lid, left to right."""
    lower: Points
    """``(40, 2)`` the edge of the lower lid, left to right."""
    iris: NDArray[np.float64]
    """``(2,)`` centre of the iris: the gaze."""
    radius: float
    """Radius of the drawn iris, px."""
    seen_radius: float
    """Radius of the iris in the photo, px."""
    width: float
    """Corner to corner, px."""
    opening: float
    """Largest height of the opening over the width."""
    room: float
    """From the middle of the upper lid to the brow above it, px."""
    outer_is_left: bool
    """True where the temple is on the left."""

    @property
    def outline(self) -> Points:
        """``(80, 2)`` once round the opening."""
        return np.vstack([self.upper, self.lower[::-1]])

    @property
    def height(self) -> float:
        """Largest height of the opening, px, at least 1."""
        return max(1.0, self.opening * self.width)

    @property
    def down(self) -> NDArray[np.float64]:
        """``(2,)`` unit vector at right angles to the line between the corners, pointing to the chin."""
        along = (self.upper[-1] - self.upper[0]) / max(self.width, 1e-6)
        return np.array([-along[1], along[0]])

    def moved(self, left: float, top: float) -> EyeShape:
        """The same eye in a crop whose corner lies at (left, top)."""
        corner = np.array([left, top])
        return replace(self, upper=self.upper - corner, lower=self.lower - corner, iris=self.iris - corner)


def eye_shapes(frame: FaceFrame) -> tuple[EyeShape, EyeShape]:
    """Both eyes: gaze of the mesh with its noise shared out, irises that match, narrow eyes opened a little."""
    left, right = (_measure(frame, eye) for eye in EYES)
    return _matched(left, right), _matched(right, left)


def iris_colour(source: Colour, shapes: tuple[EyeShape, EyeShape], *, greyscale: bool) -> NDArray[np.float32]:
    """RGB ``(3,)`` of both irises: the photo's, seen against the white of the eye, made richer, kept among real eye colours."""
    samples = [sample for shape in shapes if (sample := _iris_sample(source, shape)) is not None]
    if not samples:
        return rgb_of([34, 0, 0] if greyscale else _BROWN)
    weights = [max(float(sample[0]), 4.0) for sample in samples]
    lab = np.average(samples, axis=0, weights=weights).astype(np.float32)
    if greyscale:
        return rgb_of([np.clip(lab[0] * 1.25 + 10, 26, 60), 0, 0])
    return rgb_of(_likely_eye(lab))


def _likely_eye(lab: NDArray[np.float32]) -> NDArray[np.float32]:
    """CIELAB of an iris as drawn. Too dark to tell is brown; nearly grey is slate blue; skin light makes neither pink."""
    dark = float(np.clip((19 - lab[0]) / 8, 0, 1) * np.clip((9 - lab[2]) / 6, 0, 1) * np.clip((lab[2] + 6) / 4, 0, 1))
    lab = lab + (_BROWN - lab) * np.float32(dark)
    grey = float(np.clip((7 - np.hypot(lab[1], lab[2])) / 5, 0, 1))
    red, yellow = float(lab[1]) - 2.0 * grey, float(lab[2]) - 5.0 * grey
    hue, chroma = float(np.degrees(np.arctan2(yellow, red)) % 360), float(np.hypot(red, yellow))
    if 185 <= hue < 325:
        hue, level, rich = np.clip(hue, 215, 262), np.clip(lab[0] * 1.20 + 12, 34, 56), np.clip(chroma * 1.6, 11, 29)
    else:
        hue = np.clip(hue - 360 if hue >= 325 else hue, 57, 140)
        level, rich = np.clip(lab[0] * 1.15 + 4, 21, 43), np.clip(chroma * 1.5, 15, 33)
    turn = np.radians(hue)
    return np.array([level, rich * np.cos(turn), rich * np.sin(turn)], np.float32)


def _iris_sample(source: Colour, shape: EyeShape) -> NDArray[np.float32] | None:
    """CIELAB ``(3,)`` of the ring between pupil and rim, less most of the cast that the white of the eye shows."""
    rows, columns = box_around(source.shape, shape.outline, 2)
    if rows.stop - rows.start < 3 or columns.stop - columns.start < 3:
        return None
    local = shape.moved(columns.start, rows.start)
    lab = to_lab(source[rows, columns])
    y, x = np.mgrid[: lab.shape[0], : lab.shape[1]]
    radius = np.hypot(x - local.iris[0], y - local.iris[1]) / max(local.seen_radius, 1.0)
    lid = np.interp(x[0], local.upper[:, 0], local.upper[:, 1])[None]
    inside = (fine_polygon(lab.shape, local.outline) > 0.95) & (y > lid + 0.06 * local.width)
    ring, white = lab[inside & (radius > 0.38) & (radius < 0.80)], lab[inside & (radius > 1.15)]
    if len(ring) < 6:
        return None
    ring = ring[ring[:, 0] <= np.percentile(ring[:, 0], 80)]
    sample = np.median(ring, 0)
    if len(white) > 5:
        white = np.median(white[white[:, 0] >= np.percentile(white[:, 0], 60)], 0)
        sample[1:] -= 0.7 * white[1:] * np.clip(sample[0] / max(float(white[0]), 1.0), 0.3, 1)
    return np.asarray(sample, np.float32)


def _measure(frame: FaceFrame, eye: EyeIndices) -> EyeShape:
    upper = curve(frame.points[list(eye.upper_lid)], LID_POINTS)
    lower = curve(frame.points[list(eye.lower_lid)], LID_POINTS)
    width, opening = frame.eye_width(eye), frame.eye_opening(eye)
    iris = frame.points[eye.iris]
    if opening >= SQUINT and opening < _LEAST_OPENING:
        upper, lower = _opened(upper, lower, (_LEAST_OPENING - opening) * 0.7 * width)
        opening += (_LEAST_OPENING - opening) * 0.7
    seen = float(np.mean(np.hypot(*(frame.points[list(eye.iris_rim)] - iris).T)))
    radius = max(1.12 * seen, 0.5 * opening * width)
    radius = max(min(radius, 0.30 * width), 0.5 * opening * width)
    room = float(np.mean(upper[LID_POINTS // 3 : -LID_POINTS // 3, 1]) - np.mean(frame.points[list(eye.brow_bottom[1:4]), 1]))
    return EyeShape(upper, lower, iris, radius, seen, width, opening, max(room, 0.0), eye.outer_is_left)


def _opened(upper: Points, lower: Points, more: float) -> tuple[Points, Points]:
    """Lids moved `more` px apart in the middle, the upper one most: narrow eyes keep their slant and their corners."""
    arch = np.sin(np.linspace(0, np.pi, len(upper)))[:, None] * np.array([[0.0, 1.0]])
    return upper - arch * more * 0.65, lower + arch * more * 0.35


def _matched(shape: EyeShape, other: EyeShape) -> EyeShape:
    """Gaze and iris size drawn towards the other eye's: errors of the mesh would make the figure squint."""
    own, theirs = _gaze(shape), _gaze(other)
    gaze = 0.6 * own + 0.4 * theirs
    centre = shape.outline.mean(0)
    radius = 0.65 * shape.radius + 0.35 * other.radius * shape.width / max(other.width, 1e-6)
    return replace(shape, iris=centre + gaze * shape.width, radius=max(radius, 0.5 * shape.height))


def _gaze(shape: EyeShape) -> NDArray[np.float64]:
    """``(2,)`` offset of the iris from the middle of the opening, in eye widths."""
    return np.asarray((shape.iris - shape.outline.mean(0)) / max(shape.width, 1e-6), np.float64)
