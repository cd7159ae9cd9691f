"""Brush strokes: lays a picture down as a painter would, in layers of oriented strokes from broad to fine.

After Litwinowicz (1997) and Hertzmann (1998): strokes follow the flow of the picture, each in one colour, finer ones only where the
broad ones are not yet good enough. Every stroke leaves ridges of paint; light on them makes the surface.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from toontalker.cartoon.filters import Flow
from toontalker.picture import Colour, Map, in_every_channel

_ANGLES = 24
_VARIANTS = 3


@dataclass(frozen=True)
class Brush:
    """A flat bristle brush."""

    length: float
    """Px along the stroke."""
    width: float
    """Px across the stroke."""
    spread: float = 0.7
    """Distance of strokes in widths: smaller is denser."""
    jitter: float = 2.0
    """How far the lightness of a stroke may wander from the picture, CIELAB L (standard deviation)."""


@dataclass
class Canvas:
    """What has been painted so far; strokes are laid on in place."""

    paint: Colour
    """``(h, w, 4)`` RGB in [0, 1] and the height of the paint in about [-1, 1]."""

    @classmethod
    def primed(cls, colour: Colour) -> Canvas:
        """A canvas with a smooth first coat ``(h, w, 3)`` RGB in [0, 1]."""
        return cls(np.dstack([colour, np.zeros(colour.shape[:2], np.float32)]).astype(np.float32))

    @property
    def colour(self) -> Colour:
        """``(h, w, 3)`` RGB in [0, 1], without the light on the paint."""
        return self.paint[..., :3]

    def lit(self, strength: Map | float) -> Colour:
        """RGB ``(h, w, 3)`` under light from the upper left that catches the ridges; `strength` about 0 to .15."""
        height = cv2.GaussianBlur(self.paint[..., 3], (0, 0), 0.7)
        slope = cv2.Sobel(height, cv2.CV_32F, 1, 0, scale=0.25) * 0.6 + cv2.Sobel(height, cv2.CV_32F, 0, 1, scale=0.25) * 0.8
        light = np.tanh(slope) * strength
        return np.clip(self.colour * in_every_channel(1 + light), 0, 1).astype(np.float32, copy=False)


def lay_strokes(canvas: Canvas, picture: Colour, flow: Flow, brush: Brush, where: Map) -> None:
    """Paints `picture` onto the canvas with one brush, where the map `where` in [0, 1] says so (as a chance)."""
    random = np.random.default_rng(round(brush.width * 100))
    x, y = _places(picture.shape, brush, random)
    wanted = where[y, x] > random.uniform(0, 1, len(x))
    x, y = x[wanted], y[wanted]
    colours = np.zeros((len(x), 4), np.float32)
    level, tint = random.normal(0, brush.jitter / 60, (len(x), 1)), random.normal(0, brush.jitter / 220, (len(x), 3))
    colours[:, :3] = picture[y, x] * (1 + level + tint)
    angles = np.arctan2(flow.y[y, x], flow.x[y, x])
    kinds = np.round(angles / np.pi * _ANGLES).astype(int) % _ANGLES + _ANGLES * random.integers(0, _VARIANTS, len(x))
    prints = _prints(round(brush.length * 2), round(brush.width * 4))
    margin = max(max(print_.reach) for print_ in prints)
    height, width = canvas.paint.shape[:2]
    padded = cv2.copyMakeBorder(canvas.paint, margin, margin, margin, margin, cv2.BORDER_REPLICATE)
    rows_of_values = padded.reshape(padded.shape[0], -1)  # long rows: numpy is slow where the last axis holds four values
    colours = np.tile(colours, (1, 2 * margin + 1))
    for column, row, colour, kind in zip((x + margin).tolist(), (y + margin).tolist(), colours, kinds.tolist(), strict=True):
        stroke = prints[kind]
        across, down = stroke.reach
        spot = rows_of_values[row - down : row + down + 1, 4 * (column - across) : 4 * (column + across + 1)]
        paint = stroke.relief + colour[: spot.shape[1]]
        paint -= spot
        paint *= stroke.alpha
        spot += paint
    canvas.paint = np.ascontiguousarray(padded[margin : margin + height, margin : margin + width])


def _places(shape: tuple[int, ...], brush: Brush, random: np.random.Generator) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(columns, rows) of stroke centres: a jittered grid in random order."""
    step = max(1.5, brush.width * brush.spread)
    rows, columns = np.mgrid[step / 2 : shape[0] : step, step / 2 : shape[1] : step]
    places = np.stack([columns.ravel(), rows.ravel()]) + random.uniform(-step / 2, step / 2, (2, rows.size))
    places = places[:, random.permutation(rows.size)]
    x = np.clip(places[0], 0, shape[1] - 1).astype(np.int64)
    y = np.clip(places[1], 0, shape[0] - 1).astype(np.int64)
    return x, y


@dataclass(frozen=True)
class _Print:
    """What one stroke leaves: how opaque it is, and its ridges."""

    reach: tuple[int, int]
    """Px from its middle to its right and lower edge."""
    alpha: NDArray[np.float32]
    """``(h, 4 w)`` in [0, 1]: each value four times, once for every channel of the canvas."""
    relief: NDArray[np.float32]
    """``(h, 4 w)``: the height in the last channel of each pixel, 0 in the others."""


@lru_cache(maxsize=16)
def _prints(twice_length: int, four_widths: int) -> tuple[_Print, ...]:
    """Prints of one brush at every angle, `_VARIANTS` times over."""
    return tuple(
        _print(twice_length / 2, four_widths / 4, angle * np.pi / _ANGLES, variant)
        for variant in range(_VARIANTS)
        for angle in range(_ANGLES)
    )


def _print(length: float, width: float, turn: float, variant: int) -> _Print:
    cosine, sine = np.cos(turn), np.sin(turn)
    across_reach = int(np.ceil((abs(length * cosine) + abs(width * sine)) / 2 + 0.5))
    down_reach = int(np.ceil((abs(length * sine) + abs(width * cosine)) / 2 + 0.5))
    rows, columns = np.mgrid[-down_reach : down_reach + 1, -across_reach : across_reach + 1].astype(np.float32)
    along, across = (columns * cosine + rows * sine) / (length / 2), (rows * cosine - columns * sine) / (width / 2)
    bristles = cv2.GaussianBlur(np.random.default_rng(variant).normal(0, 1, (1, 33)).astype(np.float32), (0, 0), 1.3)[0]
    hair = np.interp(np.clip(across, -1, 1), np.linspace(-1, 1, 33), bristles / bristles.std()).astype(np.float32)
    ends = np.clip((1 - np.abs(along) - 0.10 * hair) * length / 3.5, 0, 1)
    alpha = ends * np.clip((1 - np.abs(across)) * width / 2 + 0.5, 0, 1) * (0.90 + 0.06 * hair)
    relief = np.zeros((*alpha.shape, 4), np.float32)
    relief[..., 3] = 0.6 * hair + 0.5 * np.exp(-(((np.abs(across) - 0.8) / 0.25) ** 2)) + 0.3 * along
    full = np.repeat(np.clip(alpha, 0, 1).astype(np.float32), 4, axis=1)
    return _Print((across_reach, down_reach), full, relief.reshape(full.shape))
