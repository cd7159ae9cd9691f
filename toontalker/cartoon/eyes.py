"""Redraws both eyes: eyeball, lashes, lid fold and the shade of the socket. The biggest single step from photo to cartoon."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from toontalker.cartoon.eye_shape import LID_POINTS, SQUINT, EyeShape, eye_shapes, iris_colour
from toontalker.cartoon.eyeball import coordinates, flat_eyeball, shaded_eyeball
from toontalker.cartoon.ribbon import normals, ribbon, tapered
from toontalker.cartoon.toneless import toneless
from toontalker.cartoon.toon import Palette
from toontalker.drawing import box_around, curve, fine_polygon
from toontalker.mesh import FaceFrame
from toontalker.picture import Colour, Points, blur, over, smoothstep

_SMALLEST_EYE = 5.0
"""Px: below this width an eye has no room for an iris; it is left as it is."""


def draw_eyes(figure: Colour, frame: FaceFrame, source: Colour, palette: Palette) -> Colour:
    """The figure ``(h, w, 3)`` RGB in [0, 1] with both eyes drawn anew; the argument is not changed.

    `source` ``(h, w, 3)`` RGB in [0, 1] is the photo in the geometry of the figure: gaze, lids and iris colour are its own.
    `palette.flat` chooses clean shapes or soft shading; the eye whites follow the level of `palette.skin`, because pure
    white glows in a dark face. Eyes that are all but shut become a smiling curve.
    """
    shapes = eye_shapes(frame)
    iris = iris_colour(source, shapes, greyscale=palette.greyscale)
    drawn = figure.copy()
    for shape in shapes:
        rows, columns = box_around(figure.shape, shape.outline, 0.55 * shape.width)
        if shape.width < _SMALLEST_EYE or rows.stop - rows.start < 3 or columns.stop - columns.start < 3:
            continue
        local = shape.moved(columns.start, rows.start)
        paint = _draw_squint if shape.opening < SQUINT else _draw_open_eye
        patch = paint(drawn[rows, columns], local, iris, palette)
        drawn[rows, columns] = toneless(patch, drawn[rows, columns]) if palette.greyscale else patch
    return np.clip(drawn, 0, 1)


def skin_key(palette: Palette) -> float:
    """How bright the whites of the eyes and the teeth may be under this light: .60 to 1.02 with the level of the skin."""
    return float(np.clip(0.50 + 0.50 * palette.skin[0] / 76, 0.60, 1.02))


def _draw_open_eye(patch: Colour, eye: EyeShape, iris: NDArray[np.float32], palette: Palette) -> Colour:
    patch = _socket(patch, eye, palette)
    opening = fine_polygon(patch.shape, eye.outline)
    paint = flat_eyeball if palette.flat else shaded_eyeball
    patch = over(patch, opening, np.clip(paint(coordinates(patch.shape, eye), eye, iris, skin_key(palette)), 0, 1))
    patch = _lower_lid(patch, eye, palette)
    return _upper_lashes(patch, eye, palette)


def _socket(patch: Colour, eye: EyeShape, palette: Palette) -> Colour:
    """The fold above the upper lid, and (shaded manner) the shade in which the eye lies."""
    rise = 0.10 + 0.09 * np.sin(np.linspace(0.1, 0.9, LID_POINTS) * np.pi)
    fold = eye.upper - eye.down * (rise * min(eye.width, 2.6 * eye.room))[:, None]
    inner_to_outer = tapered(LID_POINTS, (0, 0.25, 0.7, 1), (0, 0.5, 1, 0.0))
    crease = ribbon(patch.shape, fold, _from_inner(inner_to_outer, eye) * 0.042 * eye.width)
    if palette.flat:
        return patch * (1 - crease[..., None] * np.array([0.36, 0.46, 0.48], np.float32))
    row = np.arange(patch.shape[0], dtype=np.float32)[:, None]
    opening = fine_polygon(patch.shape, eye.outline)
    shade = np.clip(blur(opening, 0.13 * eye.width) * 1.5, 0, 1)
    shade = shade * smoothstep(float(eye.lower[:, 1].max() + 0.12 * eye.width), float(eye.upper[:, 1].min()), row) * np.float32(0.17)
    patch = patch * (1 - shade[..., None] * np.array([0.75, 1.05, 1.1], np.float32))
    return patch * (1 - blur(crease, 0.014 * eye.width + 0.3)[..., None] * np.array([0.28, 0.35, 0.36], np.float32))


def _upper_lashes(patch: Colour, eye: EyeShape, palette: Palette) -> Colour:
    """The strong line of the upper lid: thin at the nose, full over the iris, a short wing at the temple."""
    lid = eye.upper[::-1] if eye.outer_is_left else eye.upper
    outwards = (lid[-1] - lid[0]) / eye.width
    tip = lid[-1] + outwards * 0.065 * eye.width - eye.down * 0.035 * eye.width
    path = curve(np.vstack([lid[:-4:5], tip]), LID_POINTS)
    thickness = (0.102 if palette.flat else 0.086) * eye.width
    inner_to_outer = tapered(len(path), (0, 0.38, 0.74, 0.92, 1), (0.06, 0.80, 1.0, 0.62, 0.0))
    widths = inner_to_outer * thickness
    side = 1 if lid[-1, 0] > lid[0, 0] else -1
    path = path - normals(path) * (side * 0.32 * widths)[:, None]
    return over(patch, ribbon(patch.shape, path, widths) * np.float32(0.96), palette.lashes)


def _lower_lid(patch: Colour, eye: EyeShape, palette: Palette) -> Colour:
    """A fine line below the eye, gone before it reaches the nose."""
    inner_to_outer = tapered(LID_POINTS, (0, 0.3, 0.72, 0.97, 1), (0, 0.45, 1, 0.25, 0))
    widths = _from_inner(inner_to_outer, eye) * (0.042 if palette.flat else 0.030) * eye.width
    line = ribbon(patch.shape, eye.lower, widths) * np.float32(0.72 if palette.flat else 0.42)
    return over(patch, line, palette.lashes + np.array([0.10, 0.04, 0.04], np.float32))


def _draw_squint(patch: Colour, eye: EyeShape, iris: NDArray[np.float32], palette: Palette) -> Colour:
    """An eye that is all but shut, as a cartoonist draws it: one curved line of lashes, a fold above."""
    del iris
    arch = np.sin(np.linspace(0, np.pi, LID_POINTS))[:, None] * eye.down * 0.05 * eye.width
    line = (eye.upper + eye.lower) / 2 - arch
    shut = replace(eye, upper=line, lower=line + 0.01)
    patch = _socket(patch, shut, palette)
    return _upper_lashes(patch, shut, palette)


def _from_inner(values: Points, eye: EyeShape) -> Points:
    """Values that run from the nose to the temple, in the left-to-right order of the lids."""
    return values[::-1] if eye.outer_is_left else values
