"""Clean shapes for flat styles: the soft regions of a study as smooth, antialiased cut-outs without islands and slivers."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from toontalker.cartoon.study import Study
from toontalker.drawing import curve, polygon
from toontalker.mesh import CHIN, NOSE_ROOT, OVAL
from toontalker.picture import Colour, Map, blur, smoothstep

_SMOOTHING = 0.011
"""Sigma in units that rounds every outline: small enough for locks of hair, large enough to look cut with scissors."""
_SMALLEST_LOCK = 0.012
"""Smaller pieces of hair (units squared) are dropped."""
_SMALLEST_NOTCH = 0.06
"""Smaller openings in the whole figure (units squared) are closed."""
_SMALLEST_GAP = 0.020
"""Smaller gaps in hair or skin (units squared) are closed."""


@dataclass(frozen=True)
class FlatShapes:
    """Antialiased masks ``(n, n)`` in [0, 1], to be painted one over the other in this order."""

    figure: Map
    skin: Map
    hair: Map
    face: Map
    """The face oval, with what the hair covers of it."""


def flat_shapes(study: Study) -> FlatShapes:
    """The study's materials as clean shapes."""
    unit, regions = study.unit, study.regions
    person = _own_figure(study)
    figure = crisp(person.astype(np.float32), unit * 0.012)
    face = polygon(study.alpha.shape, curve(study.frame.points[list(OVAL)], 80, closed=True))
    hair = (regions.hair > np.maximum(regions.skin, regions.cloth)) & (study.alpha > 0.3)
    hair = _without_specks(hair, _SMALLEST_LOCK * unit**2)
    hair = ~_without_specks(~hair, _SMALLEST_GAP * unit**2)
    skin = ((regions.skin > regions.cloth) | (face > 0.5)) & ~hair & (study.alpha > 0.3)
    skin = _without_specks(skin, _SMALLEST_GAP * unit**2) | _bare_head(skin, study)
    outside = cv2.erode(person.astype(np.uint8), _disc(unit * 0.01)) == 0
    under_hair = _grown(skin, unit * 0.03) & hair
    skin = skin | under_hair | (_grown(skin, unit * 0.035) & outside)
    hair = hair | (_grown(hair, unit * 0.035) & outside)  # past the figure's edge, so that no second line runs along it
    return FlatShapes(figure, crisp(skin.astype(np.float32), unit * 0.016), crisp(hair.astype(np.float32), unit * _SMOOTHING), face)


def in_tones(base: NDArray[np.float32], *tones: tuple[Map, NDArray[np.float32]]) -> Colour:
    """A picture all in the RGB `base`, with each (mask, RGB) laid over what came before; one pass over the pixels."""
    weights: list[Map] = []
    for mask, _ in tones:
        left = 1 - mask
        weights = [weight * left for weight in weights]
        weights.append(mask)
    matrix = np.column_stack([tone - base for _, tone in tones] + [base]).astype(np.float32)
    return cv2.transform(cv2.merge(weights), matrix).astype(np.float32, copy=False)


def _own_figure(study: Study) -> NDArray[np.bool_]:
    """The cut-out in one piece, without a neighbour's sleeve beside the head: cloth above one's own shoulders, and the thin rest of it."""
    unit, frame = study.unit, study.frame
    rows = (np.arange(study.alpha.shape[0], dtype=np.float32)[:, None] - frame.points[CHIN, 1]) / unit
    aside = np.abs(np.arange(study.alpha.shape[1], dtype=np.float32)[None] - frame.centre[0]) / unit
    cloth = np.maximum(study.regions.skin, study.regions.hair) < 0.5
    person = ~_without_specks(study.alpha <= 0.5, _SMALLEST_NOTCH * unit**2)
    person = person & ~(cloth & (aside > 0.4) & (rows < -0.25 + 0.35 * (aside - 0.4)))
    opened, combed = (_morphed(person, cv2.MORPH_OPEN, unit * radius) for radius in (0.085, 0.035))
    near = (aside < 0.55) & _grown(combed, 2)
    person = np.asarray(person & (_grown(opened, 2) | near | (rows > 0)), np.bool_)
    person = person | (_morphed(person, cv2.MORPH_CLOSE, unit * 0.12) & (rows > 0.24))  # dark clothes lose pieces
    return _without_specks(person, 0.5 * unit**2)


def _morphed(mask: NDArray[np.bool_], operation: int, radius: float) -> NDArray[np.bool_]:
    """Opening or closing with a disc, done at a third of the size; the mask goes on below the picture."""
    height, width = mask.shape
    small = cv2.resize(mask.astype(np.uint8), (width // 3, height // 3), interpolation=cv2.INTER_NEAREST)
    below = cv2.copyMakeBorder(small, 0, round(radius / 3) + 2, 0, 0, cv2.BORDER_REPLICATE)
    done = cv2.morphologyEx(below, operation, _disc(radius / 3))[: small.shape[0]].astype(np.float32)
    return np.asarray(cv2.resize(done, (width, height), interpolation=cv2.INTER_LINEAR) > 0.5, np.bool_)


def crisp(mask: Map, sigma: float) -> Map:
    """The mask with its outline rounded by a Gaussian of `sigma` px and an edge about one px wide."""
    gain = max(1.0, sigma * 2.507)  # 1 / slope of a blurred straight edge
    return np.clip((blur(mask, sigma) - 0.5) * np.float32(gain / 1.2) + 0.5, 0, 1).astype(np.float32, copy=False)


def cut(values: Map, level: float, width: float) -> Map:
    """1 where `values` lie above `level`, with an edge of `width`."""
    return np.clip((values - np.float32(level)) * np.float32(1 / width) + 0.5, 0, 1).astype(np.float32, copy=False)


def _bare_head(skin: NDArray[np.bool_], study: Study) -> NDArray[np.bool_]:
    """Gaps between face and hair above the chin: what is neither there is skin, unless it is large (a hat)."""
    unit, points = study.unit, study.frame.points
    rows = np.arange(skin.shape[0])[:, None]
    regions = study.regions
    neither = (study.alpha > 0.5) & (regions.hair <= regions.cloth) & ~skin & (rows < points[CHIN, 1])
    near = _grown(skin, unit * 0.04)
    return np.asarray(neither & near & (rows > points[NOSE_ROOT, 1] - unit), np.bool_)


def _grown(mask: NDArray[np.bool_], radius: float) -> NDArray[np.bool_]:
    return np.asarray(cv2.dilate(mask.astype(np.uint8), _disc(radius)), np.uint8).astype(bool)


def _disc(radius: float) -> NDArray[np.uint8]:
    side = 2 * max(1, round(radius)) + 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)), np.uint8)


def _without_specks(mask: NDArray[np.bool_], smallest: float) -> NDArray[np.bool_]:
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=4)
    keep = stats[:, cv2.CC_STAT_AREA] >= smallest
    keep[0] = False
    return np.asarray(keep[labels], np.bool_)


def outline(mask: Map, width: float) -> Map:
    """Line along the border of a mask, `width` px, heavier on its lower right: the side away from the light."""
    away = np.array([[1, 0, 0.30 * width], [0, 1, 0.42 * width]], np.float32)
    moved = cv2.warpAffine(mask, away, mask.shape[::-1], borderMode=cv2.BORDER_REPLICATE)
    outer, inner = blur(moved, width * 0.8), blur(mask, width * 0.8)
    return smoothstep(0.08, 0.26, outer) * smoothstep(0.90, 0.68, inner)
