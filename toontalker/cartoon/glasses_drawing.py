"""Takes the photo's glasses away and draws stylised ones, as a layer of its own that lies over the blinking eyes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from toontalker.cartoon.glasses_evidence import GlassesEvidence, eye_middles
from toontalker.drawing import box_around
from toontalker.mesh import EYES, FaceFrame
from toontalker.picture import Colour, Map, Points, blur, smoothstep, to_float, to_uint8

_SAMPLES = 4
_TEMPLES = (127, 356)
_BOLD = 0.055
"""From this thickness on (eye distances) a frame is drawn bold."""


def erase_glasses(image: Colour, evidence: GlassesEvidence, frame: FaceFrame) -> Colour:
    """`image` ``(h, w, 3)`` RGB in [0, 1] with the frame that was found painted over by its surroundings (Telea 2004).

    Eyes and everything away from the frame stay as they are. `frame` belongs to the picture the evidence was found in.
    """
    left, right = eye_middles(frame)
    pen = max(3, round((1.4 * evidence.thickness + 0.045) * float(np.hypot(*(right - left)))))
    mask = np.zeros(image.shape[:2], np.uint8)
    for path in evidence.seen:
        cv2.polylines(mask, [_fixed(path)], False, 255, pen, cv2.LINE_8, 3)
    for eye in EYES:
        outline = frame.points[[*eye.upper_lid, *eye.lower_lid[::-1]]]
        cv2.fillPoly(mask, [np.round(outline).astype(np.int32)], 0)
    if not mask.any():
        return image.copy()
    y, x = np.nonzero(mask)
    rows, columns = box_around(image.shape, np.c_[[x.min(), x.max()], [y.min(), y.max()]], 8)
    erased = image.copy()
    hole = np.ascontiguousarray(mask[rows, columns])
    filled = np.asarray(cv2.inpaint(to_uint8(image[rows, columns]), hole, 4, cv2.INPAINT_TELEA), np.uint8)
    erased[rows, columns] = np.where(hole[..., None] > 0, to_float(filled), image[rows, columns])
    return erased


@dataclass(frozen=True)
class GlassesShape:
    """Drawn glasses in px of the picture."""

    lenses: tuple[Points, Points]
    """``(90, 2)`` outline of each lens."""
    bars: tuple[Points, ...]
    """Open paths: the bridge, then the temples that can be seen."""
    middles: tuple[NDArray[np.float64], NDArray[np.float64]]
    """``(2,)`` middle of each eye."""
    eye_distance: float
    """Px between the middles of the eyes."""
    thickness: float
    """Of the frame, px."""
    bold: bool
    """A thick frame, drawn with a light along its upper edges."""


def glasses_shape(frame: FaceFrame, evidence: GlassesEvidence, *, flat: bool) -> GlassesShape:
    """Lenses as wide and deep as the photo's, but never smaller than the drawn eyes; the far one foreshortened."""
    left, right = eye_middles(frame)
    distance = max(float(np.hypot(*(right - left))), 1.0)
    along = (right - left) / distance
    down = np.array([-along[1], along[0]])
    widths = [frame.eye_width(eye) / distance for eye in EYES]
    reaches = [_reach(evidence, width, max(float(np.mean(widths)), 1e-6)) for width in widths]
    squeeze = min(1.0, 0.90 / (reaches[0][1] + reaches[1][1]))
    lenses, bars = [], []
    for middle, (outer, nasal), side in zip((left, right), reaches, (-1, 1), strict=True):
        lenses.append(middle + _lens(evidence, outer, nasal * squeeze, side) @ np.array([along, down]) * distance)
    inner = [reach[1] * squeeze for reach in reaches]
    ends = (left + (along * inner[0] - down * 0.03) * distance, right - (along * inner[1] + down * 0.03) * distance)
    rise = (ends[0] + ends[1]) / 2 - down * 0.06 * distance
    step = np.linspace(0, 1, 20)[:, None]
    bars.append((1 - step) ** 2 * ends[0] + 2 * step * (1 - step) * rise + step**2 * ends[1])
    for middle, (outer, _), temple, side in zip((left, right), reaches, _TEMPLES, (-1, 1), strict=True):
        hinge = middle + (along * side * outer * 0.985 - down * 0.10) * distance
        end = frame.points[temple] - down * 0.03 * distance
        if float((end - hinge) @ along) * side > 0.015 * frame.unit:
            bars.append(np.vstack([hinge, 0.06 * hinge + 0.94 * end]))
    thickness = _drawn_thickness(evidence, flat=flat) * distance
    return GlassesShape((lenses[0], lenses[1]), tuple(bars), (left, right), distance, thickness, evidence.thickness >= _BOLD)


