"""Closes the mouth of a drawing once, so that every frame starts from lips that touch.

A source that laughs or shouts would otherwise keep its teeth, and never shut for /p b m/. The lips of a grin are moved
together (`join`): that keeps moustaches and shadows. A wide open mouth, and one seen from the side, is drawn anew: the jaw
is raised, the mouth filled with skin, and closed lips are drawn between the same corners.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from toontalker.cartoon.lips import draw_lips
from toontalker.cartoon.ribbon import ribbon, tapered
from toontalker.cartoon.toon import Palette, Toon
from toontalker.drawing import box_around, curve, polygon
from toontalker.mesh import LIPS_OUTER, FaceFrame
from toontalker.mouth.jaw import raise_jaw
from toontalker.mouth.join import join_lips
from toontalker.mouth.lip_contrast import readable
from toontalker.mouth.lip_points import LOWER_RINGS, UPPER_RINGS
from toontalker.mouth.shapes import MouthAxes
from toontalker.mouth.skin_fill import fill_skin
from toontalker.picture import Colour, Points, over, rgb_of, smoothstep, to_float, to_lab, to_uint8

CLOSED_GAP = 0.02
"""Lips nearer than this (face units) count as closed."""
_WIDE_OPEN, _TURNED = 0.11, 0.22
"""Gap (face units) and |yaw| from which lips cannot be moved together without tearing: the mouth is drawn anew."""
_LEFT_OPEN = 0.035
"""Gap (face units) that comes from the lips alone; what is more is put down to a lowered jaw."""
_MOUSTACHE = (165, 391, 92, 322)
"""Above the lip on both sides of the groove, which lies in the nose's shadow."""
_CHEEKS = (50, 280, 101, 330, 205, 425, 36, 266)
_MOUSTACHE_SHARE = 0.70
"""Lightness of hair above the lip over that of the cheeks: at most. Skin there, shadow included, has more than .77."""


def with_closed_mouth(toon: Toon) -> Toon:
    """The same toon with its mouth shut; the toon itself if it is."""
    frame = FaceFrame(toon.landmarks)
    gap = frame.lip_gap / frame.unit
    if gap < CLOSED_GAP:
        return toon
    turned = abs(frame.yaw) > _TURNED
    if has_moustache(to_float(toon.figure), frame) or (gap < _WIDE_OPEN and not turned):
        return join_lips(toon)
    raised = raise_jaw(toon, 0.72 * max(0.0, gap - _LEFT_OPEN) * frame.unit)
    return _redrawn(raised, frame)


def has_moustache(figure: Colour, frame: FaceFrame) -> bool:
    """Whether there is hair between nose and mouth: far darker than the cheeks."""
    return _lightness(figure, frame, _MOUSTACHE) < _MOUSTACHE_SHARE * _lightness(figure, frame, _CHEEKS)


def _lightness(figure: Colour, frame: FaceFrame, landmarks: tuple[int, ...]) -> float:
    reach = max(1, round(0.012 * frame.unit))
    spots = []
    for x, y in np.round(frame.points[list(landmarks)]).astype(int):
        spot = figure[max(y - reach, 0) : y + reach + 1, max(x - reach, 0) : x + reach + 1]
        if spot.size:
            spots.append(float(np.median(to_lab(spot)[..., 0])))
    return float(np.median(spots)) if spots else 100.0


@dataclass(frozen=True)
class ClosedLips:
    """Where closed lips belong in a face: curves in face units along `MouthAxes`, from corner to corner."""

    middle: NDArray[np.float64]
    """``(2,)`` px: the middle of the line between the lips."""
    corners: NDArray[np.float64]
    """``(2, 2)`` px: left and right corner."""
    upper: float
    """Thickness of the upper lip in its middle, px."""
    lower: float
    """Thickness of the lower lip, px."""


def _redrawn(toon: Toon, before: FaceFrame) -> Toon:
    """Lips drawn anew, closed, over a filled mouth; `before`: the face before the jaw was raised."""
    frame = FaceFrame(toon.landmarks)
    figure = to_float(toon.figure)
    hole = _mouth_mask(figure, frame)
    figure = fill_skin(figure, hole, flat=toon.palette.flat)
    palette = readable(toon.palette, figure[hole > 0.5])
    lips = _closed_lips(frame, before)
    landmarks = toon.landmarks.copy()
    landmarks[:, :2] = _placed(frame, lips)
    closed = FaceFrame(landmarks)
    figure = draw_lips(figure, closed, palette, contact_line=False)
    figure = _dimples(figure, closed, palette)
    return replace(toon, figure=to_uint8(figure), landmarks=landmarks, palette=palette)


