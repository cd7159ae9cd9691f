"""Edge-aware filters: what turns a photograph into brush strokes, strands and lines.

All take and give float32; radii and sigmas are in pixels, so callers pass multiples of the face's unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from toontalker.picture import Colour, Map, blur, in_every_channel, resize

_SECTORS = 8
_SHARPNESS = 8.0
"""q of the generalised Kuwahara filter: how strongly the calmest sector wins."""


@dataclass(frozen=True)
class Flow:
    """Direction along the edges of a picture, from its smoothed structure tensor."""

    x: Map
    """``(h, w)`` x part of the unit tangent."""
    y: Map
    """``(h, w)`` y part of the unit tangent."""
    coherence: Map
    """``(h, w)`` in [0, 1]: 1 where all edges run one way, 0 where they run in all directions."""


def edge_flow(picture: Colour | Map, sigma: float) -> Flow:
    """Flow of a picture; `sigma` (px) smooths the structure tensor (Kang et al. 2009; Kyprianidis & Döllner 2008)."""
    across = cv2.Sobel(picture, cv2.CV_32F, 1, 0)
    down = cv2.Sobel(picture, cv2.CV_32F, 0, 1)
    products = (across * across, across * down, down * down)
    if picture.ndim == 3:
        products = tuple(cv2.transform(p, np.ones((1, p.shape[2]), np.float32)) for p in products)
    xx, xy, yy = (blur(p, sigma) for p in products)
    difference, twice = xx - yy, 2 * xy
    angle = np.float32(0.5) * cv2.phase(difference, twice)
    coherence = cv2.magnitude(difference, twice) / (xx + yy + np.float32(1e-8))
    return Flow(-np.sin(angle), np.cos(angle), coherence.astype(np.float32, copy=False))


def broad_flow(picture: Colour | Map, sigma: float) -> Flow:
    """`edge_flow` of a picture worked out at half size, a quarter of the cost; `sigma` in px of the full picture, ≥ 2."""
    height, width = picture.shape[:2]
    small = edge_flow(resize(picture, (height // 2, width // 2)), sigma / 2)

    def enlarged(part: Map) -> Map:  # a mean of two opposite tangents would point nowhere, so the nearest is taken
        return cv2.resize(part, (width, height), interpolation=cv2.INTER_NEAREST).astype(np.float32, copy=False)

    return Flow(enlarged(small.x), enlarged(small.y), resize(small.coherence, (height, width)))


def along_flow(picture: NDArray[np.float32], flow: Flow, steps: int, step: float) -> NDArray[np.float32]:
    """Line integral convolution (Cabral & Leedom 1993): smooths `steps` steps of `step` px both ways along the flow."""
    height, width = picture.shape[:2]
    rows, columns = np.mgrid[:height, :width].astype(np.float32)
    total, weights = picture.copy(), 1.0
    field = cv2.merge([flow.x, flow.y])
    for direction in (1, -1):
        x, y = columns.copy(), rows.copy()
        heading = field * np.float32(direction * step)
        for i in range(1, steps + 1):
            x += heading[..., 0]
            y += heading[..., 1]
            weight = float(np.exp(-2.0 * (i / steps) ** 2))
            sample = cv2.remap(picture, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
            cv2.scaleAdd(sample, weight, total, total)
            weights += weight
            if i < steps:
                following = cv2.remap(field, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
                turned = (following[..., 0] * heading[..., 0] + following[..., 1] * heading[..., 1]) < 0
                heading = following * in_every_channel(np.where(turned, np.float32(-step), np.float32(step)), 2)
    return (total * np.float32(1 / weights)).astype(np.float32, copy=False)


@lru_cache(maxsize=16)
def _kuwahara_kernels(radius: int) -> tuple[NDArray[np.float32], ...]:
    rows, columns = np.mgrid[-radius : radius + 1, -radius : radius + 1].astype(np.float32)
    distance, angle = np.hypot(columns, rows), np.arctan2(rows, columns)
    kernels = []
    for sector in range(_SECTORS):
        off = np.abs((angle - sector * 2 * np.pi / _SECTORS + np.pi) % (2 * np.pi) - np.pi)
        wedge = np.clip(1.15 - off / (np.pi / _SECTORS * 1.3), 0, 1)
        kernel = np.exp(-(distance**2) / (2 * (radius * 0.5) ** 2)) * wedge * (distance <= radius)
        kernel[radius, radius] = 0.15
        kernels.append((kernel / kernel.sum()).astype(np.float32))
    return tuple(kernels)


def kuwahara(picture: Colour, radius: int) -> Colour:
    """Generalised 8-sector Kuwahara filter (Papari et al. 2007): paints flat strokes and keeps edges. `radius` in px, ≥ 2."""
    squares = picture * picture
    total = np.zeros_like(picture)
    weights = np.zeros(picture.shape[:2], np.float32)
    row_of_ones = np.ones((1, 3), np.float32)
    for kernel in _kuwahara_kernels(max(2, radius)):
        mean = cv2.filter2D(picture, -1, kernel, borderType=cv2.BORDER_REFLECT)
        variance = cv2.filter2D(squares, -1, kernel, borderType=cv2.BORDER_REFLECT) - mean * mean
        spread = cv2.transform(np.sqrt(np.maximum(variance, 0)), row_of_ones) * np.float32(255)
        square = spread * spread
        weight = 1 / (1 + square * square)
        total += mean * in_every_channel(weight)
        weights += weight
    return total * in_every_channel(1 / weights)


def guided(guide: NDArray[np.float32], source: NDArray[np.float32], radius: int, epsilon: float) -> NDArray[np.float32]:
    """Guided filter (He et al. 2010): smooths `source` but keeps the edges of `guide`; both in about [0, 1]."""
    out = cv2.ximgproc.guidedFilter(guide, source, max(1, radius), epsilon)
    return out.astype(np.float32, copy=False)


def soft_quantise(values: Map, levels: int, sharpness: float, top: float = 100.0) -> Map:
    """Luminance quantisation with soft steps (Winnemöller et al. 2006): `values` in [0, top] gathered at `levels` levels."""
    width = top / levels
    nearest = np.round(values / width) * width
    return (nearest + width / 2 * np.tanh(sharpness * (values - nearest) / width)).astype(np.float32, copy=False)


def limit_chroma(lab: Colour, gain: float, cap: float = 46.0) -> Colour:
    """Chroma times `gain` with a soft cap: a plain gain turns brown skin orange. `lab` CIELAB; returns a copy."""
    chroma = cv2.magnitude(np.ascontiguousarray(lab[..., 1]), np.ascontiguousarray(lab[..., 2])) + np.float32(1e-4)
    knee, room = cap * 0.6, cap * 0.55
    wanted = chroma * gain
    wanted = np.where(wanted > knee, knee + room * np.tanh((wanted - knee) / room), wanted)
    wanted = np.where(chroma > cap, np.maximum(wanted, chroma * 0.92), wanted)
    ratio = (wanted / chroma).astype(np.float32)
    return cv2.merge([lab[..., 0], lab[..., 1] * ratio, lab[..., 2] * ratio]).astype(np.float32, copy=False)
