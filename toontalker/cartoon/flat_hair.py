"""Hair in three tones whose shapes follow the hair's own flow, with one band of gloss."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from toontalker.cartoon.filters import along_flow, edge_flow
from toontalker.cartoon.flat_shapes import FlatShapes, cut, in_tones
from toontalker.cartoon.study import Study
from toontalker.mesh import FOREHEAD, NOSE_ROOT
from toontalker.picture import Colour, Map, masked_blur, resize, rgb_of, smoothstep, to_lab

_EDGE = 0.16
"""Width of the edge between two tones, in the units of the relief."""


_OLIVE = float(np.radians(74))
"""Hue from which on yellow hair is pulled back towards gold."""


def hair_colour(study: Study, shapes: FlatShapes) -> NDArray[np.float32]:
    """CIELAB ``(3,)`` of the hair's middle tone: the photo's, a little clearer; black stays black, blond stays blond."""
    sure = shapes.hair[::2, ::2] > 0.9
    pixels = study.lab[::2, ::2][sure & (study.alpha[::2, ::2] > 0.95)]
    if len(pixels) <= 40:
        return np.array([25, 3, 4], np.float32)
    level = float(np.percentile(pixels[:, 0], 58))
    near = pixels[np.abs(pixels[:, 0] - level) < 8]
    tint = np.median(near if len(near) > 20 else pixels, axis=0)[1:] * (0.0 if study.grey else 1.15)
    chroma, hue = float(np.hypot(*tint)), float(np.arctan2(tint[1], tint[0]))
    if chroma > 8 and _OLIVE < hue < np.pi / 2 + 0.3:  # a blond's yellow drawn flat looks olive
        hue = _OLIVE + 0.35 * (hue - _OLIVE)
    drawn = [np.clip(level * np.clip(0.86 + 0.24 * level / 60, 0.88, 1.05), 9, 84), chroma * np.cos(hue), chroma * np.sin(hue)]
    return np.array(drawn, np.float32)


def flat_hair(study: Study, shapes: FlatShapes, colour: NDArray[np.float32]) -> Colour:
    """All of the picture in the tones of the hair `colour` (CIELAB), RGB ``(n, n, 3)``; the caller cuts it out."""
    relief = hair_relief(study, shapes)
    level = float(colour[0])
    step = float(np.clip(4.5 + 0.17 * level, 6, 14))
    shadow = np.array([max(4.0, level - step), colour[1], colour[2] * 0.92], np.float32)
    light = np.array([level + step, colour[1] * 0.97, colour[2] * 0.97], np.float32)
    gloss = np.array([min(96.0, level + 2.2 * step), colour[1] * 0.85, colour[2] * 0.85], np.float32)
    return in_tones(
        rgb_of(colour),
        (cut(-relief, 0.72, _EDGE), rgb_of(shadow)),
        (cut(relief, 0.70, _EDGE), rgb_of(light)),
        (_gloss(study, shapes, relief), rgb_of(gloss)),
    )


def hair_relief(study: Study, shapes: FlatShapes) -> Map:
    """Locks and hollows ``(n, n)``, about -2 to 2, alike in black and blond hair: the photo's, combed, under the key light."""
    relief = (study.light.diffuse - 0.60) * np.float32(1.6)
    rows, columns = (np.flatnonzero(cv2.reduce(shapes.hair, axis, cv2.REDUCE_MAX).ravel() > 0.1) for axis in (1, 0))
    if len(rows):
        box = (slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1))
        relief[box] += _locks(study.image[box], shapes.hair[box], study.unit)
    return relief.astype(np.float32, copy=False)


def _locks(image: Colour, hair: Map, unit: float) -> Map:
    """The photo's own locks, combed along their flow; worked out at half size."""
    half = (max(2, image.shape[0] // 2), max(2, image.shape[1] // 2))
    unit = unit / 2
    small = cv2.GaussianBlur(resize(image, half), (0, 0), max(0.8, unit * 0.008))
    flow = edge_flow(small, max(1.0, unit * 0.045))
    combed = along_flow(np.ascontiguousarray(to_lab(small)[..., 0]), flow, 6, 2.2)
    weight = resize(hair, half) + np.float32(1e-4)
    broad = masked_blur(combed, weight, unit * 0.10)
    ridge = combed - masked_blur(combed, weight, unit * 0.055)
    spread = np.sqrt(masked_blur(ridge * ridge, weight, unit * 0.12)) + np.float32(1.5)
    locks = along_flow((ridge / spread).astype(np.float32), flow, 5, 2.2)
    locks = cv2.GaussianBlur(locks, (0, 0), max(0.8, unit * 0.013))
    sure = weight > 0.6
    median = float(np.median(broad[sure])) if sure.sum() > 50 else 30.0
    return resize((locks * 1.05 + (broad - median) / np.float32(16)).astype(np.float32), image.shape)


def _gloss(study: Study, shapes: FlatShapes, relief: Map) -> Map:
    """The band of light round the crown, broken by the locks; none on short or receding hair."""
    unit, points, centre = study.unit, study.frame.points, study.frame.centre
    rows_with_hair = np.flatnonzero(cv2.reduce(shapes.hair, 1, cv2.REDUCE_MAX)[:, 0] > 0.5)
    top = float(rows_with_hair[0]) if len(rows_with_hair) else float(points[FOREHEAD, 1])
    thickness = float(smoothstep(0.16, 0.30, (points[FOREHEAD, 1] - top) / unit))
    if thickness == 0:
        return np.zeros_like(relief)
    cx, cy = points[FOREHEAD, 0] * 0.6 + centre[0] * 0.4, points[NOSE_ROOT, 1] + 0.05 * unit
    across, up = max(0.62 * unit, study.frame.width * 0.62), max(cy - top, 0.3 * unit)
    rows, columns = np.mgrid[: relief.shape[0], : relief.shape[1]].astype(np.float32)
    radius = np.hypot((columns - cx) / across, (rows - cy) / up)
    angle = np.arctan2(cy - rows, columns - cx)
    band = np.exp(-(((radius - 0.78 + 0.04 * relief) / 0.055) ** 2)) * np.clip(np.cos(angle - 2.1), 0, 1) ** 1.5 * (rows < cy)
    return cut(band * (1 + 0.35 * relief) * thickness, 0.56, 0.10)
