"""Skin in a comic: two or three clean tones, their border in dots, the deepest shade hatched."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from toontalker.cartoon.filters import guided
from toontalker.cartoon.soft_skin import cast_shadow, neck_shadow
from toontalker.cartoon.study import Study
from toontalker.picture import Colour, Map, blur, masked_blur, over, resize, smoothstep

_DOT = 1 / 50
"""Distance of the dots in units."""
_MOST_LIGHT = 0.34
_MOST_SHADE = 0.22
"""Largest share of the face that may lie in shade: side light would blacken half of it."""


def ink_skin(lab: Colour, study: Study, coverage: Map) -> tuple[Colour, NDArray[np.float32]]:
    """CIELAB picture `lab` with its skin (mask `coverage`) in flat tones round its median, and that median ``(3,)``."""
    sure = coverage > 0.7
    base = np.median(lab[sure], axis=0) if sure.sum() > 50 else study.photo_skin
    relief = _relief(lab, study, coverage, float(base[0]))
    warm = 0.0 if study.grey else 1.0
    shade, light = _shade(relief, study, coverage), _light(relief, study, coverage)
    blush = _blush(study) * (1 - shade) * warm
    gleam = float(np.clip(0.85 * (np.percentile(lab[sure, 0], 90) - base[0]), 7, 14)) if sure.sum() > 50 else 7.0
    lightness = base[0] - 13.5 * shade + gleam * light - 1.5 * blush
    a = base[1] + warm * (3.5 * shade - light) + 6.0 * blush
    b = base[2] + warm * (1.5 * shade - light) + 1.5 * blush
    tones = cv2.merge([lightness.astype(np.float32), a.astype(np.float32), b.astype(np.float32)])
    return over(lab, smoothstep(0.25, 0.7, coverage), tones), base


def _relief(lab: Colour, study: Study, coverage: Map, base: float) -> Map:
    """Lightness of the skin against its median without wrinkles and spots, helped by the light on the mesh; CIELAB L."""
    half = (lab.shape[0] // 2, lab.shape[1] // 2)
    level = resize(np.ascontiguousarray(study.lab[..., 0]), half) * np.float32(0.01)
    weight = resize(coverage, half) + np.float32(1e-3)
    unit = study.unit / 2
    filled = masked_blur(level, weight, unit * 0.03)
    smooth = resize(guided(filled, filled, max(2, int(unit / 16)), 0.004), lab.shape[:2]) * 100
    return ((smooth - base) * 0.62 + (study.light.diffuse - 0.62) * 24 * study.regions.face).astype(np.float32)


def _light(relief: Map, study: Study, coverage: Map) -> Map:
    """Where the skin catches the light, [0, 1]: clean shapes on about a quarter of the face."""
    face = (study.regions.face > 0.5) & (coverage > 0.5)
    cut = float(np.percentile(relief[face], 100 - 100 * _MOST_LIGHT)) if face.sum() > 50 else 8.0
    return smoothstep(max(cut, 1.0) - 0.6, max(cut, 1.0) + 0.8, relief) * study.regions.face


def _shade(relief: Map, study: Study, coverage: Map) -> Map:
    """How dark each point of the skin lies, [0, 1]: solid in the shade, in dots round it, never more than a part of the face."""
    face = (study.regions.face > 0.5) & (coverage > 0.5)
    cut = float(np.percentile(relief[face], 100 * _MOST_SHADE)) if face.sum() > 50 else -9.0
    cut = min(-6.5, cut)
    hair = blur(study.regions.hair, study.unit * 0.012)
    under_hair = cast_shadow(hair, 0.012 * study.unit, 0.030 * study.unit) * study.regions.face * np.clip(1 - hair * 1.2, 0, 1)
    cast = smoothstep(0.45, 0.60, under_hair) + smoothstep(0.40, 0.55, neck_shadow(study))
    tone = np.clip((cut + 5.0 - relief) / 9.0, 0, 1)
    solid = smoothstep(cut - 2.0, cut - 3.2, relief)
    dotted = _dots(tone, study) * (tone > 0.04) * (1 - solid)
    return np.clip(np.maximum(np.maximum(solid, dotted), cast), 0, 1).astype(np.float32, copy=False)


def _dots(tone: Map, study: Study) -> Map:
    """A dot screen at 45 degrees whose dots cover the share `tone` of the ground."""
    rows, columns = np.mgrid[: tone.shape[0], : tone.shape[1]].astype(np.float32)
    pitch = max(study.unit * _DOT, 3.0)
    u, v = (columns + rows) * np.float32(0.7071 / pitch), (columns - rows) * np.float32(0.7071 / pitch)
    off = np.hypot(u - np.round(u), v - np.round(v))
    radius = np.sqrt(tone * np.float32(0.55 / np.pi))
    edge = 0.55 / pitch
    return smoothstep(edge, -edge, off - radius)


def _blush(study: Study) -> Map:
    rows, columns = np.mgrid[: study.alpha.shape[0], : study.alpha.shape[1]].astype(np.float32)
    total = np.zeros_like(study.alpha)
    for landmark in (205, 425):
        x, y = study.frame.points[landmark]
        away = ((columns - x) / (0.085 * study.unit)) ** 2 + ((rows - y) / (0.065 * study.unit)) ** 2
        total += smoothstep(1.25, 0.2, away)
    return total * study.regions.face
