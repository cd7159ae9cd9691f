"""The cut-out: which pixels belong to the person, made from MediaPipe's coarse segmentation.

The segmentation knows people, not this person, and is 256 px wide. It is sharpened along the photo's edges, limited to what
one body can occupy, parted from neighbours, and cleared of lobes that dark scenes give it.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from toontalker.cartoon.filters import guided
from toontalker.drawing import curve, polygon
from toontalker.face import Portrait
from toontalker.mesh import CHIN, NOSE_TIP, OVAL, FaceFrame
from toontalker.picture import Colour, Map, blur, masked_blur, resize, smoothstep, to_float

_SMALL_HOLE = 0.02
"""Enclosed holes under this share of the face unit squared are filled in the finished alpha,"""
_LARGE_HOLE = 0.25
"""and under this one in the coarse segmentation, which doubts dark hair but rarely a gap."""


_WATERSHED_GRID = 192
_OWN, _NEIGHBOUR, _GROUND = 1, 2, 3


def cut_out(portrait: Portrait) -> Map:
    """Alpha of the person ``(n, n)`` in [0, 1]. Worked out at half size: the segmentation knows no more."""
    image = to_float(portrait.image)
    size = image.shape[0]
    half = (size // 2, size // 2)
    frame, small = FaceFrame(portrait.landmarks * np.float32(0.5)), resize(image, half)
    coarse = _without_holes(resize(portrait.matte, half), frame.unit, _LARGE_HOLE)
    inner = cv2.erode((coarse > 0.5).astype(np.float32), np.ones((max(3, int(frame.unit * 0.10)),) * 2, np.uint8))
    coarse = np.maximum(coarse, inner)
    alpha = smoothstep(0.3, 0.75, guided(small, coarse, max(4, half[0] // 64), 2e-4))
    alpha *= _one_body(frame, half[0]) * (1 - _background_in(small, coarse, frame.unit))
    if portrait.neighbours:
        alpha *= _parted_from_neighbours(small, coarse, frame, [(x / 2, y / 2, unit / 2) for x, y, unit in portrait.neighbours])
    alpha *= 1 - _dark_lobes(small, alpha, frame)
    outline = curve(frame.points[list(OVAL)], 80, closed=True)  # the mesh overshoots on the far side of a turned head
    oval = polygon(alpha.shape, frame.centre + (outline - frame.centre) * 0.92, blur=frame.unit / 120)
    alpha = _only_the_face_s_part(np.maximum(alpha, oval), frame)
    alpha = _without_holes(smoothstep(0.25, 0.75, blur(alpha, frame.unit * 0.012)), frame.unit, _SMALL_HOLE)
    return smoothstep(0.15, 0.85, resize(cv2.GaussianBlur(alpha, (0, 0), 0.8), (size, size)))


def _background_in(image: Colour, coarse: Map, unit: float) -> Map:
    """How surely the colours say background where the segmentation says person, ``(h, w)`` in [0, 1].

    Sure figure and sure background are spread over the uncertain band between them (normalised convolution); each pixel is
    projected on the line from one colour to the other. Colours may only take away: the segmentation errs outwards, and a
    background like the figure would grow lumps on it.
    """
    band = np.ones((max(3, int(unit * 0.10) | 1),) * 2, np.uint8)
    figure = cv2.erode((coarse > 0.8).astype(np.float32), band)
    ground = cv2.erode((coarse < 0.12).astype(np.float32), band)
    behind = masked_blur(image, ground + np.float32(1e-5), unit * 0.12)
    step = masked_blur(image, figure + np.float32(1e-5), unit * 0.12) - behind
    contrast = _square(step)
    share = cv2.transform((image - behind) * step, np.ones((1, 3), np.float32)) / (contrast + np.float32(1e-4))
    busy = masked_blur(_square(image - behind), ground + np.float32(1e-5), unit * 0.20) / (contrast + np.float32(1e-4))
    trust = smoothstep(0.004, 0.03, contrast) * smoothstep(0.7, 0.2, busy) * (1 - figure) * (1 - ground)
    return (trust * (1 - np.clip(share, 0, 1))).astype(np.float32, copy=False)


def _square(colour: Colour) -> Map:
    """Squared length of each pixel's colour."""
    return cv2.transform(colour * colour, np.ones((1, 3), np.float32)).astype(np.float32, copy=False)


def _one_body(frame: FaceFrame, size: int) -> Map:
    """Soft region that one person can occupy: a generous head for hair, then shoulders that widen downwards."""
    rows, columns = np.mgrid[:size, :size].astype(np.float32)
    unit, centre, chin = frame.unit, frame.centre, frame.points[CHIN]
    width = max(frame.width, 0.72 * unit)
    radius = np.hypot((columns - centre[0]) / (1.65 * width), (rows - (centre[1] - 0.10 * unit)) / (1.45 * unit))
    below = (rows - (chin[1] - 0.25 * unit)) / unit
    half_width = width * (0.62 + 1.75 * np.clip(below, 0, 1.2) ** 0.8)
    torso = smoothstep(1.08, 0.92, np.abs(columns - chin[0]) / half_width) * smoothstep(0, 0.15, below)
    return np.maximum(smoothstep(1.12, 0.92, radius), torso)


