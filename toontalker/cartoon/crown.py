"""Heads that the photo's upper edge cuts off get a crown: a dome in the colour of their hair, or of their skin when bald."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from toontalker.face import Portrait
from toontalker.mesh import FOREHEAD, FaceFrame
from toontalker.picture import Map, smoothstep, to_float, to_lab, to_rgb, to_uint8

_TOO_CLOSE = 0.30
"""A cut nearer than this to the top of the mesh (face units) needs a crown."""


def completed_crown(portrait: Portrait) -> Portrait:
    """The portrait with its head completed above the photo's edge, or unchanged where nothing is missing."""
    frame = FaceFrame(portrait.landmarks)
    cut = _cut_row(portrait, frame)
    if cut is None:
        return portrait
    left, right = _head_at(portrait.matte[min(cut + 6, portrait.matte.shape[0] - 1)], round(frame.points[FOREHEAD, 0]))
    if right - left < 0.4 * frame.unit:
        return portrait
    colour, hairy = _crown_colour(portrait, cut, left, right, frame.unit)
    dome, fill = _dome(portrait.matte.shape, cut, (left, right), colour, frame)
    fill[..., 0] += _strands(fill.shape, frame.unit) if hairy else 0
    image = to_float(portrait.image)
    image += (to_rgb(fill) - image) * dome[..., None]
    return replace(portrait, image=to_uint8(image), matte=np.maximum(portrait.matte, dome), inside=np.maximum(portrait.inside, dome))


def _cut_row(portrait: Portrait, frame: FaceFrame) -> int | None:
    """The row where the photo begins above the head, if that is too close to the face."""
    size = portrait.inside.shape[0]
    middle = int(np.clip(frame.points[FOREHEAD, 0], 8, size - 8))
    inside = portrait.inside[:, middle - 8 : middle + 8].mean(1) > 0.8
    cut = int(np.argmax(inside)) if inside.any() else 0
    too_close = cut >= 3 and cut > frame.points[FOREHEAD, 1] - _TOO_CLOSE * frame.unit
    covered = portrait.matte[min(cut + 6, size - 1), middle] > 0.5
    return cut if too_close and covered else None


def _head_at(row: NDArray[np.float32], middle: int) -> tuple[int, int]:
    """First and last column of the person round `middle` in one row of the matte."""
    person = row > 0.5
    gaps_left, gaps_right = np.flatnonzero(~person[:middle]), np.flatnonzero(~person[middle:])
    left = int(gaps_left[-1]) + 1 if len(gaps_left) else 0
    right = middle + int(gaps_right[0]) if len(gaps_right) else len(row)
    return left, right


def _crown_colour(portrait: Portrait, cut: int, left: int, right: int, unit: float) -> tuple[NDArray[np.float32], bool]:
    """CIELAB of the crown and whether it is hair: the temples at the cut tell, if clearly darker than the middle."""
    band = to_lab(to_float(portrait.image[cut + 3 : cut + 3 + max(4, int(0.04 * unit)), left:right]))
    width = right - left
    edge = max(3, int(0.10 * width))
    sides = np.vstack([band[:, 2:edge].reshape(-1, 3), band[:, -edge:-2].reshape(-1, 3)])
    middle = np.median(band[:, width // 3 : 2 * width // 3].reshape(-1, 3), axis=0)
    temples = np.median(sides[sides[:, 0] <= np.percentile(sides[:, 0], 50)], axis=0)
    hairy = middle[0] - temples[0] > 15 and np.hypot(*temples[1:]) < 0.8 * np.hypot(*middle[1:]) + 2
    return (temples if hairy else middle).astype(np.float32), bool(hairy)


def _dome(
    shape: tuple[int, ...], cut: int, sides: tuple[int, int], colour: NDArray[np.float32], frame: FaceFrame
) -> tuple[Map, NDArray[np.float32]]:
    """Mask of the missing dome ``(n, n)`` and its shaded CIELAB colours."""
    rows, columns = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    height = min(max(0.30 * frame.unit, cut - (frame.points[FOREHEAD, 1] - _TOO_CLOSE * frame.unit)), 0.42 * frame.unit)
    centre, half = (sides[0] + sides[1]) / 2, (sides[1] - sides[0]) / 2
    radius = np.sqrt(((columns - centre) / half) ** 2 + np.clip((cut + 2 - rows) / height, 0, 9) ** 2)
    seam = smoothstep(cut + 0.03 * frame.unit, cut - 0.01 * frame.unit, rows)
    up = np.clip((cut - rows) / height, 0, 1)
    lab = np.dstack([colour[0] + 3 - 8 * up, np.full(shape, colour[1]), np.full(shape, colour[2])]).astype(np.float32)
    return smoothstep(1.06, 0.94, radius) * seam, lab


def _strands(shape: tuple[int, ...], unit: float) -> Map:
    """Upright strands, L ± 2.5; the same for every picture of this size."""
    noise = np.random.default_rng(1).normal(0, 1, shape[:2]).astype(np.float32)
    noise = cv2.GaussianBlur(noise, (0, 0), sigmaX=max(1, unit * 0.008), sigmaY=unit * 0.07)
    return (noise / noise.std() * np.float32(2.5)).astype(np.float32)
