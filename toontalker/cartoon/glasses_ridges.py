"""Thin ridges in a canonical patch round the eyes: what the rims and the bridge of glasses look like to a filter.

The patch is the portrait turned upright and scaled so that the eyes lie 96 px apart. Ridges are second derivatives of Gaussians
(Lindeberg 1998) across the line a frame would take there: in lightness, dark or light, and in redness, which frames lack and
wrinkles have. Each is counted in units of the skin's own texture, so grain and compression do not look like wire.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from toontalker.mesh import EYES, EyeIndices, FaceFrame
from toontalker.picture import Colour, Map, Picture, Points, to_float, to_lab

EYE_DISTANCE = 96.0
"""Px between the middles of the eyes in the patch."""
WIDTH, HEIGHT, EYE_ROW = 288, 176, 70
ANGLES = np.radians(np.arange(-24.0, 205.0, 6.0))
"""Round an eye: 0 at the temple, a quarter turn is below, a half turn at the nose."""
RADII = np.arange(24.0, 64.0)
STRETCH = np.array([1.10, 0.90])
"""Rims are wider than high: one step of radius is this many px across and down."""
_SCALES = (1.2, 2.4)
_SKIN_SPOTS = (50, 280, 101, 330, 36, 266, 151, 9)


@dataclass(frozen=True)
class Path:
    """A line followed through the patch."""

    columns: NDArray[np.int64]
    """Where it runs: a column of the searched map for each of its rows."""
    strength: NDArray[np.float64]
    """How clear the ridge is at each row, in [0, 1)."""
    dark: bool
    """Darker than the skin rather than lighter."""


@dataclass(frozen=True)
class Patch:
    """The canonical patch of one portrait."""

    colour: Colour
    """``(176, 288, 3)`` RGB in [0, 1]."""
    points: Points
    """``(478, 2)`` the mesh in the patch, px."""
    to_photo: NDArray[np.float64]
    """``(2, 3)`` affine map back to the portrait."""
    hessians: tuple[tuple[Map, Map, Map], ...]
    """Second derivatives (xx, yy, xy): lightness at two scales, then redness at two scales."""
    skin: float
    """Lightness of the skin, in [0, 1]."""

    def back(self, path: ArrayLike) -> Points:
        """Points ``(n, 2)`` of the patch as px of the portrait."""
        return np.asarray(np.asarray(path) @ self.to_photo[:, :2].T + self.to_photo[:, 2], np.float64)


def make_patch(image: Picture, landmarks: NDArray[np.float32]) -> Patch:
    """The canonical patch of `image` ``(n, n, 3)`` uint8 RGB with the mesh `landmarks` ``(478, 3)`` px."""
    frame = FaceFrame(landmarks)
    left, right = eye_middles(frame)
    span = right - left
    along = span / max(float(span @ span), 1e-9) * EYE_DISTANCE
    matrix = np.array([[along[0], along[1]], [-along[1], along[0]]])
    to_patch = np.c_[matrix, np.array([WIDTH / 2, EYE_ROW]) - matrix @ ((left + right) / 2)]
    flags = cv2.INTER_CUBIC if float(np.hypot(*along)) > 1 else cv2.INTER_LINEAR
    patch = cv2.warpAffine(image, to_patch.astype(np.float32), (WIDTH, HEIGHT), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    colour = to_float(np.asarray(patch, np.uint8))
    grey = cv2.cvtColor(colour, cv2.COLOR_RGB2GRAY).astype(np.float32, copy=False)
    redness = np.ascontiguousarray(to_lab(colour)[..., 1]) / np.float32(60)
    points = frame.points @ to_patch[:, :2].T + to_patch[:, 2]
    spots = np.clip(points[list(_SKIN_SPOTS)].astype(int), 0, [WIDTH - 1, HEIGHT - 1])
    hessians = tuple(_hessian(channel, scale) for channel in (grey, redness) for scale in _SCALES)
    back = np.asarray(cv2.invertAffineTransform(to_patch), np.float64)
    return Patch(colour, points, back, hessians, float(np.median(grey[spots[:, 1], spots[:, 0]])))


def eye_middles(frame: FaceFrame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Middles ``(2,)`` between the corners of the left and the right eye, px."""
    left, right = (frame.points[[eye.upper_lid[0], eye.upper_lid[-1]]].mean(0) for eye in EYES)
    return left, right


def rim_grid(patch: Patch, eye: EyeIndices, angles: NDArray[np.float64]) -> Points:
    """``(angles, radii, 2)`` points of the patch on the rings round an eye, from the temple below the eye to the nose."""
    centre = 0.5 * (patch.points[list(eye.upper_lid)].mean(0) + patch.points[list(eye.lower_lid)].mean(0))
    outwards = np.c_[np.cos(angles) * (-1 if eye.outer_is_left else 1), np.sin(angles)] * STRETCH
    return np.asarray(centre + outwards[:, None] * RADII[None, :, None], np.float64)


def rim_ridges(patch: Patch, grid: Points) -> list[Map]:
    """Ridges across the rings of a grid ``(angles, radii, 2)``: one ``(angles, radii)`` map for each of `patch.hessians`."""
    across = (grid[:, -1] - grid[:, 0]) / STRETCH**2
    across = across / np.maximum(np.hypot(*across.T)[:, None], 1e-9)
    x, y = across[:, :1].astype(np.float32), across[:, 1:].astype(np.float32)
    columns, rows = grid[..., 0].astype(np.float32), grid[..., 1].astype(np.float32)
    ridges = []
    for hessian in patch.hessians:
        xx, yy, xy = (cv2.remap(part, columns, rows, cv2.INTER_LINEAR) for part in hessian)
        ridges.append((x * x * xx + y * y * yy + 2 * x * y * xy).astype(np.float32))
    return ridges


