"""Redraws the brows: solid tapered shapes that keep the course, the thickness and the colour the brows have in the photo."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from toontalker.cartoon.ribbon import normals, ribbon, tapered
from toontalker.cartoon.toon import Palette
from toontalker.drawing import box_around, curve
from toontalker.mesh import EYES, EyeIndices, FaceFrame
from toontalker.picture import Colour, Map, Points, blur, over, rgb_of, to_lab

_COLUMNS, _ROWS = 36, 25
_REACH = 0.055
"""How far above and below the mesh's brow line hair is looked for, in face units."""
_THINNEST, _THICKEST = 0.026, 0.074
"""Bounds of a drawn brow's thickness in face units."""


@dataclass(frozen=True)
class Brow:
    """One brow as the photo shows it."""

    path: Points
    """``(36, 2)`` its middle line, left to right, px."""
    thickness: float
    """Px where it is fullest."""
    colour: NDArray[np.float32]
    """``(3,)`` CIELAB of its darker hairs."""
    inner_is_right: bool
    """True for the brow left of the nose."""


def draw_brows(figure: Colour, frame: FaceFrame, source: Colour, palette: Palette) -> Colour:
    """The figure ``(h, w, 3)`` RGB in [0, 1] with both brows drawn; the argument is not changed.

    `source` ``(h, w, 3)`` RGB in [0, 1] is the photo in the geometry of the figure. Blond and grey brows stay light, bushy
    ones bushy. Inner ends are tapered, because square ones look angry. Both brows share one colour.
    """
    brows = [brow for eye in EYES if (brow := measure_brow(source, frame, eye)) is not None]
    if not brows:
        return figure.copy()
    colour = _drawn_colour(np.mean([brow.colour for brow in brows], 0), palette)
    thickness = float(np.mean([brow.thickness for brow in brows]))
    drawn = figure.copy()
    for brow in brows:
        rows, columns = box_around(figure.shape, brow.path, 0.09 * frame.unit)
        path = _kinder(brow, frame) if palette.flat else brow.path
        local = Brow(path - [columns.start, rows.start], 0.5 * (brow.thickness + thickness), brow.colour, brow.inner_is_right)
        drawn[rows, columns] = _draw_brow(drawn[rows, columns], local, colour, palette)
    return np.clip(drawn, 0, 1)


def measure_brow(source: Colour, frame: FaceFrame, eye: EyeIndices) -> Brow | None:
    """Course, thickness and colour of a brow, from dark hair near the mesh's brow line; None where it is off the picture."""
    top, bottom = (curve(frame.points[list(row)], _COLUMNS) for row in (eye.brow_top, eye.brow_bottom))
    line = 0.5 * (top + bottom)
    mesh_thickness = float(np.median(np.hypot(*(top - bottom).T)))
    across, offsets = normals(line), np.linspace(-_REACH, _REACH, _ROWS) * frame.unit
    grid = line[None] + offsets[:, None, None] * across[None]
    height, width = source.shape[:2]
    if not ((grid > 1) & (grid < [width - 2, height - 2])).all(-1).mean() > 0.8:
        return None
    strip = to_lab(cv2.remap(source, grid[..., 0].astype(np.float32), grid[..., 1].astype(np.float32), cv2.INTER_LINEAR))
    hair, colour = _hair_share(strip, offsets, mesh_thickness)
    weight = hair.sum(0) + 1e-3
    shift = _steady((hair * offsets[:, None]).sum(0) / weight, 7)
    seen = float(np.percentile(hair.sum(0), 70)) * float(offsets[1] - offsets[0])
    thickness = float(np.clip(0.35 * mesh_thickness + 0.75 * seen, _THINNEST * frame.unit, _THICKEST * frame.unit))
    limit = 0.016 * frame.unit
    path = line + across * np.clip(shift, -limit, limit)[:, None]
    return Brow(path, thickness, colour, eye.outer_is_left)


