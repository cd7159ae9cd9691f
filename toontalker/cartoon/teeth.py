"""Redraws what shows between open lips: clean teeth where the photo shows teeth, else a dark mouth with a tongue."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toontalker.cartoon.eyes import skin_key
from toontalker.cartoon.lips import cheek_colour
from toontalker.cartoon.toon import Palette
from toontalker.drawing import box_around, curve, fine_polygon
from toontalker.mesh import LOWER_LIP_INNER, UPPER_LIP_INNER, FaceFrame
from toontalker.picture import Colour, Map, Points, over, smoothstep, to_lab

_OPEN = 0.028
"""Lips nearer than this (face units) show nothing worth drawing."""
_TOOTH = 0.066
"""Height of the upper front teeth that can show, in face units."""


@dataclass(frozen=True)
class MouthOpening:
    """What lies between the inner lips, in pixels of a crop."""

    upper: Points
    """``(40, 2)`` lower edge of the upper lip, left to right."""
    lower: Points
    """``(40, 2)`` upper edge of the lower lip, left to right."""
    gap: float
    """Largest height, in face units."""

    @property
    def outline(self) -> Points:
        """``(80, 2)`` once round the opening."""
        return np.vstack([self.upper, self.lower[::-1]])


def draw_open_mouth(figure: Colour, frame: FaceFrame, source: Colour, palette: Palette) -> Colour:
    """The figure ``(h, w, 3)`` RGB in [0, 1] with teeth, tongue and cavity drawn between open lips; not changed in place.

    `source` ``(h, w, 3)`` RGB in [0, 1] is the photo in the geometry of the figure: it tells whether teeth show. Shut mouths
    are left alone. Draw it before the lips.
    """
    upper, lower = (curve(frame.points[list(row)], 40) for row in (UPPER_LIP_INNER, LOWER_LIP_INNER))
    gap = frame.lip_gap / max(frame.unit, 1e-6)
    drawn = figure.copy()
    rows, columns = box_around(figure.shape, np.vstack([upper, lower]), 2)
    if gap < _OPEN or rows.stop - rows.start < 3 or columns.stop - columns.start < 3:
        return drawn
    corner = np.array([columns.start, rows.start], np.float64)
    mouth = MouthOpening(upper - corner, lower - corner, gap)
    mask = fine_polygon(drawn[rows, columns].shape, mouth.outline)
    cheeks = cheek_colour(source, frame)
    teeth = _share_of_teeth(source[rows, columns], mask, 60.0 if cheeks is None else float(cheeks[0]))
    inside = _interior(mask, mouth, teeth, palette)
    drawn[rows, columns] = np.clip(over(drawn[rows, columns], mask, inside), 0, 1)
    return drawn


def _share_of_teeth(source: Colour, mask: Map, skin: float) -> float:
    """Which part of the opening shows teeth in the photo, in [0, 1]: bright for this `skin` (L of the cheeks), hardly coloured."""
    pixels = to_lab(source)[mask > 0.6]
    if len(pixels) < 12:
        return 0.0
    chroma = np.hypot(pixels[:, 1], pixels[:, 2])
    return float(np.mean((pixels[:, 0] > 0.5 * skin) & (chroma < 7 + 0.30 * pixels[:, 0])))


def _interior(mask: Map, mouth: MouthOpening, teeth: float, palette: Palette) -> Colour:
    across, down = _coordinates(mask, mouth)
    cavity, tongue, enamel = _colours(palette)
    shape = np.exp(-1.2 * ((across / 0.62) ** 2 + ((down - 1.02) / 0.42) ** 2))
    inside = over(np.broadcast_to(cavity, (*mask.shape, 3)), smoothstep(0.34, 0.56, shape), tongue)
    grin = teeth > 0.46 and mouth.gap < 0.105
    if grin or teeth > 0.12 or mouth.gap < 0.10:
        inside = _upper_teeth(inside, across, down, (1.30 if grin else min(0.70, _TOOTH / mouth.gap), enamel, palette.flat))
    dim = 1 - 0.35 * np.clip(np.abs(across), 0, 1) ** 4
    lip_shadow = 0.70 + 0.30 * smoothstep(0.0, min(0.5, 0.020 / mouth.gap), down)
    return np.asarray(inside * (dim * lip_shadow)[..., None], np.float32)


def _upper_teeth(inside: Colour, across: Map, down: Map, how: tuple[float, NDArray[np.float32], bool]) -> Colour:
    """One band of teeth under the upper lip, `how` = (its height in openings, its colour, flat manner)."""
    height, enamel, flat = how
    edge = height - 0.22 * np.abs(across) ** 2.2
    band = smoothstep(0.05, -0.05, down - edge) * smoothstep(1.0, 0.88, np.abs(across))
    position = np.sign(across) * np.abs(across) ** 1.25 * 3.6
    gaps = smoothstep(0.055, 0.0, np.abs(position - np.round(position))) * (1 - np.abs(across) ** 1.5)
    level = 1 - 0.16 * across**2 - gaps * np.float32(0.05 if flat else 0.10)
    if not flat:
        level = level * (0.86 + 0.14 * smoothstep(0.0, 0.4, down))
    return over(inside, band, enamel * level[..., None])


def _coordinates(mask: Map, mouth: MouthOpening) -> tuple[Map, Map]:
    """``(h, w)`` each: across the mouth from -1 to 1 at its corners, and down from the upper lip (0) to the lower (1)."""
    y, x = np.mgrid[: mask.shape[0], : mask.shape[1]].astype(np.float32)
    left, right = mouth.upper[0, 0], mouth.upper[-1, 0]
    across = (x - (left + right) / 2) / max((right - left) / 2, 1.0)
    top, bottom = (np.interp(x[0], edge[:, 0], edge[:, 1])[None] for edge in (mouth.upper, mouth.lower))
    down = np.clip((y - top) / np.maximum(bottom - top, 1), 0, 1)
    return across.astype(np.float32), down.astype(np.float32)


def _colours(palette: Palette) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """RGB of the cavity, the tongue and the teeth under the light of the figure."""
    key = skin_key(palette)
    colours = np.array([[0.22, 0.06, 0.09], [0.74, 0.31, 0.34], [0.965, 0.945, 0.905]], np.float32)
    colours *= np.array([[1.0], [key], [min(1.0, 0.35 + 0.65 * key)]], np.float32)
    if palette.greyscale:
        colours[...] = colours @ np.array([[0.30], [0.59], [0.11]], np.float32)
    return colours[0], colours[1], colours[2]
