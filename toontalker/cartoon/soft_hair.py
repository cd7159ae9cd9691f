"""Hair as a rendered character has it: big clumps that follow the flow of the photo's hair, with a band of gloss."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from toontalker.cartoon.filters import along_flow, edge_flow
from toontalker.cartoon.study import Study
from toontalker.mesh import FOREHEAD, NOSE_ROOT
from toontalker.picture import Colour, Map, masked_blur, over, resize, smoothstep, soft_clip, to_lab

_FLOW_SIGMA = 1 / 68
"""Smoothing of the hair's direction in units, at half size; a broader one makes curls look blow-dried."""


@dataclass(frozen=True)
class Strands:
    """The hair's own structure."""

    ridges: Map
    """``(n, n)`` in about [-2, 2]: + on strands, - between them, alike in black and blond hair."""
    lightness: Map
    """``(n, n)`` CIELAB L without strands."""
    lab: Colour
    """The hair smoothed along its flow."""
    median: float
    """Median lightness of the hair."""


def find_strands(painted_half: Colour, study: Study) -> Strands:
    """Strands of the study's hair, from its painted base at half size ``(n/2, n/2, 3)`` RGB."""
    size = study.alpha.shape
    half_hair = resize(study.regions.hair, painted_half.shape[:2]) + np.float32(1e-4)
    unit = study.unit / 2
    flow = edge_flow(painted_half, max(1.0, study.unit * _FLOW_SIGMA))
    combed = along_flow(painted_half, flow, 8, 1.2)
    combed = over(painted_half, smoothstep(0.18, 0.5, flow.coherence), combed)
    lab = to_lab(combed)
    level = np.ascontiguousarray(lab[..., 0])
    ridge = level - masked_blur(level, half_hair, unit * 0.030)
    spread = np.sqrt(masked_blur(ridge * ridge, half_hair, unit * 0.07)) + np.float32(1.1)
    sharp = ridge / spread
    stepped = np.float32(0.33) * (np.tanh(2.6 * (sharp - 0.35)) + np.tanh(2.6 * (sharp + 0.55)))
    stepped = along_flow(stepped.astype(np.float32), flow, 4, 1.1)
    base = masked_blur(level, half_hair, unit * 0.09)
    sure = half_hair > 0.6
    median = float(np.median(base[sure])) if sure.sum() > 50 else 30.0
    return Strands(resize(stepped, size), resize(base, size), resize(lab, size), median)


def soft_hair(lab: Colour, study: Study, strands: Strands) -> Colour:
    """CIELAB picture `lab` with its hair drawn in clumps; black hair stays black, grey stays grey."""
    hair = np.clip(study.regions.hair, 0, 1)
    weight = smoothstep(0.4, 0.95, hair) + np.float32(1e-4)  # sure hair only: grey hair must not take the skin's colour
    level = strands.median + soft_clip((strands.lightness - strands.median) * np.float32(0.85), 16, 18)
    level = 2 + level * float(np.clip(0.72 + 0.22 * strands.median / 22, 0.72, 0.94))
    relief = np.clip(4.5 + 0.20 * level, 5, 13)
    drawn = level + relief * strands.ridges + gloss_band(study, strands.ridges) * (10 + 0.16 * level) * (0.6 + 0.5 * strands.ridges)
    drawn += soft_clip((study.light.diffuse - 0.64) * 34, 12, 7) * np.clip(0.35 + level / 40, 0, 1)
    chroma = masked_blur(np.ascontiguousarray(strands.lab[..., 1:]), weight, study.unit * 0.03)
    chroma += (masked_blur(chroma, weight, study.unit * 0.2) - chroma) * np.float32(0.5)
    if not study.grey:
        chroma = chroma * np.float32(1.12) + np.array([0.4, 0.2], np.float32)
        chroma[..., 1] -= np.float32(0.8) * (level < 22)
    new = np.dstack([drawn, chroma]).astype(np.float32)
    return over(lab, smoothstep(0.15, 0.75, hair) * np.float32(0.94), new)


def gloss_band(study: Study, ridges: Map) -> Map:
    """Highlight round the crown ``(n, n)`` in [0, 1], broken by the strands; fades out on short hair."""
    unit, points, centre = study.unit, study.frame.points, study.frame.centre
    top = hair_top(study)
    cx, cy = points[FOREHEAD, 0] * 0.6 + centre[0] * 0.4, points[NOSE_ROOT, 1] + 0.05 * unit
    ry, rx = max(cy - top, 0.3 * unit), max(0.62 * unit, study.frame.width * 0.62)
    rows, columns = np.mgrid[: ridges.shape[0], : ridges.shape[1]].astype(np.float32)
    radius = np.hypot((columns - cx) / rx, (rows - cy) / ry)
    angle: NDArray[np.float32] = np.arctan2(cy - rows, columns - cx)
    band = np.exp(-(((radius - 0.74 + 0.03 * ridges) / 0.085) ** 2)) * np.clip(np.cos(angle - 2.05), 0, 1) ** 1.2 * (rows < cy)
    thickness = (points[FOREHEAD, 1] - top) / (0.22 * unit)
    return (band * np.clip(thickness, 0.15, 1)).astype(np.float32, copy=False)


def hair_top(study: Study) -> float:
    """The first row that holds hair, px; .3 units above the forehead where there is none."""
    rows = np.flatnonzero(cv2.reduce(study.regions.hair, 1, cv2.REDUCE_MAX)[:, 0] > 0.5)
    return float(rows[0]) if len(rows) else float(study.frame.points[FOREHEAD, 1] - 0.3 * study.unit)
