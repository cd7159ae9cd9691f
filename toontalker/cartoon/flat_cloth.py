"""Cloth as a few flat colours with clean edges, found by quantising the palette of the photo's cloth."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from toontalker.cartoon.filters import limit_chroma
from toontalker.cartoon.flat_shapes import FlatShapes, cut
from toontalker.cartoon.study import Study
from toontalker.picture import Colour, Map, blur, resize, rgb_of, to_rgb

_COLOURS = 5
_ALIKE = 8.0
"""Colours nearer than this in the weighted CIELAB are one colour."""
_WEIGHTS = np.array([0.8, 1.2, 1.2], np.float32)
"""Hue counts more than lightness, so that folds do not fall apart into colours."""


def flat_cloth(study: Study, shapes: FlatShapes) -> Colour:
    """The picture in the colours of the cloth, RGB ``(n, n, 3)``; the caller cuts it out."""
    size = study.alpha.shape
    bare = np.clip(shapes.figure - shapes.skin - shapes.hair, 0, 1)
    cloth = np.broadcast_to(rgb_of([38, 0, -4]), (*size, 3)).astype(np.float32)
    rows = np.flatnonzero(cv2.reduce(bare, 1, cv2.REDUCE_MAX)[:, 0] > 0.1)
    if not len(rows):
        return cloth
    band = slice(max(0, int(rows[0]) - 4) // 2 * 2, size[0])
    small = _calm(study, band)
    inside = resize(bare[band], small.shape[:2]) > 0.7
    if inside.sum() < 200:
        return cloth
    centres = _palette(small[inside] * _WEIGHTS)
    weights = _memberships(small * _WEIGHTS, centres, study.unit, (size[0] - band.start, size[1]))
    colours = centres / _WEIGHTS
    colours[:, 0] = 5 + colours[:, 0] * 0.97
    drawn = to_rgb(limit_chroma(colours[None].astype(np.float32), 0.0 if study.grey else 1.25, 52.0))[0]
    painted = sum(weight[..., None] * colour for weight, colour in zip(weights, drawn, strict=True))
    cloth[band] = painted * (1 - np.float32(0.20) * _folds(study)[band])[..., None]
    return cloth


def _calm(study: Study, band: slice) -> Colour:
    """Rows of the photo at half size without weave and noise, CIELAB."""
    part = study.image[band]
    small = cv2.convertScaleAbs(resize(part, (part.shape[0] // 2, part.shape[1] // 2)), alpha=255)
    calm = cv2.medianBlur(small, 2 * max(1, round(study.unit / 70)) + 1)
    return cv2.cvtColor(calm.astype(np.float32) / 255, cv2.COLOR_RGB2LAB).astype(np.float32, copy=False)


def _palette(pixels: NDArray[np.float32]) -> NDArray[np.float32]:
    """Centres of the cloth's colours ``(k, 3)``, no two alike; the same for the same pixels."""
    sample = np.ascontiguousarray(pixels[:: max(1, len(pixels) // 3000)], dtype=np.float32)
    cv2.setRNGSeed(7)
    criteria = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 14, 0.4)
    count = min(_COLOURS, len(sample))
    _, labels, centres = cv2.kmeans(sample, count, np.empty(0), criteria, 2, cv2.KMEANS_PP_CENTERS)
    kept: list[NDArray[np.float32]] = []
    for index in np.argsort(-np.bincount(labels.ravel(), minlength=count)):
        if all(float(np.linalg.norm(centres[index] - other)) > _ALIKE for other in kept):
            kept.append(centres[index])
    return np.asarray(kept, np.float32)


def _memberships(small: Colour, centres: NDArray[np.float32], unit: float, size: tuple[int, int]) -> list[Map]:
    """Share of each colour in each pixel, ``size`` each: smooth areas with edges about a pixel wide."""
    shares = []
    for centre in centres:
        off = small - centre
        distance = cv2.transform(off * off, np.ones((1, 3), np.float32))
        shares.append(resize(blur(np.exp(distance * np.float32(-1 / 60)) + np.float32(1e-6), unit * 0.013), size))
    most = np.maximum.reduce(shares)
    for share in shares:
        share /= most
        for _ in range(4):
            share *= share
    total = np.add.reduce(shares)
    return [share / total for share in shares]


def _folds(study: Study) -> Map:
    """Where the cloth turns away from the light ``(n, n)`` in [0, 1]."""
    return cut(-blur((study.light.diffuse - 0.60) * 30, study.unit * 0.012), 5.5, 1.2)
