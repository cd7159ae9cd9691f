"""Backdrops: what stands still behind the figure."""

from __future__ import annotations

import cv2
import numpy as np

from toontalker.cartoon.filters import limit_chroma
from toontalker.cartoon.study import Study
from toontalker.picture import Colour, Map, lab_of, over, resize, rgb_of, smoothstep, to_lab, to_rgb


def background_of_photo(study: Study) -> Colour:
    """The photo's own background, blurred and carried behind the figure (normalised convolution); RGB ``(n, n, 3)``."""
    size = study.alpha.shape
    quarter = (size[0] // 4, size[1] // 4)
    away = 1 - resize(study.alpha, quarter)
    away = np.maximum(cv2.erode(away, np.ones((3, 3))), 1e-4)
    sigma = quarter[0] / 24
    spread = cv2.GaussianBlur(resize(study.image, quarter) * away[..., None], (0, 0), sigma)
    spread /= cv2.GaussianBlur(away, (0, 0), sigma)[..., None] + np.float32(1e-6)
    return resize(np.clip(spread, 0, 1), size)


def studio(study: Study) -> Colour:
    """A photographer's backdrop in the hue of the photo's background, with a glow behind the head; RGB ``(n, n, 3)``."""
    size = study.alpha.shape[0]
    spread = to_lab(background_of_photo(study))
    outside = study.alpha < 0.1
    median = np.median(spread[outside], axis=0) if outside.sum() > 400 else np.array([55, 0, -6], np.float32)
    chroma = float(np.hypot(median[1], median[2]))
    tint = median[1:] * (np.clip(chroma * 1.5, 12, 34) / (chroma + 1e-3)) if chroma > 8 else np.array([-5, -15], np.float32)
    if study.grey:
        tint = np.array([-2, -7], np.float32)
    rows, columns = np.mgrid[:size, :size].astype(np.float32)
    away = np.hypot((columns - size / 2) / (size * 0.62), (rows - size * 0.42) / (size * 0.66))
    level = float(np.clip(0.40 * median[0] + 48, 58, 84)) + 6 - 26 * np.clip(away, 0, 1.5) ** 1.5
    lab = np.dstack([level, np.full_like(level, tint[0]), np.full_like(level, tint[1])]).astype(np.float32)
    lab += (limit_chroma(spread, 1.4, 40) - lab) * np.float32(0.30)
    lab[..., 0] = np.clip(lab[..., 0], 8, 96)
    return to_rgb(lab)


def halftone(size: int, colour: tuple[float, float, float], *, dots: int = 40) -> Colour:
    """A comic's dotted ground, its dots growing downwards: about `dots` dots along a side; RGB ``(n, n, 3)``."""
    rows, columns = np.mgrid[:size, :size].astype(np.float32)
    pitch, angle = size / dots, np.pi / 6
    u = (columns * np.cos(angle) + rows * np.sin(angle)) / pitch
    v = (-columns * np.sin(angle) + rows * np.cos(angle)) / pitch
    off_centre = np.hypot(u - np.round(u), v - np.round(v)).astype(np.float32)
    radius = 0.12 + 0.42 * np.clip(rows / size, 0, 1)
    dot = smoothstep(0.05, -0.05, off_centre - radius)
    lab = lab_of(colour)
    darker = rgb_of(lab * np.array([0.86, 1.12, 1.12], np.float32))
    base = np.broadcast_to(np.asarray(colour, np.float32), (size, size, 3))
    return over(base, dot, darker)


def sunburst(size: int, colour: tuple[float, float, float], *, rays: int = 11) -> Colour:
    """Soft rays from the middle over a plain ground; RGB ``(n, n, 3)``."""
    rows, columns = np.mgrid[:size, :size].astype(np.float32)
    away = np.hypot((columns - size / 2) / size, (rows - size * 0.45) / size)
    angle = np.arctan2(rows - size * 0.52, columns - size * 0.5)
    ray: Map = 2 * smoothstep(-0.10, 0.10, np.sin(angle * rays)) - 1
    light = (1.05 - 0.22 * away) * (1 + 0.035 * ray)
    return np.clip(cv2.merge([light * np.float32(value) for value in colour]), 0, 1).astype(np.float32)
