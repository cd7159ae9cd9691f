"""The lines of a comic: borders of its shapes, the strokes a face needs, and the contour of the figure."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from toontalker.cartoon.filters import along_flow, broad_flow
from toontalker.cartoon.ribbon import ribbon, tapered
from toontalker.cartoon.soft_hair import Strands
from toontalker.cartoon.study import Study
from toontalker.drawing import curve
from toontalker.mesh import JAW
from toontalker.picture import Colour, Map, blur, over, smoothstep

INK = np.array([0.085, 0.055, 0.085], np.float32)
"""RGB of the ink: black with a trace of violet."""
_CONTOUR = 0.014
"""Width of the contour in units."""


def figure_lines(study: Study, strands: Strands, coverage: Map, skin: NDArray[np.float32]) -> Map:
    """Ink of the lines found in the figure, [0, 1].

    They come from a picture in which skin and hair are nearly plain, so that shapes get borders but wrinkles, spots and single
    hairs do not (flow-based difference of Gaussians, Kang et al. 2007, its first pass isotropic).
    """
    unit, regions = study.unit, study.regions
    plain = study.lab[..., 0].copy()
    plain += (skin[0] - plain) * np.clip(coverage * 1.2, 0, 1) * (0.55 + 0.42 * regions.face)
    plain += (strands.median - plain) * np.clip(regions.hair * 1.2, 0, 1) * 0.92
    plain = blur(plain * np.float32(0.01), unit / 260)
    flow = broad_flow(plain, unit / 80)
    difference = blur(plain, unit / 190) - np.float32(0.985) * blur(plain, unit / 119)
    difference = along_flow(difference, flow, 3, 1.9)
    redrawn = np.clip(blur(regions.features, unit * 0.012) * 2.5, 0, 1)
    hairs = np.clip(study.beard.mask * 1.5, 0, 1)  # a moustache of single hairs hides the lips that move under it
    return smoothstep(0.001, 0.020, -difference) * (1 - 0.95 * redrawn) * (1 - 0.9 * hairs)


def landmark_strokes(figure: Colour, study: Study) -> Colour:
    """The stroke a comic face needs whatever the photo shows: the jaw, thickest at the chin, gone under hair and beard."""
    unit, points = study.unit, study.frame.points
    jaw = curve(points[list(JAW)], 80)
    widths = tapered(80, (0, 0.12, 0.35, 0.5, 0.65, 0.88, 1), (0, 0.35, 0.75, 1.0, 0.75, 0.35, 0)) * 0.017 * unit
    bare = 1 - np.clip(study.beard.mask * 1.5, 0, 1)
    line = ribbon(figure.shape, jaw, widths) * np.clip(1 - study.regions.hair, 0, 1) * (0.35 + 0.65 * bare)
    return over(figure, line * np.float32(0.85), INK)


def contour(study: Study) -> tuple[Map, Map]:
    """(ink of the line round the figure, the cut-out that holds figure and line); the line is fuller below and on the right."""
    unit = study.unit
    body = smoothstep(0.38, 0.62, blur(study.alpha, unit * 0.010))
    size = max(1, round(unit * _CONTOUR))
    grown = cv2.dilate(body, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * size + 1, 2 * size + 1)))
    aside = np.array([[1, 0, 0.006 * unit], [0, 1, 0.006 * unit]], np.float32)
    grown = np.maximum(grown, cv2.warpAffine(grown, aside, grown.shape[::-1]))
    edge = cv2.GaussianBlur(grown, (0, 0), 0.6)
    return 1 - smoothstep(0.3, 0.8, body), edge.astype(np.float32, copy=False)