def _mouth_mask(figure: Colour, frame: FaceFrame) -> NDArray[np.float32]:
    """The drawn lips and all between them, with a margin for what the pen left round them."""
    unit = frame.unit
    outline = curve(frame.points[list(LIPS_OUTER)], 80, closed=True)
    size = 2 * round(0.036 * unit) + 1
    mask = polygon(figure.shape, outline)
    return cv2.dilate(mask, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))).astype(np.float32, copy=False)


def _closed_lips(frame: FaceFrame, before: FaceFrame) -> ClosedLips:
    axes, unit, points = MouthAxes(frame), frame.unit, frame.points
    gap = max(0.0, float((points[14] - points[13]) @ axes.down))
    middle = points[13] + axes.down * 0.38 * gap
    wide = before.lip_gap / unit
    width = frame.mouth_width / unit
    wanted = float(np.clip(0.93 * width, min(0.30, 1.35 * width), 0.42))
    corners = np.stack([points[61], points[291]])
    along, height = (corners - middle) @ axes.right, (corners - middle) @ axes.down
    along = along * wanted / width
    # A laugh pulls the corners up and out: most of it stays, more evenly, or the face loses what made it friendly.
    lift = np.clip(0.60 * height + 0.40 * height.mean() - 0.004 * unit, -0.052 * unit, 0.006 * unit)
    if wide > 0.12 and width < 0.28:
        lift = np.minimum(lift, -0.006 * unit) * 0.5
    corners = middle + along[:, None] * axes.right + lift[:, None] * axes.down
    upper = np.abs((points[13] - points[0]) @ axes.down)
    lower = np.abs((points[17] - points[14]) @ axes.down)
    return ClosedLips(
        middle, corners, upper=float(np.clip(upper, 0.035 * unit, 0.048 * unit)), lower=float(np.clip(lower, 0.048 * unit, 0.062 * unit))
    )


def _placed(frame: FaceFrame, lips: ClosedLips) -> Points:
    """``(478, 2)``: the landmarks with all those of the lips moved onto the closed lips."""
    axes, points = MouthAxes(frame), frame.points.copy()
    left, right = (lips.corners - lips.middle) @ axes.right
    ends = (lips.corners - lips.middle) @ axes.down
    side = np.linspace(-1, 1, 11)

    def line(at: NDArray[np.float64]) -> NDArray[np.float64]:
        """Height of the line between the lips: flat in the middle, rising to the corners like a smile."""
        return np.asarray(np.where(at < 0, ends[0], ends[1]) * np.abs(at) ** 1.7)

    def placed(at: NDArray[np.float64], height: NDArray[np.float64]) -> Points:
        along = np.where(at < 0, -at * left, at * right)
        return np.asarray(lips.middle + along[:, None] * axes.right + height[:, None] * axes.down)

    bow = 1 - 0.14 * np.exp(-((side / 0.14) ** 2))
    top = line(side) - lips.upper * np.clip(1 - np.abs(side) ** 2.0, 0, 1) ** 0.85 * bow
    bottom = line(side) + lips.lower * np.clip(1 - np.abs(side) ** 2.3, 0, 1) ** 0.8
    inner = 0.975 * side
    touching = placed(inner, line(inner))
    for rings, outer in ((UPPER_RINGS, placed(side, top)), (LOWER_RINGS, placed(side, bottom))):
        for ring, share in zip(rings, (0.0, 0.33, 0.66, 1.0), strict=True):
            points[list(ring)] = outer + (touching - outer) * share
    return points


def _dimples(figure: Colour, frame: FaceFrame, palette: Palette) -> Colour:
    """The small marks where a smile ends: they tie drawn lips to the cheeks."""
    axes, unit, points = MouthAxes(frame), frame.unit, frame.points
    drawn = figure.copy()
    for corner, outwards in ((61, -axes.right), (291, axes.right)):
        rise = float((points[13] - points[corner]) @ axes.down) / unit
        strength = float(smoothstep(0.004, 0.03, rise)) * (0.55 if palette.flat else 0.34)
        near = float(axes.nearness[corner])
        path = points[corner] + unit * np.stack(
            [
                outwards * 0.010 * near + axes.down * 0.013,
                outwards * 0.017 * near - axes.down * 0.002,
                outwards * 0.014 * near - axes.down * 0.018,
            ]
        )
        box = box_around(drawn.shape, path, 0.04 * unit)
        if strength < 0.02 or min(drawn[box].shape[:2]) < 3:
            continue
        path = curve(path - [box[1].start, box[0].start], 24)
        mark = ribbon(drawn[box].shape, path, tapered(24, (0, 0.45, 1), (0.1, 1, 0.1)) * (0.010 if palette.flat else 0.014) * unit)
        if not palette.flat:
            mark = cv2.GaussianBlur(mark, (0, 0), max(0.6, 0.006 * unit))
        shade = rgb_of(palette.skin * np.array([0.62, 1.1, 1.0], np.float32))
        drawn[box] = over(drawn[box], mark * np.float32(strength), shade)
    return drawn