def glasses_layer(shape: Sequence[int], frame: FaceFrame, evidence: GlassesEvidence, *, flat: bool) -> NDArray[np.uint8]:
    """The drawn glasses ``(h, w, 4)`` uint8 RGBA, straight alpha, for the face `frame` in a picture of `shape`."""
    glasses = glasses_shape(frame, evidence, flat=flat)
    layer = np.zeros((int(shape[0]), int(shape[1]), 4), np.uint8)
    everything = np.vstack([*glasses.lenses, *glasses.bars])
    rows, columns = box_around(shape, everything, 4 + 2 * glasses.thickness)
    if rows.stop - rows.start < 3 or columns.stop - columns.start < 3:
        return layer
    corner = np.array([columns.start, rows.start], np.float64)
    size = (rows.stop - rows.start, columns.stop - columns.start)
    layer[rows, columns] = _paint(glasses, corner, _masks(glasses, corner, size), frame_colour(evidence), flat=flat)
    return layer


def frame_colour(evidence: GlassesEvidence) -> NDArray[np.float32]:
    """RGB ``(3,)`` of the drawn frame: nearly black with a trace of its own colour, or bright metal."""
    level = float(evidence.colour.mean())
    own = evidence.colour - level
    if evidence.dark:
        return np.asarray(np.clip(np.clip(0.03 + 0.80 * level, 0.09, 0.5) + 0.9 * own, 0.03, 0.8), np.float32)
    return np.asarray(np.clip(np.clip(level * 1.05, 0.55, 0.78) + own, 0.15, 0.95), np.float32)


def _reach(evidence: GlassesEvidence, eye_width: float, mean_width: float) -> tuple[float, float]:
    """Half a lens to the temple and to the nose, in eye distances; at least as wide as the drawn eye."""
    turned = (eye_width / mean_width) ** 0.7
    outer = max(float(np.clip(evidence.outer, 0.34, 0.50)) * turned, 0.60 * eye_width)
    inner = max(float(np.clip(evidence.inner, 0.32, 0.45)) * turned, 0.58 * eye_width)
    return min(outer, 0.56), min(inner, 0.46)


def _lens(evidence: GlassesEvidence, outer: float, inner: float, side: int) -> Points:
    """``(90, 2)`` outline of a lens about the middle of its eye, in eye distances, x along the eyes."""
    turn = np.linspace(0, 2 * np.pi, 90, endpoint=False)
    power = 2 / evidence.squareness
    cosine, sine = np.cos(turn), np.sin(turn)
    across = np.sign(cosine) * np.abs(cosine) ** power * np.where(cosine * side > 0, outer, inner)
    lower, upper = float(np.clip(evidence.lower, 0.28, 0.46)), float(np.clip(evidence.upper, 0.24, 0.31))
    return np.c_[across, np.sign(sine) * np.abs(sine) ** power * np.where(sine > 0, lower, upper)]


def _drawn_thickness(evidence: GlassesEvidence, *, flat: bool) -> float:
    """In eye distances: the photo's own, wire a little finer, between hairline and bold; flat drawings a touch stronger."""
    if evidence.thickness >= _BOLD:
        return float(np.clip(evidence.thickness, 0.06, 0.085)) * (1.12 if flat else 1.0)
    return float(np.clip(0.85 * evidence.thickness, 0.025, 0.037)) * (1.25 if flat else 1.0)


