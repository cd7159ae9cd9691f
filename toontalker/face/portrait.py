"""The portrait: an upright square crop round one face that stays inside the photo as far as it can."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from toontalker.face.graphs import Graphs
from toontalker.face.search import Face
from toontalker.face.view import View
from toontalker.mesh import CHIN, FOREHEAD
from toontalker.picture import Map, Picture, blur, resize, smoothstep, to_float, to_uint8

_FACE_SHARE: Final = 0.40
"""Height of the face (forehead to chin) in the frame: leaves room for hair and shoulders."""
_LARGEST_SHARE: Final = 0.78
"""How far a tight photo may be zoomed in to keep the crop inside it."""
_LIFT: Final = 0.16
"""How far the frame's middle lies above the middle of the face, in face sizes: hair needs more room than the chin."""
_DARK_GAMMA: Final = 0.45
_MIRRORED: Final = 0.05
"""Width of the band round the photo that mirrors it, in sides of the frame."""
_CHOICES: Final = np.stack(
    np.meshgrid(np.linspace(_FACE_SHARE, _LARGEST_SHARE, 10), np.linspace(-0.18, 0.18, 9), np.linspace(-0.14, 0.14, 15)), -1
).reshape(-1, 3)
"""Frames to choose from: (share of the face, shift to the right, shift down), the shifts in sides of the frame."""
_GRID: Final = np.stack(np.meshgrid(np.linspace(-0.5, 0.5, 11), np.linspace(-0.5, 0.5, 11)), -1).reshape(-1, 2)
_GRID_WEIGHT: Final = (1 + 0.8 * _GRID[:, 1]) / len(_GRID)
"""Where a frame is probed for what lies outside the photo; a gap under the shoulders is worse than one over the hair."""


@dataclass(frozen=True)
class Portrait:
    """An upright square crop round one face."""

    image: Picture
    """``(n, n, 3) uint8`` RGB."""
    landmarks: NDArray[np.float32]
    """``(478, 3)`` px in `image`, z in px, negative towards the viewer."""
    matte: Map
    """``(n, n)`` in [0, 1]: how surely a pixel belongs to a person, raw; 0 outside the photo."""
    inside: Map
    """``(n, n)``: 1 where the photo covers the crop, 0 where it was filled."""
    neighbours: tuple[tuple[float, float, float], ...]
    """(x, y, size) px in the crop of the other faces that can be seen in it."""


def align(graphs: Graphs, photo: Picture, face: Face, size: int, others: Sequence[Face] = ()) -> Portrait:
    """The portrait ``size x size`` of `face`; what the photo does not cover is filled with its blurred surroundings."""
    view = frame(photo, face, size)
    inside = view.inside(photo)
    image = _filled(view.of(photo, fine=True), inside)
    landmarks = _landmarks(graphs, image, view.landmarks_to_view(face.landmarks))
    matte = np.minimum(graphs.person(image), graphs.person(_lifted(image))) * inside
    return Portrait(image, landmarks, matte, inside, _neighbours(view, face, others))


def whole(graphs: Graphs, picture: Picture, expected: NDArray[np.float32], size: int) -> Portrait:
    """A square picture that is a portrait already, at ``size x size``; `expected` ``(478, 3)`` says where its face should be, px."""
    scale = size / picture.shape[0]
    image = to_uint8(resize(to_float(picture), (size, size)))
    matte = np.minimum(graphs.person(image), graphs.person(_lifted(image)))
    landmarks = _landmarks(graphs, image, (expected * scale).astype(np.float32))
    return Portrait(image, landmarks, matte, np.ones((size, size), np.float32), ())


def frame(photo: Picture, face: Face, size: int) -> View:
    """Where to crop: the wanted frame, or the nearest one (shifted, zoomed in) that shows little from outside the photo."""
    axes = np.array([[math.cos(face.roll), math.sin(face.roll)], [-math.sin(face.roll), math.cos(face.roll)]])
    upright = (face.landmarks[:468, :2].astype(np.float64) @ axes.T) / face.size
    anchor = np.array([(upright[:, 0].min() + upright[:, 0].max()) / 2, upright[[FOREHEAD, CHIN], 1].mean() - _LIFT])
    share, right, down = _CHOICES.T
    middle = (anchor + _CHOICES[:, 1:] / share[:, None]) @ axes * face.size
    side = face.size / share
    seen = middle[:, None] + side[:, None, None] * (_GRID @ axes)
    height, width = photo.shape[:2]
    outside = ((seen < -0.5) | (seen > [width - 0.5, height - 0.5])).any(2) @ _GRID_WEIGHT
    cost = 3 * outside + 0.35 * (share / _FACE_SHARE - 1) ** 2 + 2 * (right**2 + down**2)
    best = int(cost.argmin())
    return View((float(middle[best, 0]), float(middle[best, 1])), float(side[best]), face.roll, size)


def _filled(image: Picture, inside: Map) -> Picture:
    """The image with what lies outside the photo replaced: mirrored at the border, soon passing into a wide blur.

    The mirrored band continues hair and shoulders by their own texture, so that a cut-off head does not end in a ruled line.
    """
    if inside.min() > 0.999:
        return image
    size = image.shape[0]
    known = cv2.erode(inside, np.ones((3, 3), np.uint8)).astype(np.float32)
    quarter = (size // 4, size // 4)
    share, weighted = resize(known, quarter), resize(to_float(image) * known[..., None], quarter)
    far = np.broadcast_to(weighted.mean((0, 1)) / share.mean(), weighted.shape).astype(np.float32)
    for sigma in (size / 12, size / 32, size / 80):
        near = blur(share, sigma)
        far = far + (blur(weighted, sigma) / (near[..., None] + np.float32(1e-4)) - far) * smoothstep(0.0, 0.25, near)[..., None]
    outwards = cv2.distanceTransform((inside < 0.5).astype(np.uint8), cv2.DIST_L2, 3) / np.float32(size)
    colour = to_float(image)
    soft = colour + (blur(colour, size / 100) - colour) * smoothstep(0, _MIRRORED / 2, outwards)[..., None]
    return to_uint8(soft + (resize(far, (size, size)) - soft) * smoothstep(0.15 * _MIRRORED, _MIRRORED, outwards)[..., None])


def _landmarks(graphs: Graphs, image: Picture, expected: NDArray[np.float32]) -> NDArray[np.float32]:
    """The mesh of the crop itself; if none or another face is found there, the one that was found in the photo."""
    mesh = graphs.mesh(image)
    unit = float(np.hypot(*(expected[FOREHEAD, :2] - expected[CHIN, :2])))
    if mesh is None or float(np.hypot(*(mesh - expected)[:, :2].T).mean()) > 0.12 * unit:
        return expected
    return mesh


def _lifted(image: Picture) -> Picture:
    """The image with its shadows lifted, in which the segmentation no longer takes dark corners for a person."""
    table = (255 * (np.arange(256) / 255) ** _DARK_GAMMA).astype(np.uint8)
    return table[image]


def _neighbours(view: View, face: Face, others: Sequence[Face]) -> tuple[tuple[float, float, float], ...]:
    seen = []
    for other in others:
        x, y = view.to_view([other.centre])[0]
        reach = other.size * view.scale
        if other is not face and -reach / 2 < min(x, y) and max(x, y) < view.size + reach / 2:
            seen.append((float(x), float(y), float(reach)))
    return tuple(seen)
