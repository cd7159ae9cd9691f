"""Removes something from the skin: the hole is closed by the smoothest surface through its rim."""

from __future__ import annotations

import cv2
import numpy as np
import scipy.sparse as sparse
import scipy.sparse.linalg as solvers
from numpy.typing import NDArray

from toontalker.picture import Colour, Map

_LONG_SIDE = 72
"""Cells of the grid on which the surface is solved, along the longer side of the hole's box."""


def fill_skin(figure: Colour, hole: Map, *, flat: bool) -> Colour:
    """`figure` ``(h, w, 3)`` RGB in [0, 1] with the pixels under `hole` (in [0, 1]) replaced; the argument is not changed.

    The fill is harmonic (Laplace's equation with the rim as boundary; Perez et al. 2003 without guidance). `flat` keeps it in
    the few tones that the rim has, with clean borders between them.
    """
    rows, columns = np.flatnonzero(hole.max(1) > 0.02), np.flatnonzero(hole.max(0) > 0.02)
    if not len(rows) or not len(columns):
        return figure.copy()
    pad = max(4, (int(rows[-1] - rows[0]) + int(columns[-1] - columns[0])) // 24)
    height, width = hole.shape
    box = (
        slice(max(int(rows[0]) - pad, 0), min(int(rows[-1]) + pad + 1, height)),
        slice(max(int(columns[0]) - pad, 0), min(int(columns[-1]) + pad + 1, width)),
    )
    filled = figure.copy()
    filled[box] = _filled(figure[box], hole[box], flat=flat)
    return filled


def _filled(patch: Colour, hole: Map, *, flat: bool) -> Colour:
    height, width = hole.shape
    scale = max(1.0, max(height, width) / _LONG_SIDE)
    size = (max(4, round(width / scale)), max(4, round(height / scale)))
    known = (hole < 0.02).astype(np.float32)
    weight = cv2.resize(known, size, interpolation=cv2.INTER_AREA)
    small = cv2.resize(patch * known[..., None], size, interpolation=cv2.INTER_AREA) / np.maximum(weight, 1e-3)[..., None]
    unknown = weight < 0.25
    unknown[[0, -1]], unknown[:, [0, -1]] = False, False
    if not unknown.any():
        return patch
    small[unknown] = _harmonic(small, unknown)[unknown]
    smooth = cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)
    if flat:
        smooth = _in_tones(smooth, patch[(hole < 0.02) & (cv2.dilate(hole, np.ones((9, 9))) > 0.02)])
    soft = np.clip(cv2.GaussianBlur(hole, (0, 0), max(0.8, 0.6 * scale)) * 1.5, 0, 1)
    cover = np.maximum(soft, hole)[..., None]
    return np.clip(patch + (smooth - patch) * cover, 0, 1).astype(np.float32)


def _harmonic(values: Colour, unknown: NDArray[np.bool_]) -> Colour:
    number = np.full(unknown.shape, -1)
    number[unknown] = np.arange(int(unknown.sum()))
    at = np.argwhere(unknown)
    right = np.zeros((len(at), 3))
    rows, columns = [], []
    for step in ((0, 1), (0, -1), (1, 0), (-1, 0)):
        to = at + step
        neighbour = number[to[:, 0], to[:, 1]]
        free = neighbour >= 0
        rows.append(np.flatnonzero(free))
        columns.append(neighbour[free])
        right[~free] += values[to[~free, 0], to[~free, 1]]
    row, column = np.concatenate(rows), np.concatenate(columns)
    links = sparse.coo_matrix((np.ones(len(row)), (row, column)), (len(at), len(at)))
    solved = values.copy()
    solved[unknown] = solvers.splu((4 * sparse.identity(len(at)) - links).tocsc()).solve(right)
    return solved


def _in_tones(smooth: Colour, rim: NDArray[np.float32]) -> Colour:
    """Moves every pixel to the nearest of the rim's three main tones, mixing only across a narrow border."""
    if len(rim) < 24:
        return smooth
    criteria = (cv2.TERM_CRITERIA_MAX_ITER, 12, 0.0)
    _, _, tones = cv2.kmeans(np.ascontiguousarray(rim), 3, None, criteria, 1, cv2.KMEANS_PP_CENTERS)
    distance = np.stack([((smooth - tone) ** 2).sum(2) for tone in tones])
    share = 1 / np.maximum(distance, 1e-5) ** 4
    share /= share.sum(0)
    return np.asarray(np.einsum("khw,kc->hwc", share, tones), np.float32)