def _masks(glasses: GlassesShape, corner: Points, size: tuple[int, int]) -> tuple[Map, Map]:
    """Frame and glass as masks in a crop of `size` (height, width) at `corner`."""
    lines = np.zeros((size[0] * _SAMPLES, size[1] * _SAMPLES), np.uint8)
    lens = lines.copy()
    pen = max(2, round(glasses.thickness * _SAMPLES))
    for outline in glasses.lenses:
        path = _fixed((outline - corner + 0.5) * _SAMPLES - 0.5)
        cv2.fillPoly(lens, [path], 255, cv2.LINE_AA, 3)
        cv2.polylines(lines, [path], True, 255, pen, cv2.LINE_AA, 3)
    for bar in glasses.bars:
        cv2.polylines(lines, [_fixed((bar - corner + 0.5) * _SAMPLES - 0.5)], False, 255, pen, cv2.LINE_AA, 3)
    small = [cv2.resize(big, (size[1], size[0]), interpolation=cv2.INTER_AREA).astype(np.float32) / 255 for big in (lines, lens)]
    return small[0], small[1]


def _paint(glasses: GlassesShape, corner: Points, masks: tuple[Map, Map], colour: NDArray[np.float32], *, flat: bool) -> NDArray[np.uint8]:
    """RGBA of the crop: shadow on the skin, glare on the glass, the frame, a light along its upper edges."""
    lines, lens = masks
    drop = max(1, round(0.35 * glasses.thickness + 0.012 * glasses.eye_distance))
    shadow = blur(_lowered(lines, drop), 0.4 * glasses.thickness + 0.3) * np.float32(0.10 if flat else 0.20)
    paint = np.zeros((*lines.shape, 4), np.float32)
    paint = _lay(paint, shadow, (0.10, 0.05, 0.05))
    glare = _glare(glasses, corner, lines.shape, flat=flat)
    paint = _lay(paint, lens * (0.025 + glare * np.float32(0.20 if flat else 0.15)), (1, 1, 1))
    paint = _lay(paint, lines * np.float32(0.97), colour)
    edge = np.clip(lines - _lowered(lines, max(1, round(0.4 * glasses.thickness))), 0, 1) * lines
    paint = _lay(paint, edge * np.float32(0.38 if glasses.bold else 0.12), (1, 1, 1))
    paint[..., :3] /= np.maximum(paint[..., 3:], 1e-4)
    return to_uint8(paint)


def _glare(glasses: GlassesShape, corner: Points, shape: Sequence[int], *, flat: bool) -> Map:
    """Two slanting reflections on each lens, in [0, 1]: clean stripes in the flat manner."""
    y, x = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    glare = np.zeros((int(shape[0]), int(shape[1])), np.float32)
    for middle in glasses.middles:
        slant = ((x + corner[0] - middle[0]) * 0.8 + (y + corner[1] - middle[1]) * 0.6) / (0.5 * glasses.eye_distance)
        for where, half, strength in ((-0.46, 0.10, 1.0), (-0.22, 0.035, 0.6)):
            away = np.abs(slant - where) / half
            glare += (smoothstep(1.15, 0.85, away) if flat else np.exp(-(away**2))) * np.float32(strength)
    return np.clip(glare, 0, 1)


def _lowered(mask: Map, rows: int) -> Map:
    """The mask moved down, nothing coming in at the top."""
    moved = np.zeros_like(mask)
    moved[rows:] = mask[:-rows] if rows < len(mask) else 0
    return moved


def _lay(below: NDArray[np.float32], mask: Map, colour: tuple[float, float, float] | NDArray[np.float32]) -> NDArray[np.float32]:
    """A colour laid over a premultiplied RGBA picture (Porter & Duff 1984, "over")."""
    top = np.dstack([*(np.float32(c) * mask for c in colour), mask]).astype(np.float32)
    return (top + below * (1 - mask[..., None])).astype(np.float32)


def _fixed(points: Points) -> NDArray[np.int32]:
    """Points in eighths of a px, as the drawing functions of OpenCV take them."""
    return np.round(np.asarray(points) * 8).astype(np.int32)
