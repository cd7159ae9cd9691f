"""The small corner tag "AI-made cartoon" that each frame carries: a dark, see-through pill with white letters, drawn once."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from toontalker.video.planes import Planes, split

TAG_TEXT = "AI-made cartoon"
_PILL_OPACITY = 0.42
_TEXT_OPACITY = 0.92
_SUPERSAMPLING = 4
_BLACK, _WHITE, _NEUTRAL = 16.0, 235.0, 128.0
"""Of Y, Y and of U and V in limited range."""


@dataclass(frozen=True)
class _Patch:
    """One plane's share of the tag: ``new = (old * keep + add) / 256``."""

    place: tuple[slice, slice]
    keep: NDArray[np.uint16]
    add: NDArray[np.uint16]

    def press(self, plane: NDArray[np.uint8]) -> None:
        below = plane[self.place]
        below[...] = (below * self.keep + self.add) >> 8


@dataclass(frozen=True)
class Tag:
    """The tag for frames of one size, ready to be blended into their planes."""

    luma: _Patch
    chroma: _Patch

    @classmethod
    def drawn_for(cls, width: int, height: int) -> Tag:
        """Draws the tag for frames of `width` x `height` px: letters of about 1/40 of the shorter side, bottom right."""
        pill, text = _drawn_label(max(9.0, min(width, height) / 40), limit=width)
        rows, columns = pill.shape
        margin = max(2, round(min(width, height) / 64))
        top, left = (max(0, (size - extent - margin) // 2 * 2) for size, extent in ((height, rows), (width, columns)))
        dark, white = pill * _PILL_OPACITY, text * _TEXT_OPACITY
        keep = (1 - dark) * (1 - white)
        add = _BLACK * dark * (1 - white) + _WHITE * white
        luma = _patch((slice(top, top + rows), slice(left, left + columns)), keep, add)
        half = cv2.resize(keep, (columns // 2, rows // 2), interpolation=cv2.INTER_AREA).astype(np.float32, copy=False)
        place = (slice(top // 2, (top + rows) // 2), slice(left // 2, (left + columns) // 2))
        return cls(luma, _patch(place, half, _NEUTRAL * (1 - half)))

    def press(self, planes: Planes) -> None:
        """Blends the tag into the planes, in place."""
        y, u, v = split(planes)
        self.luma.press(y)
        self.chroma.press(u)
        self.chroma.press(v)


def _patch(place: tuple[slice, slice], keep: NDArray[np.float32], add: NDArray[np.float32]) -> _Patch:
    weight = np.round(keep * 256).astype(np.uint16)
    return _Patch(place, weight, np.round(add * 256 + 127 * (weight < 256)).astype(np.uint16))


def _drawn_label(letters: float, limit: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Coverage in [0, 1] of the pill and of the letters, both ``(even, even)`` and at most `limit` px wide."""
    scale = _SUPERSAMPLING
    font = ImageFont.load_default(letters * scale)
    left, top, right, bottom = font.getbbox(TAG_TEXT)
    rows = 2 * round(letters * 0.82)
    columns = min(2 * round(((right - left) / scale + letters * 1.3) / 2), limit // 2 * 2)
    pill, text = (Image.new("L", (columns * scale, rows * scale)) for _ in range(2))
    ImageDraw.Draw(pill).rounded_rectangle((0, 0, columns * scale - 1, rows * scale - 1), rows * scale // 2, fill=255)
    corner = ((columns * scale - right - left) / 2, (rows * scale - bottom - top) / 2)
    ImageDraw.Draw(text).text(corner, TAG_TEXT, font=font, fill=255)
    small = [np.asarray(layer.resize((columns, rows), Image.Resampling.BOX), np.float32) / 255 for layer in (pill, text)]
    return small[0], small[1] * small[0]
