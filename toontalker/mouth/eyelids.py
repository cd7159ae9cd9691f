"""Blinking: both eyes drawn once at several stages of closing; a frame only copies the right stage."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from toontalker.cartoon.eye_shape import LID_POINTS, SQUINT, EyeShape, eye_shapes
from toontalker.cartoon.ribbon import normals, ribbon, tapered
from toontalker.cartoon.toon import Palette
from toontalker.drawing import box_around, fine_polygon
from toontalker.mesh import FaceFrame
from toontalker.picture import Colour, over, rgb_of, to_lab

_STAGES = 4
"""Drawings from just beginning to close to shut."""
_SMALLEST_EYE = 5.0
"""Px: below this width nothing can be drawn."""


def closing_eyes(figure: Colour, frame: FaceFrame, palette: Palette) -> list[tuple[tuple[slice, slice], list[Colour]]]:
    """For each open eye: its box and the figure in it ``(h, w, 3)`` RGB in [0, 1] with the lids from nearly open to shut."""
    closing = []
    for eye in eye_shapes(frame):
        box = box_around(figure.shape, eye.outline, 0.26 * eye.width)
        patch = figure[box]
        if eye.width < _SMALLEST_EYE or eye.opening < SQUINT or min(patch.shape[:2]) < 3:
            continue
        local = eye.moved(box[1].start, box[0].start)
        lid = _lid_colour(patch, local)
        closing.append((box, [_drawn(patch, local, (k + 1) / _STAGES, lid, palette) for k in range(_STAGES)]))
    return closing


def stage_of(blink: float) -> int | None:
    """Which stage shows for lids closed by `blink` in [0, 1]; None while they are open."""
    stage = round(float(blink) * _STAGES) - 1
    return min(stage, _STAGES - 1) if stage >= 0 else None


def _lid_colour(patch: Colour, eye: EyeShape) -> NDArray[np.float32]:
    """CIELAB of the skin above the eye: the brighter half of what lies between lashes and brow, and of the skin below."""
    y, x = np.mgrid[: patch.shape[0], : patch.shape[1]]
    above = np.interp(x[0], eye.upper[:, 0], eye.upper[:, 1])[None]
    below = np.interp(x[0], eye.lower[:, 0], eye.lower[:, 1])[None]
    over_eye = (y < above - 0.10 * eye.width) & (y > above - 0.24 * eye.width)
    under_eye = (y > below + 0.08 * eye.width) & (y < below + 0.22 * eye.width)
    pixels = to_lab(patch)[over_eye | under_eye]
    if len(pixels) < 6:
        return np.asarray(np.median(to_lab(patch).reshape(-1, 3), 0), np.float32)
    bright = pixels[pixels[:, 0] >= np.percentile(pixels[:, 0], 45)]
    return np.asarray(np.median(bright, 0), np.float32)


def _drawn(patch: Colour, eye: EyeShape, closed: float, lid: NDArray[np.float32], palette: Palette) -> Colour:
    """The eye with its upper lid lowered by `closed` in (0, 1] of the way to the lower one."""
    lowest = np.c_[eye.upper[:, 0], np.interp(eye.upper[:, 0], eye.lower[:, 0], eye.lower[:, 1])]
    edge = eye.upper + (lowest - eye.upper) * 0.93 * closed
    roof = eye.upper - eye.down * (_lash_cover(eye, palette))[:, None]
    flat_skin = np.broadcast_to(rgb_of(lid - np.array([4.0, -1.5, 0], np.float32)), patch.shape)
    skin = flat_skin if palette.flat else _rounded(patch, eye, lid)
    drawn = over(patch, fine_polygon(patch.shape, np.vstack([roof, edge[::-1]])), skin)
    fold = eye.upper - eye.down * 0.02 * eye.width
    widths = tapered(LID_POINTS, (0, 0.5, 1), (0, 1, 0)) * 0.035 * eye.width
    shade = rgb_of(lid * np.array([0.72, 1.05, 1.0], np.float32))
    drawn = over(drawn, ribbon(patch.shape, fold, widths) * np.float32(0.55 * closed), shade)
    return np.clip(_lashes(drawn, eye, edge, palette), 0, 1)


def _lash_cover(eye: EyeShape, palette: Palette) -> NDArray[np.float64]:
    """How far above the lid's edge (px) the lashes of the open eye have to be painted over."""
    thickness = (0.125 if palette.flat else 0.100) * eye.width
    from_inner = tapered(LID_POINTS, (0, 0.35, 0.72, 1), (0.10, 0.75, 0.95, 0.45)) * thickness
    return np.asarray(from_inner[::-1] if eye.outer_is_left else from_inner)


def _rounded(patch: Colour, eye: EyeShape, lid: NDArray[np.float32]) -> Colour:
    """A lid over a ball: lightest at its middle height, darker towards the corners."""
    y, x = np.mgrid[: patch.shape[0], : patch.shape[1]].astype(np.float32)
    top = np.interp(x[0], eye.upper[:, 0], eye.upper[:, 1])[None]
    down = np.clip((y - top) / eye.height, -0.3, 1.2)
    aside = np.abs(x - eye.outline[:, 0].mean()) / (0.5 * eye.width)
    light = 0.90 + 0.12 * np.exp(-(((down - 0.4) / 0.4) ** 2)) - 0.06 * np.clip(aside, 0, 1) ** 2
    return np.asarray(rgb_of(lid) * light[..., None], np.float32)


def _lashes(patch: Colour, eye: EyeShape, edge: NDArray[np.float64], palette: Palette) -> Colour:
    """The lash line on the edge of the lowered lid, with its short wing at the temple."""
    outer = edge[0] if eye.outer_is_left else edge[-1]
    outwards = (eye.upper[0] - eye.upper[-1]) / eye.width * (1 if eye.outer_is_left else -1)
    tip = outer + outwards * 0.075 * eye.width - eye.down * 0.02 * eye.width
    path = np.vstack([tip, edge]) if eye.outer_is_left else np.vstack([edge, tip])
    from_inner = tapered(len(path), (0, 0.35, 0.72, 1), (0.2, 0.8, 1.0, 0.0)) * (0.105 if palette.flat else 0.085) * eye.width
    widths = from_inner[::-1] if eye.outer_is_left else from_inner
    lowered = np.asarray(path + normals(path) * (0.1 * widths)[:, None], np.float64)
    return over(patch, ribbon(patch.shape, lowered, widths) * np.float32(0.96), palette.lashes)
