"""The inside of the mouth, drawn anew in every frame: cavity, tongue and teeth, in the hand of the style.

The upper teeth belong to the skull and stay where they are; the lower teeth ride on the jaw; both are hidden by the lips.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from toontalker.cartoon.toon import Palette
from toontalker.mouth.shapes import JAW_DROP
from toontalker.picture import Picture, Points, lab_of, rgb_of

_SAMPLES = 2
"""Supersampling of the drawing, each way."""
_BITS = 4
_LINE_OPACITY = 0.86
_ACROSS = np.linspace(-1, 1, 21)
_CIRCLE = np.stack([np.cos(np.arange(48) * np.pi / 24), np.sin(np.arange(48) * np.pi / 24)], axis=1)
_Ink = tuple[float, float, float]


@dataclass(frozen=True)
class Opening:
    """The edges of the parted lips in one frame, px of the canvas, both ``(m, 2)`` from left to right."""

    upper: Points
    lower: Points
    jaw: float
    pucker: float
    tongue: float
    skull_shift: float = 0.0
    """px by which the head's motion has moved the upper teeth down."""

    @property
    def gap(self) -> float:
        """Largest distance of the lips, px."""
        return float((self.lower[:, 1] - self.upper[:, 1]).max())


class Interior:
    """Draws the inside of one person's mouth, and the line where closed lips meet."""

    def __init__(self, palette: Palette, rest: Opening, unit: float) -> None:
        """`rest`: the closed mouth; `unit`: the face unit in px."""
        self._unit, self._flat = unit, palette.flat
        self._inks = _inks(palette)
        middle = (rest.upper + rest.lower) / 2
        along = np.linspace(0, 1, len(middle))
        self._taper = np.interp(along, [0, 0.12, 0.5, 0.88, 1], [0.45, 0.8, 1, 0.8, 0.45])[:, None] * np.array([0.0, 1.0])
        chord = middle[-1] - middle[0]
        self._slope = float(chord[1] / max(chord[0], 1.0))
        self._bite = float(middle[len(middle) // 2, 1]) + 0.024 * unit
        """Lower edge of the upper teeth in the middle, px."""

    def draw(self, canvas: NDArray[np.uint8], opening: Opening) -> None:
        """Draws into the first three channels of `canvas` ``(h, w, 3 or 4)``, in place."""
        line = self._contact_line(opening)
        box = _box(canvas, line)
        if box is None:
            return
        rows, columns = box
        corner = np.array([columns.start, rows.start], np.float64)
        shape = (rows.stop - rows.start, columns.stop - columns.start)
        patch = np.ascontiguousarray(canvas[rows, columns, :3])
        ink = np.empty_like(patch)
        ink[:] = self._inks["line"]
        if opening.gap > 0.4:
            inside = _mask(shape, np.vstack([opening.upper, opening.lower[::-1]]) - corner)
            ink = _lay(ink, self._mouth(shape, opening, corner), inside)
        strength = cv2.convertScaleAbs(_mask(shape, line - corner), alpha=_LINE_OPACITY if opening.gap < 0.4 else 1.0)
        canvas[rows, columns, :3] = _lay(patch, ink, strength.astype(np.uint8, copy=False))

    def _contact_line(self, opening: Opening) -> Points:
        """Outline of the dark edge round the opening; with the lips shut it is the line between them."""
        upper, lower = opening.upper, opening.lower
        half = 0.5 * (0.011 if self._flat else 0.009) * self._unit
        rise = self._taper * half
        reach = np.array([0.010 * self._unit * max(0.0, 1 - opening.gap / (0.03 * self._unit)), 0.0])
        left, right = (upper[0] + lower[0]) / 2 - reach, (upper[-1] + lower[-1]) / 2 + reach
        return np.vstack([left, upper - rise, right, (lower + rise)[::-1]])

    def _mouth(self, shape: tuple[int, int], opening: Opening, corner: NDArray[np.float64]) -> Picture:
        """The whole inside, to be seen through the opening."""
        big = np.empty((shape[0] * _SAMPLES, shape[1] * _SAMPLES, 3), np.uint8)
        big[:] = self._inks["cavity"]
        bite = self._upper_edge(opening)
        self._tongue(big, opening, corner)
        self._lower_teeth(big, opening, corner)
        if opening.tongue > 0.8:
            self._tongue_tip(big, opening, bite, corner)
        self._upper_teeth(big, opening, bite, corner)
        small = cv2.resize(big, (shape[1], shape[0]), interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
        return small if self._flat else self._shaded(small, opening, corner)

    def _upper_edge(self, opening: Opening) -> float:
        """Height of the upper teeth's edge in the middle: fixed to the skull, but never far from the lip that shows it."""
        lip = float(opening.upper[len(opening.upper) // 2, 1])
        edge = float(np.clip(self._bite + opening.skull_shift, lip + 0.012 * self._unit, lip + 0.042 * self._unit))
        return edge - 0.030 * self._unit * float(np.clip(opening.pucker, 0, 1))

    def _upper_teeth(self, big: Picture, opening: Opening, bite: float, corner: NDArray[np.float64]) -> None:
        x, s = _across(opening.upper, 0.06)
        y = bite + self._slope * (x - x[len(x) // 2]) - 0.020 * self._unit * np.abs(s) ** 2.2
        roof = np.interp(x, opening.upper[:, 0], opening.upper[:, 1]) - 0.1 * self._unit
        _fill(big, _ring(x, y, np.minimum(roof, y)) - corner, self._inks["upper_teeth"])

    def _lower_teeth(self, big: Picture, opening: Opening, corner: NDArray[np.float64]) -> None:
        x, s = _across(opening.lower, 0.14)
        lip = float(opening.lower[len(opening.lower) // 2, 1])
        below_upper = 0.004 + JAW_DROP * 0.90 * opening.jaw + 0.05 * opening.pucker
        ridden = self._bite + opening.skull_shift + below_upper * self._unit
        y = min(ridden, lip - 0.010 * self._unit * (1 - min(opening.pucker, 1))) + self._slope * (x - x[len(x) // 2])
        y = y + 0.014 * self._unit * np.abs(s) ** 2
        floor = np.full_like(x, lip + 0.1 * self._unit)
        _fill(big, _ring(x, y, floor) - corner, self._inks["lower_teeth"])

    def _tongue(self, big: Picture, opening: Opening, corner: NDArray[np.float64]) -> None:
        middle = (opening.upper[0] + opening.upper[-1]) / 2
        half = (opening.upper[-1, 0] - opening.upper[0, 0]) / 2
        lip, gap = float(opening.lower[len(opening.lower) // 2, 1]), max(opening.gap, 0.0)
        height = (0.010 * self._unit + (0.26 + 0.26 * opening.tongue) * gap) * (1 - 0.35 * min(max(opening.pucker, 0), 1))
        depth = 0.10 * self._unit
        centre = np.array([middle[0], lip - height + depth])
        _ellipse(big, centre - corner, (0.70 * half, depth), self._inks["tongue"])
        if not self._flat:
            furrow = np.array([middle[0], lip - height + depth + 0.012 * self._unit])
            _ellipse(big, furrow - corner, (0.09 * half, depth), self._inks["tongue_shade"])

    def _tongue_tip(self, big: Picture, opening: Opening, bite: float, corner: NDArray[np.float64]) -> None:
        """/θ/: the tip lies between the teeth."""
        middle = (opening.upper[0] + opening.upper[-1]) / 2
        half = (opening.upper[-1, 0] - opening.upper[0, 0]) / 2
        centre = np.array([middle[0], bite + 0.022 * self._unit])
        _ellipse(big, centre - corner, (0.52 * half, 0.030 * self._unit), self._inks["tongue"])

    def _shaded(self, picture: Picture, opening: Opening, corner: NDArray[np.float64]) -> Picture:
        """Darker under the upper lip and towards the corners."""
        height, width = picture.shape[:2]
        x = np.arange(width, dtype=np.float32) + np.float32(corner[0])
        y = np.arange(height, dtype=np.float32)[:, None] + np.float32(corner[1])
        lip = np.interp(x, opening.upper[:, 0], opening.upper[:, 1]).astype(np.float32)
        under = 0.58 + 0.42 * np.clip((y - lip) * np.float32(1 / (0.032 * self._unit)), 0, 1)
        middle, half = (opening.upper[0, 0] + opening.upper[-1, 0]) / 2, (opening.upper[-1, 0] - opening.upper[0, 0]) / 2
        aside = 1 - 0.45 * np.clip(np.abs(x - middle) / max(half, 1.0), 0, 1) ** 3
        light = cv2.convertScaleAbs(under * aside.astype(np.float32), alpha=255.0)
        return _times(picture, light.astype(np.uint8, copy=False))


def _inks(palette: Palette) -> dict[str, _Ink]:
    """The colours of the mouth, 0 to 255, under the light of this face; without colour for a black-and-white drawing."""
    key = float(np.clip(0.62 + 0.40 * palette.skin[0] / 78, 0.62, 1.0))
    lips = np.asarray(palette.lips, np.float32)
    depth = float(np.clip(lips[0] / 55, 0.5, 1.0))  # never as light as the lips: it would read as one of them
    line = rgb_of([lips[0] * (0.34 if palette.flat else 0.36), lips[1] * 0.55, lips[2] * 0.5])
    raw: dict[str, ArrayLike] = {
        "line": line,
        "cavity": np.array([0.34, 0.085, 0.14]) * depth if palette.flat else (0.225, 0.063, 0.12),
        "tongue": np.array([0.66, 0.25, 0.29]) * key if palette.flat else np.array([0.62, 0.25, 0.29]) * key,
        "tongue_shade": np.array([0.52, 0.18, 0.23]) * key,
        "upper_teeth": np.array([0.985, 0.985, 0.98] if palette.flat else [0.965, 0.95, 0.925]) * key,
        "lower_teeth": np.array([0.90, 0.90, 0.90] if palette.flat else [0.86, 0.84, 0.80]) * key,
    }
    return {name: _ink(value, greyscale=palette.greyscale) for name, value in raw.items()}


def _ink(rgb: ArrayLike, *, greyscale: bool) -> _Ink:
    colour = np.asarray(rgb, np.float32)
    if greyscale:
        colour = rgb_of([lab_of(colour)[0], 0, 0])
    red, green, blue = (float(round(255 * c)) for c in np.clip(colour, 0, 1))
    return red, green, blue


def _across(edge: Points, inset: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """21 columns between the ends of a lip's edge, drawn in at each end by `inset` of its width; and -1…1 along them."""
    left, right = edge[0, 0], edge[-1, 0]
    return (left + right) / 2 + _ACROSS * (right - left) * (0.5 - inset), _ACROSS


def _ring(x: NDArray[np.float64], top: NDArray[np.float64], bottom: NDArray[np.float64]) -> Points:
    """``(2 m, 2)``: the outline of the band between two heights over the same columns."""
    return np.stack([np.concatenate([x, x[::-1]]), np.concatenate([top, bottom[::-1]])], axis=1)


def _box(canvas: NDArray[np.uint8], points: Points) -> tuple[slice, slice] | None:
    """(rows, columns) round the points, cut to the canvas; None if nothing is left."""
    height, width = canvas.shape[:2]
    left, top = np.clip(np.floor(points.min(0)).astype(int) - 2, 0, [width, height])
    right, bottom = np.clip(np.ceil(points.max(0)).astype(int) + 3, 0, [width, height])
    return (slice(int(top), int(bottom)), slice(int(left), int(right))) if right > left and bottom > top else None


def _fixed(points: Points) -> NDArray[np.int32]:
    """Canvas px → fixed-point px of the supersampled drawing, pixel centres kept."""
    return np.round(((points + 0.5) * _SAMPLES - 0.5) * (1 << _BITS)).astype(np.int32)


def _fill(big: Picture, points: Points, ink: _Ink | int) -> None:
    cv2.fillPoly(big, [_fixed(points)], (ink, ink, ink) if isinstance(ink, int) else ink, cv2.LINE_AA, _BITS)


def _ellipse(big: Picture, centre: NDArray[np.float64], radii: tuple[float, float], ink: _Ink) -> None:
    _fill(big, centre + _CIRCLE * radii, ink)


def _mask(shape: tuple[int, int], points: Points) -> Picture:
    big = np.zeros((shape[0] * _SAMPLES, shape[1] * _SAMPLES), np.uint8)
    _fill(big, points, 255)
    return cv2.resize(big, (shape[1], shape[0]), interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)


def _times(picture: Picture, mask: Picture) -> Picture:
    """`picture` scaled by `mask` / 255."""
    full = cv2.cvtColor(mask, cv2.COLOR_GRAY2RGB)
    return cv2.multiply(picture, full, scale=1 / 255).astype(np.uint8, copy=False)


def _lay(below: Picture, above: Picture, mask: Picture) -> Picture:
    """`above` over `below` where `mask` is 255."""
    covered = _times(above, mask)
    left = _times(below, cv2.bitwise_not(mask).astype(np.uint8, copy=False))
    return cv2.add(covered, left).astype(np.uint8, copy=False)
