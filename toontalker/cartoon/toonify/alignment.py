"""The crop that faces were shown to StyleGAN in: FFHQ's alignment, number for number as its authors made it, and the way back.

Source: Karras, Laine & Aila 2019, "A style-based generator architecture for generative adversarial networks", appendix A, and the
script that made the FFHQ data set. Only the means of the eyes and the corners of the mouth matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image
from scipy.signal import oaconvolve

from toontalker.errors import NoFace
from toontalker.mesh import MOUTH_LEFT, MOUTH_RIGHT
from toontalker.picture import Map, Picture, Points, smoothstep

TRANSFORM_SIZE: Final = 4096
"""Side in px of the picture that is cut out first and then reduced, so that turning a face does not blur it."""
_LEFT_EYE_MESH: Final = (33, 160, 158, 133, 153, 144)
_RIGHT_EYE_MESH: Final = (362, 385, 387, 263, 373, 380)
"""The points of the mesh at the places where dlib's six lie: two corners, two on the upper lid, two on the lower."""
_SMALLEST: Final = 8.0
"""Side of the crop in px of the photo, under which no face can be meant."""
_FADE: Final = 0.3
"""Least padding, in sides of the crop: over it the mirrored photo passes into its own median colour."""
_BLUR: Final = 0.02
"""Sigma in sides of the crop."""
_ROWS: Final = 256
"""How many rows are faded at once, so that a large photo takes little memory."""
_CORNERS: Final = 4.0
"""Exponent of the superellipse that a toon is placed back in: 2 is an ellipse, more is squarer."""
_FEATHER: Final = 0.22
"""Width of its soft edge, in half sides of the crop."""


@dataclass(frozen=True)
class FacePoints:
    """What the alignment needs of a face: four points in px of the photo, left and right as the viewer sees them."""

    left_eye: NDArray[np.float64]
    """``(2,)`` mean of the eye's outline."""
    right_eye: NDArray[np.float64]
    """``(2,)``"""
    left_mouth: NDArray[np.float64]
    """``(2,)`` corner of the mouth."""
    right_mouth: NDArray[np.float64]
    """``(2,)``"""


