"""One light for the whole figure: normals of the face from its mesh, of everything else from the inflated cut-out."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import LinearNDInterpolator

from toontalker.drawing import curve, polygon
from toontalker.mesh import OVAL, FaceFrame
from toontalker.picture import Map, blur

_KEY = np.array([-0.46, -0.56, 0.69], np.float32)
"""Direction of the key light: from the upper left, before the face. x right, y down, z towards the viewer."""
_GRID = 72


@dataclass(frozen=True)
class Light:
    """How one key light falls on the figure; maps are ``(n, n)``."""

    diffuse: Map
    """Cosine between normal and light, [-1, 1]; about .64 on a surface that faces the viewer."""
    specular: Map
    """Cosine between normal and half vector, [0, 1]."""
    rim: Map
    """Light from behind on the right-hand edge, [0, 1]."""
    depth: Map
    """Nearness to the viewer, [0, 1]: 1 at the nose tip."""


def light_figure(alpha: Map, frame: FaceFrame) -> Light:
    """Light on a figure with this cut-out and face."""
    height = _face_height(frame, alpha.shape)
    face_normals = _normals(height, -1.0)
    body_normals = _inflated(alpha, frame.unit * 0.55)
    outline = curve(frame.points[list(OVAL)], 80, closed=True)
    face = polygon(alpha.shape, frame.centre + (outline - frame.centre) * 0.98, blur=frame.unit * 0.05)[..., None]
    normals = body_normals + (face_normals - body_normals) * face
    normals /= np.linalg.norm(normals, axis=2, keepdims=True)
    key = _KEY / np.linalg.norm(_KEY)
    half = key + np.array([0, 0, 1], np.float32)
    half = half / np.linalg.norm(half)
    edge = np.clip(0.75 - body_normals[..., 2], 0, 1) ** 1.5
    rim = edge * np.clip(body_normals[..., 0] * 0.8 - body_normals[..., 1] * 0.35 + 0.15, 0, 1) * alpha
    depth = np.clip((np.percentile(height[::4, ::4], 95) - height) / frame.unit, 0, 1)
    dots = cv2.transform(normals, np.stack([key, half]).astype(np.float32))
    return Light(dots[..., 0], np.clip(dots[..., 1], 0, 1), rim.astype(np.float32), depth.astype(np.float32))


def _face_height(frame: FaceFrame, shape: tuple[int, ...]) -> Map:
    """Depth z (px, negative = nearer) of the face everywhere: the mesh, falling away to a ring round it."""
    height, width = shape[0], shape[1]
    mesh = frame.landmarks[:468].astype(np.float64)
    oval = mesh[list(OVAL)]
    ring = frame.centre + (oval[:, :2] - frame.centre) * 1.6
    far = np.array([[-width, -height], [2 * width, -height], [-width, 2 * height], [2 * width, 2 * height]])
    ring_z = np.full(len(oval), oval[:, 2].max() + 0.35 * frame.unit)
    points = np.vstack([mesh[:, :2], ring, far])
    z = np.r_[mesh[:, 2], ring_z, np.full(4, ring_z[0])]
    x, y = np.meshgrid(np.linspace(0, width - 1, _GRID), np.linspace(0, height - 1, _GRID))
    coarse = LinearNDInterpolator(points, z)(x, y).astype(np.float32)
    coarse = cv2.GaussianBlur(coarse, (0, 0), max(0.7, frame.unit / 40 * _GRID / width))
    return blur(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC), frame.unit / 40)


def _normals(surface: Map, sign: float, z: float = 1.0) -> NDArray[np.float32]:
    """Unit normals ``(h, w, 3)`` of a height map, z towards the viewer; `sign` -1 where smaller heights are nearer."""
    dx = cv2.Sobel(surface, cv2.CV_32F, 1, 0, scale=-sign / 8)
    dy = cv2.Sobel(surface, cv2.CV_32F, 0, 1, scale=-sign / 8)
    normals = cv2.merge([dx, dy, np.full_like(dx, z)])
    return (normals / np.linalg.norm(normals, axis=2, keepdims=True)).astype(np.float32, copy=False)


def _inflated(alpha: Map, radius: float) -> NDArray[np.float32]:
    """Pillow normals of a cut-out (Johnston, Lumo, 2002): it bulges as far as the distance to its edge, up to `radius` px."""
    height, width = alpha.shape
    small = (cv2.resize(alpha, (width // 2, height // 2)) > 0.5).astype(np.uint8)
    open_below = cv2.copyMakeBorder(small, 0, int(radius), 0, 0, cv2.BORDER_REPLICATE)
    distance = cv2.distanceTransform(open_below, cv2.DIST_L2, 3)[: height // 2] * 2
    bulge = radius * np.sqrt(np.clip(1 - (1 - np.clip(distance / radius, 0, 1)) ** 2, 0, 1))
    bulge = cv2.resize(cv2.GaussianBlur(bulge, (0, 0), radius * 0.07), (width, height), interpolation=cv2.INTER_LINEAR)
    return _normals(bulge.astype(np.float32), 1.0, 0.9)
