"""Beards: told from shadow and stubble, so that they are drawn as hair and everything else on the face as skin."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from toontalker.drawing import box_around, curve, polygon
from toontalker.mesh import LIPS_OUTER, NOSE_BASE, OVAL, FaceFrame
from toontalker.picture import Colour, Map, blur, smoothstep


@dataclass(frozen=True)
class _Side:
    """Landmark numbers of one half of the face."""

    cheek: tuple[int, ...]
    moustache: tuple[int, ...]
    chin: tuple[int, ...]
    jaw: tuple[int, ...]


_SIDES = (
    _Side(cheek=(50, 101, 205, 36), moustache=(167, 165, 92, 164), chin=(199, 200, 18, 208), jaw=(172, 136, 150, 135, 210)),
    _Side(cheek=(280, 330, 425, 266), moustache=(393, 391, 322, 164), chin=(199, 200, 18, 428), jaw=(397, 365, 379, 364, 430)),
)
_PAIRS = (
    (61, 291), (172, 397), (136, 365), (150, 379), (149, 378), (176, 400), (148, 377), (234, 454), (93, 323), (132, 361), (58, 288),
    (205, 425), (36, 266), (92, 322), (165, 391), (167, 393), (186, 410), (57, 287), (43, 273), (106, 335), (182, 406), (83, 313),
    (202, 422), (204, 424), (194, 418), (201, 421), (32, 262), (208, 428), (210, 430), (211, 431), (135, 364), (169, 394), (140, 369),
    (164, 164), (0, 0), (17, 17), (18, 18), (200, 200), (199, 199), (175, 175), (152, 152), (2, 2),
)  # fmt: skip
"""Landmarks of the lower face that mirror each other."""
_BAND_TOP = (230, 450)
"""Under the eyes: here begins the skin that tells how the light falls on the face."""
_SMALLEST_PATCH = 0.03
"""Smaller patches of a beard (units squared) must touch the moustache."""
_FALL_OFF = 14.0
"""How much darker (L) plain skin is where the jaw turns away from the viewer."""


@dataclass(frozen=True)
class Beard:
    """Facial hair of one face."""

    strength: float
    """0 none, 1 certainly."""
    mask: Map
    """``(n, n)`` in [0, 1]: where facial hair grows, moustache included; 0 on the lips."""
    colour: NDArray[np.float32]
    """``(3,)`` CIELAB of the hair itself; meaningless where `strength` is 0."""
    depth: float
    """How much darker than the skin it is, in L: a full beard about 25 and more, stubble under 14."""


def find_beard(lab: Colour, frame: FaceFrame) -> Beard:
    """Beard of a face in its CIELAB picture.

    A face in half shadow is dark too. Facial hair is darker and less colourful than the cheek on its own side of the face, on both
    sides, and on the upper lip first.
    """
    strength = _strength(lab, frame)
    nothing = np.zeros(lab.shape[:2], np.float32)
    if strength < 0.1:
        return Beard(strength, nothing, np.zeros(3, np.float32), 0.0)
    missing = blur(np.ascontiguousarray(lab[..., 0]) - _light_on_skin(lab, frame), frame.unit * 0.012)
    missing = np.maximum(missing, _mirrored(missing, frame))
    mask = _without_strays(smoothstep(-6.5, -12, missing) * _zone(lab.shape[:2], frame), frame)
    mask *= 1 - _shadow_of_lip(mask, frame)
    sure = mask > 0.6
    if sure.sum() < 20:
        return Beard(0.0, nothing, np.zeros(3, np.float32), 0.0)
    pixels = lab[sure]
    darker = pixels[pixels[:, 0] <= np.percentile(pixels[:, 0], 60)]
    colour = np.median(darker, axis=0).astype(np.float32)
    return Beard(strength, mask * strength, colour, float(-np.median(missing[sure])))


def _strength(lab: Colour, frame: FaceFrame) -> float:
    """How surely this is a beard: the half of the face that speaks less for it decides."""
    votes = []
    for side in _SIDES:
        cheek, moustache, chin, jaw = (_patch(lab, frame, part) for part in (side.cheek, side.moustache, side.chin, side.jaw))
        colourful = float(np.hypot(cheek[1], cheek[2])) + 1
        dull = smoothstep(1.65, 1.35, float(np.hypot(moustache[1], moustache[2])) / colourful)
        on_lip = float(smoothstep(-9.5, -13.5, moustache[0] - cheek[0]) * dull)
        dull = smoothstep(1.0, 0.88, float(np.hypot(chin[1], chin[2])) / colourful)
        on_chin = float(smoothstep(-26, -34, chin[0] - cheek[0]) * smoothstep(-26, -34, jaw[0] - cheek[0]) * dull)
        votes.append((on_lip, on_chin))
    return max(min(lip for lip, _ in votes), min(chin for _, chin in votes))


def _light_on_skin(lab: Colour, frame: FaceFrame) -> Map:
    """L that plain skin would have on the lower face: as on the cheeks above it, darker where the jaw turns away."""
    shape, unit, points = lab.shape[:2], frame.unit, frame.points
    outline = curve(points[list(OVAL)], 80, closed=True)
    inner = polygon(shape, frame.centre + (outline - frame.centre) * 0.90)
    top, bottom = int(points[list(_BAND_TOP), 1].mean()), int(points[NOSE_BASE, 1])
    top, bottom = (int(np.clip(row, 0, shape[0] - 1)) for row in (min(top, bottom - 4), bottom))
    band = inner[top : bottom + 1] > 0.5
    weight = band.sum(0).astype(np.float32)
    level = (lab[top : bottom + 1, :, 0] * band).sum(0)
    sigma = unit * 0.06
    weight, level = (cv2.GaussianBlur(row[None].astype(np.float32), (0, 0), sigma)[0] for row in (weight, level))
    known = weight > 0.15 * max(float(weight.max()), 1e-3)
    if not known.any():
        return np.full(shape, 0, np.float32)
    columns = np.flatnonzero(known)
    profile = np.interp(np.arange(shape[1]), columns, level[columns] / weight[columns]).astype(np.float32)
    turning = 1 - blur(polygon(shape, frame.centre + (outline - frame.centre) * 0.94), unit * 0.05)
    return (profile[None] - np.float32(_FALL_OFF) * turning).astype(np.float32)


def _without_strays(mask: Map, frame: FaceFrame) -> Map:
    """Drops small dark spots that hang together with no moustache: the dimple of the chin, the corners of the mouth."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats((mask > 0.4).astype(np.uint8))
    keep = stats[:, cv2.CC_STAT_AREA] > _SMALLEST_PATCH * frame.unit**2
    height, width = mask.shape
    for x, y in frame.points[[index for side in _SIDES for index in side.moustache]].astype(int):
        if 0 <= x < width and 0 <= y < height:
            keep[labels[y, x]] = True
    keep[0] = False
    kept = cv2.dilate(keep[labels].astype(np.uint8), np.ones((5, 5), np.uint8))
    return mask * kept.astype(np.float32)


