"""Pictures as arrays: the two array types and the arithmetic every room of the cartoon shares.

A `Picture` is ``(h, w, 3) uint8 RGB``. A `Colour` picture in work is ``(h, w, 3) float32 RGB in [0, 1]``, its CIELAB
twin ``(h, w, 3) float32`` with L in [0, 100] and a, b in about [-127, 127]. A `Map` is ``(h, w) float32``; used as a
mask it lies in [0, 1].
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

Picture: TypeAlias = NDArray[np.uint8]
Colour: TypeAlias = NDArray[np.float32]
Map: TypeAlias = NDArray[np.float32]
Points: TypeAlias = NDArray[np.float64]
"""``(n, 2)`` pixel coordinates, x first."""


def to_float(picture: Picture) -> Colour:
    """uint8 [0, 255] → float32 [0, 1]."""
    return picture.astype(np.float32) * np.float32(1 / 255)


def to_uint8(colour: Colour) -> Picture:
    """float32 [0, 1] (clipped) → uint8 [0, 255], rounded."""
    return cv2.convertScaleAbs(np.clip(colour, 0, 1), alpha=255.0).astype(np.uint8, copy=False)


def to_lab(colour: Colour) -> Colour:
    """RGB in [0, 1] (clipped) → CIELAB (D65), ``float32``."""
    return cv2.cvtColor(np.clip(colour, 0, 1).astype(np.float32, copy=False), cv2.COLOR_RGB2LAB).astype(np.float32, copy=False)


def to_rgb(lab: Colour) -> Colour:
    """CIELAB (D65) → RGB clipped to [0, 1], ``float32``."""
    rgb = cv2.cvtColor(np.ascontiguousarray(lab, dtype=np.float32), cv2.COLOR_LAB2RGB)
    return np.clip(rgb, 0, 1).astype(np.float32, copy=False)


def lab_of(rgb: ArrayLike) -> NDArray[np.float32]:
    """One RGB colour ``(3,)`` in [0, 1] → its CIELAB ``(3,)``."""
    return to_lab(np.asarray(rgb, np.float32).reshape(1, 1, 3))[0, 0]


def rgb_of(lab: ArrayLike) -> NDArray[np.float32]:
    """One CIELAB colour ``(3,)`` → its RGB ``(3,)`` clipped to [0, 1]."""
    return to_rgb(np.asarray(lab, np.float32).reshape(1, 1, 3))[0, 0]


def smoothstep(low: float, high: float, x: ArrayLike) -> NDArray[np.float32]:
    """Hermite step: 0 at `low`, 1 at `high` (which may be the smaller one), slope 0 at both."""
    t = np.clip((np.asarray(x, np.float32) - np.float32(low)) * np.float32(1 / (high - low)), 0, 1)
    return (t * t * (3 - 2 * t)).astype(np.float32, copy=False)


def soft_clip(x: Map, below: float, above: float) -> Map:
    """Limits x to (-below, above) with slope 1 at 0: ``limit * tanh(x / limit)`` on each side."""
    return np.where(x > 0, above * np.tanh(x / above), below * np.tanh(x / below)).astype(np.float32, copy=False)


def blur(x: Map, sigma: float) -> Map:
    """Gaussian blur of a map or picture; done on a reduced grid where sigma (px) is large, which is many times faster."""
    step = int(sigma / 2.5)
    if step < 2:
        return cv2.GaussianBlur(x, (0, 0), max(sigma, 0.3)).astype(np.float32, copy=False)
    height, width = x.shape[:2]
    small = cv2.resize(x, (max(2, width // step), max(2, height // step)), interpolation=cv2.INTER_AREA)
    return resize(cv2.GaussianBlur(small, (0, 0), sigma / step), (height, width))


def masked_blur(x: Map, mask: Map, sigma: float) -> Map:
    """Blur that takes only what lies under the mask into account (normalised convolution, Knutsson & Westin 1993)."""
    share = blur(mask, sigma) + np.float32(1e-3)
    if x.ndim == 2:
        return blur(x * mask, sigma) / share
    channels = x.shape[2]
    return blur(x * in_every_channel(mask, channels), sigma) * in_every_channel(1 / share, channels)


def resize(x: NDArray[np.float32], shape: Sequence[int]) -> NDArray[np.float32]:
    """`x` scaled to (height, width): by area when shrinking, else bilinear."""
    height, width = int(shape[0]), int(shape[1])
    shrink = height < x.shape[0]
    mode = cv2.INTER_AREA if shrink else cv2.INTER_LINEAR
    return cv2.resize(np.ascontiguousarray(x, dtype=np.float32), (width, height), interpolation=mode).astype(np.float32, copy=False)


def in_every_channel(mask: Map, channels: int = 3) -> Colour:
    """A map ``(h, w)`` repeated as ``(h, w, channels)``: multiplying by it is 20 times faster than by ``mask[..., None]``."""
    if mask.size == 0:
        return np.zeros((*mask.shape, channels), np.float32)
    layer = np.ascontiguousarray(mask, np.float32)
    return cv2.merge([layer] * channels).reshape(*mask.shape, channels).astype(np.float32, copy=False)


def over(below: Colour, mask: Map, colour: ArrayLike) -> Colour:
    """`colour` (one RGB or a picture) laid over `below` where the mask is 1; a new picture."""
    top, cover = np.asarray(colour, np.float32), in_every_channel(mask)
    if top.ndim > 1 or mask.size == 0:
        return below + (top - below) * cover
    layer = np.ascontiguousarray(mask, np.float32)
    paint = cv2.merge([layer * value for value in top]).reshape(cover.shape)
    return (below * (1 - cover) + paint).astype(np.float32, copy=False)
