"""Skin as a rendered character has it: low frequencies compressed, middle ones damped, pores and wrinkles gone."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from toontalker.cartoon.filters import guided
from toontalker.cartoon.study import Study
from toontalker.drawing import polygon
from toontalker.mesh import CHIN, NOSE_TIP, OVAL
from toontalker.picture import Colour, Map, blur, masked_blur, over, resize, smoothstep, soft_clip

_KEPT_DETAIL = 0.42
"""Share of the middle band that stays: at 1 the face is a photo, at 0 a mask."""
_BLUSH = ((205, 6.0, 0.085), (425, 6.0, 0.085), (NOSE_TIP, 4.5, 0.055))
"""(landmark, rise of a, radius in units) of cheeks and nose."""


def skin_coverage(study: Study) -> Map:
    """``(n, n)`` in [0, 1]: bare skin, without features and facial hair."""
    spared = np.clip(blur(study.regions.features, study.unit * 0.010) * 1.5, 0, 1)
    return np.clip(study.regions.skin * (1 - spared) * (1 - study.beard.mask), 0, 1).astype(np.float32, copy=False)


def soft_skin(lab: Colour, study: Study, coverage: Map, target: NDArray[np.float32]) -> Colour:
    """CIELAB picture `lab` (painted base) with its skin rendered round the colour `target` (CIELAB ``(3,)``)."""
    unit, regions = study.unit, study.regions
    lightness = np.ascontiguousarray(lab[..., 0])
    median = np.median(lab[coverage > 0.7], axis=0) if (coverage > 0.7).sum() > 50 else study.photo_skin
    fine, coarse = _bands(lightness, unit)
    rendered = target[0] + soft_clip((coarse - median[0]) * np.float32(0.88), 24, 17) + (fine - coarse) * np.float32(_KEPT_DETAIL)
    rendered += soft_clip((study.light.diffuse - 0.62) * 40, 12, 9) * (0.35 + 0.65 * regions.face)
    under_hair = cast_shadow(blur(regions.hair, unit * 0.02), 0.015 * unit, 0.035 * unit) * regions.face * np.clip(1 - regions.hair, 0, 1)
    under_jaw = neck_shadow(study)
    rendered += -7 * np.clip(under_hair, 0, 1) - 11 * under_jaw
    rendered = np.maximum(rendered, target[0] - 38)
    warmth = np.clip(target[0] - rendered - 5, 0, 26) * 0.24 + under_jaw * 3 + under_hair * 1.5
    chroma = masked_blur(np.ascontiguousarray(lab[..., 1:]), coverage + np.float32(1e-4), unit * 0.05)
    chroma += (median[1:] - chroma) * np.float32(0.55)
    chroma += (target[1:] - median[1:]).astype(np.float32)
    blush = _blush(study)
    scale = 0.0 if study.grey else 1.0
    a = chroma[..., 0] + (warmth + blush) * np.float32(scale)
    b = chroma[..., 1] + (warmth * 0.35 + blush * 0.25) * np.float32(scale)
    rendered += np.clip(study.light.specular - 0.93, 0, 1) * 60 * regions.face
    skin = cv2.merge([np.asarray(part, np.float32) for part in (rendered, a, b)])
    return over(lab, np.clip(coverage * 1.1, 0, 1) * np.float32(0.92), skin)


def cast_shadow(mask: Map, dx: float, dy: float) -> Map:
    """A mask moved by (dx, dy) px: where it throws its shadow."""
    matrix = np.array([[1, 0, dx], [0, 1, dy]], np.float32)
    return cv2.warpAffine(mask, matrix, mask.shape[::-1], borderMode=cv2.BORDER_CONSTANT).astype(np.float32, copy=False)


def neck_shadow(study: Study) -> Map:
    """Where the jaw shades the neck, ``(n, n)`` in [0, 1]."""
    unit, points = study.unit, study.frame.points
    jaw = polygon(study.alpha.shape, points[list(OVAL)])
    rows = np.arange(jaw.shape[0], dtype=np.float32)[:, None]
    below = smoothstep(study.frame.centre[1], points[CHIN, 1], rows)
    return (np.clip(cast_shadow(blur(jaw, unit * 0.03), 0, unit * 0.10) - jaw, 0, 1) * below).astype(np.float32, copy=False)


def _bands(lightness: Map, unit: float) -> tuple[Map, Map]:
    """(without pores, without wrinkles): two guided filters in a row, worked out at half size."""
    half = (lightness.shape[0] // 2, lightness.shape[1] // 2)
    small = resize(lightness, half) * np.float32(0.01)
    fine = guided(small, small, int(unit / 18), 0.004)
    coarse = guided(fine, fine, int(unit / 10), 0.012)
    return resize(fine, lightness.shape) * 100, resize(coarse, lightness.shape) * 100


def _blush(study: Study) -> Map:
    rows, columns = np.mgrid[: study.alpha.shape[0], : study.alpha.shape[1]].astype(np.float32)
    total = np.zeros_like(study.alpha)
    for landmark, rise, radius in _BLUSH:
        x, y = study.frame.points[landmark]
        total += rise * np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / np.float32(2 * (study.unit * radius) ** 2))
    return total
