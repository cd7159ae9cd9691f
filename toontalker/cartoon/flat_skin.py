"""Skin in flat tones: one base, one shadow, one light, and round cheeks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toontalker.cartoon.flat_shapes import FlatShapes, crisp, cut, in_tones
from toontalker.cartoon.soft_skin import cast_shadow
from toontalker.cartoon.study import Study
from toontalker.mesh import CHIN, NOSE_ROOT
from toontalker.picture import Colour, Map, blur, masked_blur, rgb_of, smoothstep, soft_clip

_MOST_SHADOW = 24.0
"""Percent of the face that may lie in the shadow tone."""
_MOST_LIGHT = 12.0
"""Percent of the face that may lie in the light tone."""
_LIT = 58
"""Percentile of the bare skin's L that is the base: shades are drawn apart, so the base is skin in the light."""
_CLEARER = (5.0, 6.5)
"""Bounds of how much lighter (L) the base may be than the median of the photo's whole face, which holds hair and brows too."""
_CHEEKS = (205, 425)


@dataclass(frozen=True)
class SkinTones:
    """CIELAB ``(3,)`` of each tone."""

    base: NDArray[np.float32]
    shadow: NDArray[np.float32]
    light: NDArray[np.float32]
    blush: NDArray[np.float32]
    line: NDArray[np.float32]
    """Contours on skin."""


def skin_tones(study: Study, shapes: FlatShapes) -> SkinTones:
    """Tones round the colour of the photo's face; a black-and-white face gets greys."""
    warm = 0.0 if study.grey else 1.0
    level = float(study.photo_skin[0])
    bare = (shapes.face > 0.5) & (_bare_skin(study, shapes) > 0.6) & (study.beard.mask < 0.2)
    lit = float(np.percentile(study.lab[..., 0][bare], _LIT)) if bare.sum() > 99 else level
    level = float(np.clip(lit, level + _CLEARER[0], level + _CLEARER[1]) - max(0.0, level - 78) * 0.3)
    base = np.array([level, *(study.photo_skin[1:] * (1 + 0.04 * warm))], np.float32)
    shadow = base + np.array([-0.15 * level - 3.0, 5.5 * warm, 2.0 * warm], np.float32)
    light = base + np.array([min(5.0, 97 - level), -1.5 * warm, -0.5 * warm], np.float32)
    blush = base + np.array([-3 - 0.04 * level, 15 * warm, 5 * warm], np.float32)
    line = np.array([0.40 * level, base[1] * 1.1 + 4 * warm, base[2] * 0.7], np.float32)
    return SkinTones(base, shadow, light, blush, line)


def flat_skin(study: Study, shapes: FlatShapes, tones: SkinTones) -> Colour:
    """All of the picture in the tones of skin, RGB ``(n, n, 3)``; the caller cuts it out."""
    field = _shading(study, shapes)
    bare = (shapes.face > 0.5) & (shapes.hair < 0.3)
    sample = field[bare] if bare.sum() > 99 else np.zeros(100, np.float32)
    shadow = cut(-field, -min(-7.0, float(np.percentile(sample, _MOST_SHADOW))), 1.2)
    light = cut(field, max(8.0, float(np.percentile(sample, 100 - _MOST_LIGHT))), 1.2)
    return in_tones(
        rgb_of(tones.base),
        (light * shapes.face, rgb_of(tones.light)),
        (np.maximum(shadow, _cast_shadows(study, shapes)), rgb_of(tones.shadow)),
        (_cheeks(study) * np.float32(0.36), rgb_of(tones.blush)),
    )


def _shading(study: Study, shapes: FlatShapes) -> Map:
    """Light and shade on the skin in L, smooth: half the photo's own, half the key light's on the mesh."""
    unit = study.unit
    bare = _bare_skin(study, shapes) + np.float32(1e-3)
    low = masked_blur(np.ascontiguousarray(study.lab[..., 0]), bare, unit * 0.045)
    field = soft_clip((low - study.photo_skin[0]) * np.float32(0.55), 14, 12) + (study.light.diffuse - 0.58) * 34
    return blur(field.astype(np.float32), unit * 0.022)


def _bare_skin(study: Study, shapes: FlatShapes) -> Map:
    features = np.clip(blur(study.regions.features, study.unit * 0.012) * 1.6, 0, 1)
    return np.clip(study.regions.skin * (1 - features) * (1 - shapes.hair), 0, 1).astype(np.float32, copy=False)


def _cast_shadows(study: Study, shapes: FlatShapes) -> Map:
    """Hard shadows: the jaw's on the neck and the hair's on the forehead."""
    unit, points = study.unit, study.frame.points
    rows = np.arange(study.alpha.shape[0], dtype=np.float32)[:, None]
    jaw = cast_shadow(crisp(shapes.face, unit * 0.012), 0, unit * 0.11) * (1 - shapes.face)
    jaw = jaw * smoothstep(study.frame.centre[1], points[CHIN, 1], rows)
    hair = cast_shadow(shapes.hair, unit * 0.018, unit * 0.035) * (1 - shapes.hair) * shapes.face
    hair = hair * smoothstep(points[NOSE_ROOT, 1] + 0.1 * unit, points[NOSE_ROOT, 1] - 0.1 * unit, rows)
    return np.maximum(jaw, hair)


def _cheeks(study: Study) -> Map:
    """Two soft-edged ovals of blush ``(n, n)`` in [0, 1]; the one on the far side of a turned head is narrower."""
    unit, frame = study.unit, study.frame
    rows, columns = np.mgrid[: study.alpha.shape[0], : study.alpha.shape[1]].astype(np.float32)
    total = np.zeros_like(study.alpha)
    for landmark, side in zip(_CHEEKS, (-1, 1), strict=True):
        x, y = frame.points[landmark]
        across = 0.085 * unit * float(np.clip(1 - 1.6 * max(0.0, side * frame.yaw), 0.35, 1))
        spot = ((columns - x) / across) ** 2 + ((rows - y + 0.012 * unit) / (0.058 * unit)) ** 2
        seen = float(smoothstep(0.28, 0.18, side * frame.yaw))
        total = np.maximum(total, smoothstep(1.25, 0.75, spot) * np.float32(seen))
    return total