def _shadow_of_lip(mask: Map, frame: FaceFrame) -> Map:
    """1 under the lower lip of a bare chin: what is dark there is the lip's own shadow, not hair."""
    points, unit = frame.points, frame.unit
    chin = points[[199, 200, 175]].astype(int).clip(0, np.array(mask.shape)[::-1] - 1)
    if mask[chin[:, 1], chin[:, 0]].mean() > 0.3:
        return np.zeros_like(mask)
    rows, columns = np.mgrid[: mask.shape[0], : mask.shape[1]].astype(np.float32)
    (left, right), middle = points[[61, 291], 0], points[[13, 14], 1].mean()
    beside = np.abs(columns - (left + right) / 2) / ((right - left) / 2)
    return smoothstep(0.95, 0.75, beside) * smoothstep(middle, middle + 0.02 * unit, rows)


def _mirrored(values: Map, frame: FaceFrame) -> Map:
    """Each pixel's counterpart on the other half of the face, turned heads too: a quadratic map fitted to mirrored landmarks."""
    points = (frame.points - frame.centre) / frame.unit
    left, right = (points[[pair[k] for pair in _PAIRS]] for k in (0, 1))
    here, there = np.vstack([left, right]), np.vstack([right, left])
    coefficients, *_ = np.linalg.lstsq(_quadratic(here[:, 0], here[:, 1]).T, there, rcond=None)
    box = box_around(values.shape, frame.points[list(OVAL)], frame.unit * 0.05)
    rows, columns = np.mgrid[box[0], box[1]].astype(np.float64)
    terms = _quadratic((columns - frame.centre[0]) / frame.unit, (rows - frame.centre[1]) / frame.unit)
    target = np.tensordot(coefficients.T, terms, axes=1) * frame.unit
    x, y = ((target[k] + frame.centre[k]).astype(np.float32) for k in (0, 1))
    out = values.copy()
    out[box] = cv2.remap(values, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return out


def _quadratic(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.stack([np.ones_like(x), x, y, x * x, x * y, y * y])


def _zone(shape: tuple[int, ...], frame: FaceFrame) -> Map:
    """Where facial hair can grow: below the nose, on the face, not on the lips."""
    unit, points = frame.unit, frame.points
    rows = np.arange(shape[0], dtype=np.float32)[:, None]
    outline = curve(points[list(OVAL)], 80, closed=True)
    face = polygon(shape, frame.centre + (outline - frame.centre) * 1.03, blur=unit * 0.01)
    below_nose = smoothstep(points[NOSE_BASE, 1] - 0.01 * unit, points[NOSE_BASE, 1] + 0.03 * unit, rows)
    lips = polygon(shape, points[list(LIPS_OUTER)], blur=unit * 0.004)
    return (face * below_nose * (1 - lips)).astype(np.float32)


def _patch(lab: Colour, frame: FaceFrame, indices: tuple[int, ...]) -> NDArray[np.float32]:
    height, width = lab.shape[:2]
    reach = max(2, int(frame.unit * 0.012))
    spots = []
    for x, y in frame.points[list(indices)].astype(int):
        if reach < y < height - reach - 1 and reach < x < width - reach - 1:
            spots.append(lab[y - reach : y + reach + 1, x - reach : x + reach + 1].reshape(-1, 3))
    return np.median(np.vstack(spots), axis=0).astype(np.float32) if spots else np.zeros(3, np.float32)