def _kinder(brow: Brow, frame: FaceFrame) -> Points:
    """The brow with a steep fall towards the nose made less so: drawn flat and bold, it would look angry."""
    along = frame.points[263] - frame.points[33]
    along = along / max(float(np.hypot(*along)), 1e-6)
    across = (brow.path - brow.path.mean(0)) @ along
    height = (brow.path - brow.path.mean(0)) @ np.array([-along[1], along[0]])
    slope = float(across @ height / max(float(across @ across), 1e-6))
    fall = slope if brow.inner_is_right else -slope
    less = max(fall - 0.06, 0.0) * 0.5 * (1 if brow.inner_is_right else -1)
    return np.asarray(brow.path - np.outer(across * less, [-along[1], along[0]]), np.float64)


def _hair_share(strip: Colour, offsets: Points, mesh_thickness: float) -> tuple[Map, NDArray[np.float32]]:
    """How much each sample ``(25, 36)`` of a straightened brow is hair, and the CIELAB of its darker hairs."""
    near = np.exp(-((offsets / (1.15 * mesh_thickness + 1e-6)) ** 2)).astype(np.float32)[:, None]
    level = strip[..., 0]
    core = strip[near[:, 0] > 0.6].reshape(-1, 3)
    colour = np.median(core[core[:, 0] <= np.percentile(core[:, 0], 40)], 0)
    skin = float(np.percentile(level, 80))
    share = np.clip((skin - level) / max(skin - float(colour[0]), 4.0), 0, 1)
    share = np.where(share < 0.35, 0, share) * near
    return share.astype(np.float32), np.asarray(colour, np.float32)


def _steady(values: Points, length: int) -> Points:
    """Running mean that keeps the ends."""
    padded = np.pad(values, length // 2, mode="edge")
    return np.asarray(np.convolve(padded, np.full(length, 1 / length), mode="valid"), np.float64)


def _drawn_colour(colour: NDArray[np.float32], palette: Palette) -> NDArray[np.float32]:
    """RGB of the drawn brow: the photo's, a little deeper, and told apart from the skin as it is drawn."""
    light = min(0.90 * float(colour[0]), float(palette.skin[0]) - (15 if palette.flat else 11))
    if palette.greyscale:
        return rgb_of([max(light, 6), 0, 0])
    return rgb_of([max(light, 6), colour[1], colour[2]])


def _draw_brow(patch: Colour, brow: Brow, colour: NDArray[np.float32], palette: Palette) -> Colour:
    count = len(brow.path)
    inner_to_outer = tapered(count, (0, 0.10, 0.42, 0.72, 1), (0.18, 0.66, 1.0, 0.78, 0.0))
    widths = (inner_to_outer[::-1] if brow.inner_is_right else inner_to_outer) * brow.thickness
    shape = ribbon(patch.shape, brow.path, widths)
    if palette.flat:
        return over(patch, shape * np.float32(0.95), colour)
    patch = over(patch, blur(shape, 0.10 * brow.thickness) * np.float32(0.74), colour)
    return over(patch, _hairs(patch, brow, widths) * np.float32(0.34), colour * np.float32(0.62))


def _hairs(patch: Colour, brow: Brow, widths: Points) -> Map:
    """Fine strokes that rise at the nose and lie down towards the temple, four times supersampled."""
    samples, count = 4, len(brow.path)
    canvas = np.zeros((patch.shape[0] * samples, patch.shape[1] * samples), np.uint8)
    outwards = -1 if brow.inner_is_right else 1
    across = normals(brow.path)
    order = np.arange(count)[::-1] if brow.inner_is_right else np.arange(count)
    pen = max(1, round(0.075 * brow.thickness * samples))
    for step in range(2 * count - 8):
        here = order[step // 2]
        along = brow.path[order[min(count - 1, step // 2 + 6)]] - brow.path[here]
        spread = 0.46 - 0.31 * ((step * 7) % 4)
        root = brow.path[here] + across[here] * widths[here] * spread
        rise = (0.42 - 0.30 * step / (2 * count)) * (1 + 0.35 * ((step * 5) % 3 - 1))
        tip = root + along * (0.75 + 0.2 * ((step * 3) % 4) / 3) - across[here] * widths[here] * rise
        line = np.round((np.vstack([root, (root + tip) / 2 + [outwards, 0], tip]) + 0.5) * samples * 16).astype(np.int32)
        cv2.polylines(canvas, [line], False, 255, pen, cv2.LINE_AA, 4)
    small = cv2.resize(canvas, (patch.shape[1], patch.shape[0]), interpolation=cv2.INTER_AREA)
    return small.astype(np.float32) / np.float32(255)