def follow_rim(patch: Patch, ridges: list[Map], texture: NDArray[np.float64]) -> Path:
    """The clearest smooth ring, dark or light."""
    paths = []
    for dark in (True, False):
        clear = clearness(patch, ridges, texture, dark=dark)
        padded = np.pad(clear, ((1, 1), (0, 0)), mode="edge")
        clear = (padded[:-2] + 2 * padded[1:-1] + padded[2:]) / 4
        columns = smooth_path(clear, step=2, price=0.04)
        paths.append(Path(columns, clear[np.arange(len(clear)), columns].astype(np.float64), dark))
    return max(paths, key=lambda path: float(path.strength.mean()))


def follow_bar(patch: Patch, box: tuple[slice, slice], texture: NDArray[np.float64]) -> tuple[float, Points]:
    """Strength in [0, 1) and path ``(n, 2)`` of the clearest bar from left to right through a box (rows, columns) of the patch."""
    rows, columns = box
    strips = [hessian[1][rows, columns] for hessian in patch.hessians]
    best, path = 0.0, np.zeros((0, 2))
    for dark in (True, False):
        clear = np.ascontiguousarray(clearness(patch, strips, texture, dark=dark).T)
        at = smooth_path(clear, step=1, price=0.06)
        along = clear[np.arange(len(at)), at]
        strength = float(0.5 * np.percentile(along, 25) + 0.5 * along.mean())
        if strength > best:
            best, path = strength, np.c_[np.arange(columns.start, columns.stop), at + rows.start].astype(np.float64)
    return best, path


def bridge_box(patch: Patch) -> tuple[slice, slice]:
    """(rows, columns) between the eyes, from the brows to the middle of the nose."""
    middle = 0.5 * (patch.points[168, 0] + patch.points[6, 0])
    left = int(np.clip(middle - 13, 0, WIDTH - 27))
    top = int(np.clip(patch.points[168, 1] - 16, 2, HEIGHT - 24))
    bottom = int(np.clip(patch.points[197, 1] + 4, top + 20, HEIGHT - 2))
    return slice(top, bottom), slice(left, left + 27)


def temple_box(patch: Patch, eye: EyeIndices, outer: float) -> tuple[slice, slice]:
    """(rows, columns) beside an eye, from the rim `outer` px away from its middle towards the ear."""
    middle = 0.5 * (patch.points[eye.upper_lid[0]] + patch.points[eye.upper_lid[-1]])
    near = int(np.clip(middle[0] + (-outer if eye.outer_is_left else outer), 24, WIDTH - 24))
    row = int(np.clip(middle[1], 30, HEIGHT - 20))
    return slice(row - 28, row + 12), slice(near - 22, near) if eye.outer_is_left else slice(near, near + 22)


def texture_of(ridges: list[list[Map]]) -> NDArray[np.float64]:
    """``(4,)`` how strong ridges are that mean nothing, for each of the hessians: a robust standard deviation."""
    return np.array([1.48 * float(np.median(np.abs(np.concatenate([maps[i].ravel() for maps in ridges])))) for i in range(4)])


def clearness(patch: Patch, ridges: list[Map], texture: NDArray[np.float64], *, dark: bool) -> Map:
    """How clearly each place is part of a frame, in [0, 1): lightness and redness taken together."""
    floor = 2.0 * texture + np.array([0.010 * patch.skin + 0.0015] * 2 + [0.008] * 2)
    sign = 1 if dark else -1
    level = np.maximum(sign * ridges[0] / floor[0], sign * ridges[1] / floor[1])
    pale = np.maximum(ridges[2] / floor[2], ridges[3] / floor[3])
    together = np.sqrt(np.clip(level, 0, 3) ** 2 + 0.8 * np.clip(pale, 0, 3) ** 2)
    return (np.tanh(together / 1.5) * (1.0 if dark else 0.85)).astype(np.float32)


def smooth_path(values: Map, *, step: int, price: float) -> NDArray[np.int64]:
    """Column of each row on the path with the largest sum, by dynamic programming; moves ≤ `step` columns a row at a price."""
    count = values.shape[1]
    padded = np.full(count + 2 * step, -9.0)
    ways = np.lib.stride_tricks.sliding_window_view(padded, count)
    toll = price * np.abs(np.arange(-step, step + 1.0))[:, None]
    total, choices, here = values[0].astype(np.float64), [], np.arange(count)
    for row in values[1:]:
        padded[step:-step] = total
        sums = ways - toll
        choice = sums.argmax(0)
        choices.append(choice)
        total = sums[choice, here] + row
    column = int(total.argmax())
    path = [column]
    for choice in reversed(choices):
        column = int(np.clip(column + choice[column] - step, 0, values.shape[1] - 1))
        path.append(column)
    return np.array(path[::-1], np.int64)


def _hessian(channel: Map, scale: float) -> tuple[Map, Map, Map]:
    smooth = cv2.GaussianBlur(channel, (0, 0), scale)
    weight = scale * scale / 4
    xx, yy, xy = (cv2.Sobel(smooth, cv2.CV_32F, dx, dy, ksize=3, scale=weight) for dx, dy in ((2, 0), (0, 2), (1, 1)))
    return xx.astype(np.float32, copy=False), yy.astype(np.float32, copy=False), xy.astype(np.float32, copy=False)
