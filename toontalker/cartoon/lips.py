"""Redraws the lips: never thinner than can be seen to move, and no redder than the photo's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toontalker.cartoon.ribbon import ribbon, tapered
from toontalker.cartoon.toneless import toneless
from toontalker.cartoon.toon import Palette
from toontalker.drawing import box_around, curve, fine_polygon
from toontalker.mesh import LOWER_LIP_INNER, LOWER_LIP_OUTER, UPPER_LIP_INNER, UPPER_LIP_OUTER, FaceFrame
from toontalker.picture import Colour, Map, Points, blur, over, smoothstep, to_lab, to_rgb

_POINTS = 50
_CHEEKS = (50, 280, 205, 425, 36, 266, 101, 330)
_CLOSED = 0.030
"""Lips nearer than this (face units) touch: the line between them is drawn."""


@dataclass(frozen=True)
class LipShape:
    """The four edges of the lips ``(50, 2)``, left to right, px, thickened where they are too thin to read."""

    upper_outer: Points
    upper_inner: Points
    lower_inner: Points
    lower_outer: Points

    def moved(self, left: float, top: float) -> LipShape:
        """The same lips in a crop whose corner lies at (left, top)."""
        corner = np.array([left, top])
        return LipShape(self.upper_outer - corner, self.upper_inner - corner, self.lower_inner - corner, self.lower_outer - corner)

    def mask(self, shape: Sequence[int]) -> Map:
        """Mask of the red of both lips, without what shows between them."""
        outer = fine_polygon(shape, np.vstack([self.upper_outer, self.lower_outer[::-1]]))
        inner = fine_polygon(shape, np.vstack([self.upper_inner, self.lower_inner[::-1]]))
        return np.clip(outer - inner, 0, 1)


def lip_shape(frame: FaceFrame) -> LipShape:
    """The lips of the mesh, each at least .034 (upper) or .044 (lower) face units thick, as far as that takes little."""
    rows = (UPPER_LIP_OUTER, UPPER_LIP_INNER, LOWER_LIP_INNER, LOWER_LIP_OUTER)
    upper_outer, upper_inner, lower_inner, lower_outer = (curve(frame.points[list(row)], _POINTS) for row in rows)
    arch = np.sin(np.linspace(0, np.pi, _POINTS)) ** 0.6
    middle = slice(_POINTS // 5, -_POINTS // 5)
    unit = frame.unit
    upper = float(np.mean((upper_inner - upper_outer)[middle, 1]))
    lower = float(np.mean((lower_outer - lower_inner)[middle, 1]))
    upper_outer[:, 1] -= arch * np.clip(0.034 * unit - upper, 0, 0.014 * unit)
    lower_outer[:, 1] += arch * np.clip(0.044 * unit - lower, 0, 0.018 * unit)
    return LipShape(upper_outer, upper_inner, lower_inner, lower_outer)


def cheek_colour(source: Colour, frame: FaceFrame) -> NDArray[np.float32] | None:
    """Median CIELAB ``(3,)`` of the cheeks in `source` ``(h, w, 3)`` RGB in [0, 1]; None where they are off the picture."""
    height, width = source.shape[:2]
    reach = max(1, round(0.012 * frame.unit))
    spots = []
    for x, y in np.round(frame.points[list(_CHEEKS)]).astype(int):
        if reach <= x < width - reach and reach <= y < height - reach:
            spots.append(np.median(to_lab(source[y - reach : y + reach + 1, x - reach : x + reach + 1]).reshape(-1, 3), 0))
    return np.asarray(np.median(spots, 0), np.float32) if spots else None


def lip_colour(source: Colour, frame: FaceFrame, skin_lab: NDArray[np.float32]) -> NDArray[np.float32]:
    """CIELAB ``(3,)`` of the drawn lips: the drawn skin `skin_lab` moved as far as the photo's lips differ from its cheeks.

    `source` ``(h, w, 3)`` RGB in [0, 1] is the photo in the frame's geometry. A little contrast is always kept, so that the
    mouth can be read; nobody is given lipstick. Of a black-and-white photo the lips are grey.
    """
    shape = lip_shape(frame)
    rows, columns = box_around(source.shape, np.vstack([shape.upper_outer, shape.lower_outer]), 2)
    crop = to_lab(source[rows, columns]) if source[rows, columns].size else np.zeros((0, 0, 3), np.float32)
    inside = shape.moved(columns.start, rows.start).mask(crop.shape) > 0.8 if crop.size else np.zeros((0, 0), bool)
    cheeks = cheek_colour(source, frame)
    skin = np.asarray(skin_lab, np.float32)
    if inside.sum() < 12 or cheeks is None:
        return skin + np.array([-8, 8, 2], np.float32)
    pixels = crop[inside]
    bright = pixels[pixels[:, 0] >= np.percentile(pixels[:, 0], 40)]
    lips = np.median(bright, 0)
    # Lips in the light beside cheeks in the shade look redder than they are: the chroma of a surface grows with its light.
    lips[1:] *= min(1.0, float(cheeks[0]) / max(float(lips[0]), 1.0))
    change = lips - cheeks
    grey = float(np.hypot(cheeks[1], cheeks[2])) < 5.5 and float(np.hypot(*np.median(bright[:, 1:], 0))) < 7
    if grey:
        return np.array([skin[0] + np.clip(change[0] * 1.1, -30, -7), skin[1], skin[2]], np.float32)
    reach = [np.clip(change[0], -22, -5), np.clip(change[1] * 1.10, 5, 22), np.clip(change[2], -7, 4)]
    return skin + np.array(reach, np.float32)


def draw_lips(figure: Colour, frame: FaceFrame, palette: Palette, *, contact_line: bool = True) -> Colour:
    """The figure ``(h, w, 3)`` RGB in [0, 1] with the lips drawn in `palette.lips`; the argument is not changed.

    Works for shut and open mouths. `contact_line` draws the dark line between lips that touch. Moustache hair that hangs
    over the lip (much darker than the skin, in the figure) is left on top.
    """
    shape = lip_shape(frame)
    outline = np.vstack([shape.upper_outer, shape.lower_outer])
    rows, columns = box_around(figure.shape, outline, 0.07 * frame.unit)
    drawn = figure.copy()
    if rows.stop - rows.start < 3 or columns.stop - columns.start < 3:
        return drawn
    local = shape.moved(columns.start, rows.start)
    patch = drawn[rows, columns]
    if not palette.flat:
        patch = _chin_shade(patch, local, frame.unit)
    patch = _lip_bodies(patch, local, frame.unit, palette)
    if contact_line and frame.lip_gap < _CLOSED * frame.unit:
        patch = _contact_line(patch, local, frame.unit)
    patch = toneless(patch, drawn[rows, columns]) if palette.greyscale else patch
    drawn[rows, columns] = np.clip(patch, 0, 1)
    return drawn


def _lip_bodies(patch: Colour, lips: LipShape, unit: float, palette: Palette) -> Colour:
    """Colour of both lips: the upper one darker, a soft light on the lower."""
    mask, share = lips.mask(patch.shape), _across(patch.shape, lips)
    lab = to_lab(patch)
    body = np.empty_like(lab)
    body[...] = palette.lips
    body[..., 0] += _local_level(lab, mask, palette)
    veto = smoothstep(palette.lips[0] - 12, palette.lips[0] - 24, blur(lab[..., 0], 0.006 * unit)) * (share < 0.2)
    if palette.flat:
        body[..., 0] -= 6.5 * (share < 0)
        strength = mask * (1 - veto)
    else:
        detail = 0.35 * (lab[..., 0] - blur(lab[..., 0], 0.02 * unit))
        body[..., 0] += detail - 6 * smoothstep(0.1, -0.1, share) + 3.5 * np.exp(-(((share - 0.45) / 0.3) ** 2))
        strength = blur(mask, max(0.6, 0.005 * unit)) * np.float32(0.82) * (1 - veto)
    patch = over(patch, strength.astype(np.float32), to_rgb(body))
    light = _lower_light(patch.shape, lips, unit, flat=palette.flat) * mask
    return patch + (1 - patch) * (light * np.float32(0.17 if palette.flat else 0.24))[..., None]


def _local_level(lab: Colour, mask: Map, palette: Palette) -> float:
    """How much lighter the skin round the mouth is than the face as a whole, in L: lips in the light must not be dark."""
    around = lab[..., 0][mask < 0.05]
    if around.size < 12:
        return 0.0
    return float(0.7 * np.clip(np.percentile(around, 65) - palette.skin[0], -14, 16))


def _across(shape: Sequence[int], lips: LipShape) -> Map:
    """``(h, w)``: 0 on the line between the lips, 1 on the lower edge, negative in the upper lip."""
    y, x = np.arange(shape[0], dtype=np.float32)[:, None], np.arange(shape[1], dtype=np.float32)
    middle = (np.interp(x, *lips.upper_inner.T) + np.interp(x, *lips.lower_inner.T)) / 2
    bottom = np.interp(x, *lips.lower_outer.T)
    return ((y - middle) / np.maximum(bottom - middle, 1)).astype(np.float32)


def _lower_light(shape: Sequence[int], lips: LipShape, unit: float, *, flat: bool) -> Map:
    """The light on the lower lip, left of its middle, in [0, 1]."""
    inner, outer = lips.lower_inner[_POINTS // 2], lips.lower_outer[_POINTS // 2]
    centre = 0.55 * inner + 0.45 * outer - [0.02 * unit, 0]
    across = max(0.20 * float(lips.lower_outer[-1, 0] - lips.lower_outer[0, 0]), 2.0)
    down = max(0.22 * float(outer[1] - inner[1]), 0.009 * unit)
    y, x = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    spot = ((x - centre[0]) / across) ** 2 + ((y - centre[1]) / down) ** 2
    if flat:
        edge = 1.1 / down
        return smoothstep(0.75 + edge, 0.75 - edge, spot)
    return np.exp(-spot).astype(np.float32)


def _contact_line(patch: Colour, lips: LipShape, unit: float) -> Colour:
    """The dark line where the lips touch, fullest in the middle, ending in the corners."""
    path = (lips.upper_inner + lips.lower_inner) / 2
    path = np.vstack([lips.upper_outer[0], path, lips.upper_outer[-1]])
    path = curve(path[:: max(1, len(path) // 12)], _POINTS) if len(path) > 12 else path
    widths = tapered(len(path), (0, 0.06, 0.5, 0.94, 1), (0.30, 0.62, 1.0, 0.62, 0.30)) * 0.0135 * unit
    return over(patch, ribbon(patch.shape, path, widths) * np.float32(0.74), np.array([0.17, 0.06, 0.08], np.float32))


def _chin_shade(patch: Colour, lips: LipShape, unit: float) -> Colour:
    """The soft shade below the lower lip."""
    below = lips.lower_outer[_POINTS // 2]
    width = float(lips.upper_outer[-1, 0] - lips.upper_outer[0, 0])
    y, x = np.mgrid[: patch.shape[0], : patch.shape[1]].astype(np.float32)
    shade = np.exp(-(((x - below[0]) / (0.26 * width)) ** 2 + ((y - below[1] - 0.026 * unit) / (0.018 * unit)) ** 2))
    return patch * (1 - 0.10 * shade[..., None] * np.array([0.8, 1.05, 1.1], np.float32))