def _parted_from_neighbours(image: Colour, coarse: Map, frame: FaceFrame, neighbours: list[tuple[float, float, float]]) -> Map:
    """0 where a neighbour's head or body lies: a watershed from both people's cores on the picture's own edges."""
    size = image.shape[0]
    scale = _WATERSHED_GRID / size
    small = cv2.resize(image, (_WATERSHED_GRID, _WATERSHED_GRID), interpolation=cv2.INTER_AREA)
    markers = np.zeros((_WATERSHED_GRID, _WATERSHED_GRID), np.int32)
    markers[resize(coarse, markers.shape) < 0.1] = _GROUND
    for x, y, unit in neighbours:
        _mark_person(markers, np.array([x, y]) * scale, unit * scale, _NEIGHBOUR)
    _mark_person(markers, frame.centre * scale, frame.unit * scale, _OWN)
    cv2.watershed(cv2.convertScaleAbs(cv2.GaussianBlur(small, (0, 0), 1.2), alpha=255), markers)
    theirs = cv2.dilate((markers == _NEIGHBOUR).astype(np.float32), np.ones((3, 3)))
    return 1 - smoothstep(0.25, 0.75, resize(cv2.GaussianBlur(theirs, (0, 0), 1.0), (size, size)))


def _mark_person(markers: NDArray[np.int32], centre: NDArray[np.float64], unit: float, label: int) -> None:
    """Draws the sure core of a person: face and crown; then their chest, or, of a neighbour, who may stand behind, the neck."""
    x, y = round(float(centre[0])), round(float(centre[1]))
    across, up = (0.52, 0.76) if label == _OWN else (0.40, 0.60)  # hair parts from the face more easily than from the background
    cv2.ellipse(markers, (x, round(y - 0.10 * unit)), (max(1, round(across * unit)), max(1, round(up * unit))), 0, 0, 360, label, -1)
    top, bottom, half = y + 0.6 * unit, (markers.shape[0] if label == _OWN else y + 0.9 * unit), 0.35 * unit
    wide = half + 0.45 * max(0.0, bottom - top) if label == _OWN else half
    corners = [(x - half, top), (x + half, top), (x + wide, bottom), (x - wide, bottom)]
    cv2.fillPoly(markers, [np.round(corners).astype(np.int32)], label)


def _dark_lobes(image: Colour, alpha: Map, frame: FaceFrame) -> Map:
    """1 on flat dark patches beside the neck that belong to a dark background, not to the person."""
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    outside = alpha < 0.05
    if outside.sum() < 500 or np.percentile(grey[outside], 90) >= 0.16:
        return np.zeros_like(alpha)
    unit, centre, points = frame.unit, frame.centre, frame.points
    texture = blur(np.abs(grey - blur(grey, unit * 0.03)), unit * 0.02)
    flat = smoothstep(0.020, 0.008, texture) * smoothstep(0.13, 0.07, blur(grey, unit * 0.02))
    rows, columns = np.mgrid[: alpha.shape[0], : alpha.shape[1]].astype(np.float32)
    far = smoothstep(0.52, 0.62, np.hypot(columns - centre[0], rows - (centre[1] - 0.1 * unit)) / unit)
    beside_neck = smoothstep(points[CHIN, 1] + 0.45 * unit, points[CHIN, 1] + 0.20 * unit, rows)
    return flat * far * beside_neck * smoothstep(points[5, 1], points[2, 1], rows)


def _only_the_face_s_part(alpha: Map, frame: FaceFrame) -> Map:
    _, labels, _, _ = cv2.connectedComponentsWithStats((alpha > 0.5).astype(np.uint8))
    x, y = np.clip(frame.points[NOSE_TIP].astype(int), 0, alpha.shape[0] - 1)
    label = labels[y, x]
    if label == 0:
        return alpha
    return alpha * cv2.dilate((labels == label).astype(np.uint8), np.ones((7, 7), np.uint8)).astype(np.float32)


def _without_holes(alpha: Map, unit: float, largest: float) -> Map:
    count, labels, stats, _ = cv2.connectedComponentsWithStats((alpha < 0.5).astype(np.uint8))
    height, width = alpha.shape
    out = alpha.copy()
    for label in range(1, count):
        left, top, w, h, area = stats[label]
        enclosed = left > 0 and top > 0 and left + w < width and top + h < height
        if enclosed and area < largest * unit**2:
            hole = cv2.dilate((labels == label).astype(np.uint8), np.ones((5, 5), np.uint8))
            out = np.maximum(out, hole.astype(np.float32))
    return out
