"""The face finder and photos made from the demo portrait."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from toontalker.face import FaceFinder
from toontalker.photo import open_photo
from toontalker.picture import Picture


@pytest.fixture(scope="session")
def finder() -> Iterator[FaceFinder]:
    """One finder for all tests of this folder."""
    with FaceFinder() as opened:
        yield opened


@pytest.fixture(scope="session")
def demo(portrait_file: Path) -> Picture:
    """The demo portrait: one woman, 512 x 512."""
    return open_photo(portrait_file)


def turned(photo: Picture, degrees: float) -> Picture:
    """The whole photo turned clockwise on a grey ground that is large enough."""
    height, width = photo.shape[:2]
    c, s = abs(np.cos(np.radians(degrees))), abs(np.sin(np.radians(degrees)))
    wide, tall = round(width * c + height * s), round(width * s + height * c)
    matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), -degrees, 1)
    matrix[:, 2] += [(wide - width) / 2, (tall - height) / 2]
    return cv2.warpAffine(photo, matrix, (wide, tall), borderValue=(90, 90, 90)).astype(np.uint8)


def scaled(photo: Picture, factor: float) -> Picture:
    """The photo, smaller or larger by this factor."""
    mode = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return cv2.resize(photo, None, fx=factor, fy=factor, interpolation=mode).astype(np.uint8)


def canvas(width: int = 1280, height: int = 960) -> Picture:
    """A ground of soft brown and grey waves."""
    x, y = np.meshgrid(np.linspace(0, 9, width), np.linspace(0, 7, height))
    wave = np.sin(x) * np.cos(y + np.sin(x))
    return np.stack([130 + 40 * wave, 115 + 30 * wave, 105 + 20 * wave], -1).astype(np.uint8)


def pasted(ground: Picture, photo: Picture, left: int, top: int) -> Picture:
    """A copy of the ground with the photo on it."""
    out = ground.copy()
    out[top : top + photo.shape[0], left : left + photo.shape[1]] = photo
    return out
