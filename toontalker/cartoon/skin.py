"""The hard bound on skin: no face gets paler, darker, yellower or redder than its photo beyond a stated limit.

The bound is kept on the *rendered* picture: the median CIELAB of the face is measured in the photo and in the drawing, and the
drawing's skin is moved until it lies within the limit. Nothing here knows what a "right" skin colour is; only the photo does.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toontalker.drawing import curve, polygon
from toontalker.mesh import OVAL, FaceFrame
from toontalker.picture import Colour, Map, Picture, to_lab, to_rgb

GREY_CHROMA = 5.5
"""Median chroma under which a face counts as black and white."""
_ROUNDS = 3


@dataclass(frozen=True)
class SkinBound:
    """How far the drawing may leave the photo, measured on the median of the face oval."""

    lightness: float
    """|change of CIELAB L|."""
    hue: float = 4.0
    """|change of hue| in degrees, where the photo's face has any chroma."""
    chroma: float = 1.12
    """Largest ratio of chroma, drawing over photo (pale faces may gain 3 all the same); the smallest is .75."""


def face_colour(picture: Picture | Colour, frame: FaceFrame) -> NDArray[np.float32]:
    """Median CIELAB ``(3,)`` of the whole face oval, features included: what a beholder calls the colour of the face."""
    colour = picture.astype(np.float32, copy=False) * np.float32(1 / 255 if picture.dtype == np.uint8 else 1)
    oval = polygon(colour.shape, curve(frame.points[list(OVAL)], 80, closed=True)) > 0.5
    pixels = colour[oval]
    if not len(pixels):
        return np.array([50, 0, 0], np.float32)
    return np.median(to_lab(pixels[None])[0], axis=0).astype(np.float32)


def is_grey(skin: NDArray[np.float32]) -> bool:
    """Whether a face of this CIELAB colour comes from a black-and-white photo."""
    return float(np.hypot(skin[1], skin[2])) < GREY_CHROMA


def hold_skin(drawing: Colour, skin: Map, frame: FaceFrame, photo: NDArray[np.float32], bound: SkinBound) -> Colour:
    """The drawing with its skin (mask `skin`) moved until the face's median lies within `bound` of `photo` (CIELAB ``(3,)``)."""
    oval = polygon(drawing.shape, curve(frame.points[list(OVAL)], 80, closed=True)) > 0.5
    touched = np.maximum(skin > 0.004, oval)
    rows, columns = np.flatnonzero(touched.any(1)), np.flatnonzero(touched.any(0))
    box = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
    lab, mask, inside = to_lab(drawing[box]), skin[box], oval[box]
    for _ in range(_ROUNDS):
        median = np.median(lab[inside], axis=0)
        wanted = _into_bound(median, photo, bound)
        if np.abs(wanted - median).max() < 0.2:
            break
        lab = _moved(lab, mask, median, wanted)
    out = drawing.copy()
    out[box] = to_rgb(lab)
    return out


def _into_bound(median: NDArray[np.float32], photo: NDArray[np.float32], bound: SkinBound) -> NDArray[np.float32]:
    """The colour nearest to `median` that lies within the bound of `photo`."""
    lightness = np.clip(median[0], photo[0] - bound.lightness, photo[0] + bound.lightness)
    chroma, wanted_chroma = float(np.hypot(median[1], median[2])), float(np.hypot(photo[1], photo[2]))
    if wanted_chroma < GREY_CHROMA:
        return np.array([lightness, photo[1], photo[2]], np.float32)
    hue, wanted_hue = np.arctan2(median[2], median[1]), np.arctan2(photo[2], photo[1])
    turn = (hue - wanted_hue + np.pi) % (2 * np.pi) - np.pi
    limit = np.radians(bound.hue)
    hue = wanted_hue + np.clip(turn, -limit, limit)
    chroma = float(np.clip(chroma, 0.75 * wanted_chroma, max(bound.chroma * wanted_chroma, wanted_chroma + 3)))
    return np.array([lightness, chroma * np.cos(hue), chroma * np.sin(hue)], np.float32)


def _moved(lab: Colour, skin: Map, median: NDArray[np.float32], wanted: NDArray[np.float32]) -> Colour:
    """Skin moved from `median` to `wanted`: lightness by an offset that spares the darks, chroma and hue by one rotation."""
    out = lab.copy()
    darks_spared = np.clip(lab[..., 0] / max(float(median[0]), 1), 0, 1)
    out[..., 0] += skin * darks_spared * (wanted[0] - median[0])
    scale, old = complex(wanted[1], wanted[2]), complex(median[1], median[2])
    turn = scale / old if abs(old) > 1e-3 else complex(1, 0)
    a = lab[..., 1] * turn.real - lab[..., 2] * turn.imag
    b = lab[..., 1] * turn.imag + lab[..., 2] * turn.real
    out[..., 1] += skin * (a - lab[..., 1])
    out[..., 2] += skin * (b - lab[..., 2])
    return out
