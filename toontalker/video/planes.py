"""RGB pictures ↔ the planes H.264 stores: I420, BT.601, limited range.

BT.601 is what players assume for pictures of this size when they ignore the tags that `encoder` writes; the tags say it too.
"""

from __future__ import annotations

from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from toontalker.errors import ToonTalkerError
from toontalker.picture import Picture

Planes: TypeAlias = NDArray[np.uint8]
"""``(h * 3 / 2, w) uint8``: Y in [16, 235] of h rows, then U and V in [16, 240], each of half the width and height."""


def to_planes(picture: Picture) -> Planes:
    """``(h, w, 3) uint8 RGB`` with even sides → new planes. Raises `ToonTalkerError` for anything else."""
    if picture.ndim != 3 or picture.shape[2] != 3 or picture.dtype != np.uint8 or picture.shape[0] % 2 or picture.shape[1] % 2:
        raise ToonTalkerError(f"A frame must be (even, even, 3) uint8, not {picture.shape} {picture.dtype}.")
    return cv2.cvtColor(picture, cv2.COLOR_RGB2YUV_I420).astype(np.uint8, copy=False)


def to_picture(planes: Planes) -> Picture:
    """Planes → ``(h, w, 3) uint8 RGB``."""
    return cv2.cvtColor(planes, cv2.COLOR_YUV2RGB_I420).astype(np.uint8, copy=False)


def split(planes: Planes) -> tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.uint8]]:
    """Views of Y ``(h, w)``, U and V ``(h / 2, w / 2)``."""
    height, width = planes.shape[0] * 2 // 3, planes.shape[1]
    chroma = planes[height:].reshape(2, height // 2, width // 2)
    return planes[:height], chroma[0], chroma[1]