@dataclass(frozen=True)
class Alignment:
    """Where an aligned picture lies in its photo. All points count pixel centres: (0, 0) is the middle of the first pixel."""

    quad: NDArray[np.float64]
    """``(4, 2)`` corners in px of the photo: top left, bottom left, bottom right, top right of the aligned picture."""
    size: int
    """Side of the aligned picture, px."""
    shrink: int
    """By what the photo was reduced first; 0 and 1 mean that it was not."""
    scale: tuple[float, float]
    """Exact px of the photo in a px of the reduced one, across and down."""
    crop: tuple[int, int, int, int]
    """(left, top, right, bottom) in px of the reduced photo."""
    pad: tuple[int, int, int, int]
    """What was added to that crop at left, top, right and bottom; all 0 where nothing was."""

    def to_photo(self, points: ArrayLike) -> Points:
        """Points ``(n, 2)`` in px of the aligned picture → px of the photo."""
        matrix, origin = self._affine()
        return np.asarray(points, np.float64) @ matrix.T + origin

    def to_aligned(self, points: ArrayLike) -> Points:
        """Points ``(n, 2)`` in px of the photo → px of the aligned picture."""
        matrix, origin = self._affine()
        return (np.asarray(points, np.float64) - origin) @ np.linalg.inv(matrix).T

    def _affine(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """(matrix ``(2, 2)``, origin ``(2,)``) from px of the aligned picture to px of the photo."""
        ratio = np.asarray(self.scale) / max(self.shrink, 1)
        matrix = np.stack([self.quad[3] - self.quad[0], self.quad[1] - self.quad[0]], 1) * ratio[:, None] / self.size
        # Reducing a photo moves the centres of its pixels, which the original leaves out of account: hence the second term.
        return matrix, self.quad[0] * ratio + (np.asarray(self.scale) - 1) / 2 + matrix @ [0.5, 0.5]


def points_from_68(landmarks: ArrayLike) -> FacePoints:
    """From dlib's (iBUG's) 68 landmarks ``(68, 2)`` in px."""
    found = np.asarray(landmarks, np.float64)
    return FacePoints(found[36:42].mean(0), found[42:48].mean(0), found[48], found[54])


def points_from_mesh(landmarks: ArrayLike) -> FacePoints:
    """From MediaPipe's mesh ``(478, 3)`` in px."""
    found = np.asarray(landmarks, np.float64)[:, :2]
    left, right = found[list(_LEFT_EYE_MESH)].mean(0), found[list(_RIGHT_EYE_MESH)].mean(0)
    return FacePoints(left, right, found[MOUTH_LEFT], found[MOUTH_RIGHT])


def align_face(
    photo: Picture, points: FacePoints, size: int, transform_size: int = TRANSFORM_SIZE
) -> tuple[Picture, Alignment]:
    """The aligned picture ``(size, size, 3)`` of a face, and where it lies; what the photo does not cover is mirrored and faded.

    Raises `NoFace` where the points span less than a few pixels.
    """
    quad = quad_of(points)
    side = float(np.hypot(*(quad[3] - quad[0])))
    if not side >= _SMALLEST:
        raise NoFace("The face in this photo is too small to be made into a cartoon; please send one where it is larger.")
    original, (height, width) = quad, photo.shape[:2]
    shrink, scale = int(np.floor(side / size * 0.5)), (1.0, 1.0)
    if shrink > 1:
        reduced = (max(1, int(np.rint(width / shrink))), max(1, int(np.rint(height / shrink))))
        scale = (width / reduced[0], height / reduced[1])
        photo = np.asarray(Image.fromarray(photo).resize(reduced, Image.Resampling.LANCZOS))
        quad, side = quad / shrink, side / shrink
    border = max(int(np.rint(side * 0.1)), 3)
    left, top, right, bottom = _around(quad, photo, border)
    photo, quad = photo[top:bottom, left:right], quad - [left, top]
    pad = _padding(quad, photo, border, side)
    if any(pad):
        photo, quad = _faded(photo, pad, side * _BLUR), quad + pad[:2]
    corners = tuple((quad + 0.5).ravel())
    cut = Image.fromarray(photo).transform((transform_size,) * 2, Image.Transform.QUAD, corners, Image.Resampling.BILINEAR)
    if size < transform_size:
        cut = cut.resize((size, size), Image.Resampling.LANCZOS)
    return np.array(cut), Alignment(original, cut.width, shrink, scale, (left, top, right, bottom), pad)


def quad_of(points: FacePoints) -> NDArray[np.float64]:
    """``(4, 2)`` corners of the crop in px of the photo: top left, bottom left, bottom right, top right."""
    eyes = (points.left_eye + points.right_eye) * 0.5
    across = points.right_eye - points.left_eye
    down = (points.left_mouth + points.right_mouth) * 0.5 - eyes
    x = across - np.flipud(down) * [-1, 1]
    length = np.hypot(*x)
    if not length > 0:
        raise NoFace("The face in this photo cannot be told from its landmarks; please send another photo.")
    x *= max(np.hypot(*across) * 2.0, np.hypot(*down) * 1.8) / length
    y = np.flipud(x) * [-1, 1]
    middle = eyes + down * 0.1
    return np.stack([middle - x - y, middle - x + y, middle + x + y, middle + x - y])


def place_back(photo: Picture, aligned: Picture, alignment: Alignment) -> Picture:
    """The photo with an aligned picture ``(n, n, 3)``, of any `n`, laid over it where it came from, under a soft edge; a new picture."""
    side = aligned.shape[0]
    sharp = round(float(np.hypot(*(alignment.quad[3] - alignment.quad[0]))))
    if 0 < sharp < side:
        aligned = cv2.resize(aligned, (sharp, sharp), interpolation=cv2.INTER_AREA)
        side = sharp
    cover, placed = _soft_square(side), photo.copy()
    corners = alignment.to_photo(np.array([[0, 0], [0, 1], [1, 1], [1, 0]]) * alignment.size - 0.5)
    limits = photo.shape[1::-1]
    left, top = (int(value) for value in np.clip(np.floor(corners.min(0)), 0, limits))
    right, bottom = (int(value) for value in np.clip(np.ceil(corners.max(0)) + 1, 0, limits))
    for row in range(top, bottom if left < right else top, _ROWS):
        below = placed[row : min(row + _ROWS, bottom), left:right]
        start, one_right, one_down = alignment.to_aligned([[left, row], [left + 1, row], [left, row + 1]]) + 0.5
        inverse = np.column_stack([one_right - start, one_down - start, start]) * side / alignment.size - [0, 0, 0.5]
        share = _warped(cover, inverse, below, cv2.BORDER_CONSTANT)[..., None]
        laid = _warped(aligned, inverse, below, cv2.BORDER_REPLICATE)
        below[:] = np.rint(below + share * (laid - below.astype(np.float32)))
    return placed


def _warped(layer: NDArray[Any], inverse: NDArray[np.float64], onto: Picture, border: int) -> NDArray[Any]:
    """`layer` seen in the frame of `onto`, whose px become px of the layer by `inverse` ``(2, 3)``."""
    shape = (onto.shape[1], onto.shape[0])
    return cv2.warpAffine(layer, inverse, shape, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=border)


def _soft_square(side: int) -> Map:
    """``(side, side)``: 1 inside, 0 at the border, its corners rounded."""
    towards = np.abs((np.arange(side, dtype=np.float32) + 0.5) * 2 / side - 1) ** _CORNERS
    return smoothstep(1.0, 1.0 - _FEATHER, (towards[:, None] + towards[None]) ** (1 / _CORNERS))


def _around(quad: NDArray[np.float64], photo: Picture, border: int) -> tuple[int, int, int, int]:
    """The box round the quad that lies in the photo; at least one pixel of it."""
    height, width = photo.shape[:2]
    low, high = np.floor(quad.min(0)).astype(int) - border, np.ceil(quad.max(0)).astype(int) + border
    left, top = int(np.clip(low[0], 0, width - 1)), int(np.clip(low[1], 0, height - 1))
    return left, top, int(np.clip(high[0], left + 1, width)), int(np.clip(high[1], top + 1, height))


def _padding(quad: NDArray[np.float64], photo: Picture, border: int, side: float) -> tuple[int, int, int, int]:
    """What to add at left, top, right and bottom: nothing, or at least the width of the fade on every side."""
    height, width = photo.shape[:2]
    low, high = np.floor(quad.min(0)).astype(int), np.ceil(quad.max(0)).astype(int)
    missing = np.maximum([*(border - low), *(high - (width, height) + border)], 0)
    if missing.max() <= border - 4:
        return 0, 0, 0, 0
    left, top, right, bottom = np.maximum(missing, int(np.rint(side * _FADE)))
    return int(left), int(top), int(right), int(bottom)


def _faded(photo: Picture, pad: tuple[int, int, int, int], sigma: float) -> Picture:
    """The photo mirrored beyond its borders, there ever more blurred, and at last passing into its median colour."""
    left, top, right, bottom = pad
    padded = np.pad(photo, ((top, bottom), (left, right), (0, 0)), "reflect")
    height, width = padded.shape[:2]
    x, y = np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)
    outside_x = 1 - np.minimum(x / np.float32(left), (np.float32(width - 1) - x) / np.float32(right))
    outside_y = 1 - np.minimum(y / np.float32(top), (np.float32(height - 1) - y) / np.float32(bottom))
    for channel in range(3):
        colour = padded[..., channel].astype(np.float32)
        blurred = _blurred(colour, sigma)
        for rows in _bands(height):
            outside = np.maximum(outside_x[None], outside_y[rows, None])
            colour[rows] += (blurred[rows] - colour[rows]) * np.clip(outside * np.float32(3) + np.float32(1), 0, 1)
        del blurred
        median = np.median(colour)
        for rows in _bands(height):
            outside = np.maximum(outside_x[None], outside_y[rows, None])
            faded = colour[rows] + (median - colour[rows]) * np.clip(outside, 0, 1)
            padded[rows, :, channel] = np.clip(np.rint(faded), 0, 255)
    return padded


def _blurred(colour: Map, sigma: float) -> Map:
    """Gaussian blur that gives what `scipy.ndimage.gaussian_filter` gives: by Fourier transforms, much faster where sigma is large."""
    reach = int(4 * sigma + 0.5)
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    kernel /= kernel.sum()
    blurred = colour.copy()
    for along in (blurred.T, blurred):
        for rows in _bands(len(along)):
            mirrored = np.pad(along[rows].astype(np.float64), ((0, 0), (reach, reach)), "symmetric")
            along[rows] = oaconvolve(mirrored, kernel[None], "valid", axes=1)
    return blurred


def _bands(height: int) -> list[slice]:
    return [slice(start, start + _ROWS) for start in range(0, height, _ROWS)]
