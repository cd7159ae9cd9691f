"""Redraws the nose: nostrils, the hooks of its wings, the shade under the tip and the light on it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toontalker.cartoon.ribbon import ribbon, tapered
from toontalker.cartoon.toneless import toneless
from toontalker.cartoon.toon import Palette
from toontalker.drawing import box_around, curve
from toontalker.mesh import NOSE_BASE, NOSE_ROOT, NOSE_TIP, FaceFrame
from toontalker.picture import Colour, Map, Points, blur, over, smoothstep

_SHADE = np.array([0.85, 1.05, 1.12], np.float32)
"""How much a shadow takes from red, green and blue: skin in shadow is warmer."""


@dataclass(frozen=True)
class _Side:
    """Landmark numbers of one half of the nose."""

    wing: tuple[int, ...]
    """Round the outer edge of the wing, down to where it meets the lip."""
    nostril: tuple[tuple[int, int], ...]
    """Along the nostril, from the wing to the middle; each point lies between two landmarks."""


_SIDES = (
    _Side(wing=(129, 64, 98), nostril=((75, 75), (60, 99), (20, 20))),
    _Side(wing=(358, 294, 327), nostril=((305, 305), (290, 328), (250, 250))),
)
_WHOLE = (98, 327, 2, 4, 129, 358, 94, 102, 331, 195)


def draw_nose(figure: Colour, frame: FaceFrame, palette: Palette) -> Colour:
    """The figure ``(h, w, 3)`` RGB in [0, 1] with the marks of the nose laid over it; the argument is not changed.

    Marks on the far side fade as the head turns.
    """
    points = frame.points[list(_WHOLE)]
    rows, columns = box_around(figure.shape, points, 0.10 * frame.unit)
    drawn = figure.copy()
    if rows.stop - rows.start < 3 or columns.stop - columns.start < 3:
        return drawn
    corner = np.array([columns.start, rows.start], np.float64)
    landmarks = frame.points - corner
    patch = drawn[rows, columns]
    patch = _under_shade(patch, landmarks, frame.unit, palette)
    for side in _SIDES:
        patch = _wing_and_nostril(patch, landmarks, frame.unit, side, palette)
    if not palette.flat:
        patch = _tip_light(patch, landmarks, frame.unit)
    patch = toneless(patch, drawn[rows, columns]) if palette.greyscale else patch
    drawn[rows, columns] = np.clip(patch, 0, 1)
    return drawn


def _visible(landmarks: Points, unit: float, side: _Side) -> float:
    """1 where this half of the nose faces the viewer, towards 0 where the head is turned away from it."""
    return float(np.clip((np.hypot(*(landmarks[side.wing[-1]] - landmarks[NOSE_BASE])) / unit - 0.022) / 0.055, 0, 1))


def _axes(shape: tuple[int, ...], landmarks: Points) -> tuple[Map, Map]:
    """Pixel coordinates along and below the nose's base, px, from the middle of the base."""
    centre = (landmarks[NOSE_BASE] + landmarks[94]) / 2
    along = landmarks[327] - landmarks[98]
    along = along / max(float(np.hypot(*along)), 1e-6)
    y, x = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    right = (x - centre[0]) * along[0] + (y - centre[1]) * along[1]
    below = -(x - centre[0]) * along[1] + (y - centre[1]) * along[0]
    return right.astype(np.float32), below.astype(np.float32)


def _under_shade(patch: Colour, landmarks: Points, unit: float, palette: Palette) -> Colour:
    """The shadow the tip throws on the upper lip: soft, or one clean lens in the flat manner."""
    right, below = _axes(patch.shape, landmarks)
    width = float(np.hypot(*(landmarks[129] - landmarks[358])))
    lens = (right / (0.42 * width)) ** 2 + ((below - 0.012 * unit) / (0.020 * unit)) ** 2
    if palette.flat:
        edge = 1.2 / (0.020 * unit)
        shade = smoothstep(0.80 + edge, 0.80 - edge, lens) * np.float32(0.11)
    else:
        shade = np.exp(-lens) * np.float32(0.18)
    return patch * (1 - shade[..., None] * _SHADE)


def _wing_and_nostril(patch: Colour, landmarks: Points, unit: float, side: _Side, palette: Palette) -> Colour:
    seen = _visible(landmarks, unit, side)
    if seen <= 0.02:
        return patch
    rim = landmarks[list(side.wing)]
    upwards = (landmarks[NOSE_ROOT] - landmarks[NOSE_BASE]) / max(float(np.hypot(*(landmarks[NOSE_ROOT] - landmarks[NOSE_BASE]))), 1e-6)
    path = curve(np.vstack([rim[0] + upwards * 0.028 * unit, rim]), 30)
    widths = tapered(30, (0, 0.70, 1), (0.0, 1.0, 0.10)) * (0.013 if palette.flat else 0.022) * unit
    hook = ribbon(patch.shape, path, widths)
    hook = hook * np.float32(0.50 * seen) if palette.flat else blur(hook, 0.006 * unit) * np.float32(0.30 * seen)
    patch = patch * (1 - hook[..., None] * _SHADE)
    line = curve([0.5 * (landmarks[a] + landmarks[b]) for a, b in side.nostril], 24)
    nostril = ribbon(patch.shape, line, tapered(24, (0, 0.45, 1), (0.0, 1.0, 0.0)) * 0.019 * unit)
    nostril = nostril if palette.flat else blur(nostril, 0.0035 * unit + 0.2)
    return over(patch, nostril * np.float32((0.78 if palette.flat else 0.62) * seen), _nostril_colour(palette))


def _nostril_colour(palette: Palette) -> NDArray[np.float32]:
    level = 0.16 + 0.10 * float(np.clip(palette.skin[0] / 78, 0.2, 1.2))
    return np.array([1.12, 0.62, 0.56], np.float32) * np.float32(level)


def _tip_light(patch: Colour, landmarks: Points, unit: float) -> Colour:
    """A small light on the upper left of the tip, where the key light comes from."""
    y, x = np.mgrid[: patch.shape[0], : patch.shape[1]].astype(np.float32)
    centre = landmarks[NOSE_TIP] - [0.008 * unit, 0.018 * unit]
    light = np.exp(-(((x - centre[0]) / (0.017 * unit)) ** 2) - ((y - centre[1]) / (0.013 * unit)) ** 2)
    return patch + (1 - patch) * (light[..., None] * 0.24).astype(np.float32)
