"""The paint style: an oil portrait in visible strokes, close to the photo and kind to it."""

from __future__ import annotations

import cv2
import numpy as np

from toontalker.cartoon.backdrop import background_of_photo
from toontalker.cartoon.brush_strokes import Brush, Canvas, lay_strokes
from toontalker.cartoon.caricature import Exaggeration
from toontalker.cartoon.features import Manner, draw_features
from toontalker.cartoon.filters import along_flow, broad_flow, edge_flow, guided, kuwahara, limit_chroma
from toontalker.cartoon.layers import assemble
from toontalker.cartoon.skin import SkinBound, hold_skin
from toontalker.cartoon.soft_skin import skin_coverage, soft_skin
from toontalker.cartoon.study import Study
from toontalker.cartoon.toon import Toon
from toontalker.drawing import polygon
from toontalker.picture import Colour, Map, blur, masked_blur, over, resize, smoothstep, to_lab, to_rgb

EXAGGERATION = Exaggeration(eye=0.20, nose=0.06, jaw=0.06, head=0.05, chin=0.015, mouth=0.03)
BOUND = SkinBound(lightness=1.0, hue=3.0, chroma=1.18)
_NOSE = (168, 245, 102, 64, 98, 2, 327, 294, 331, 465)
_SKIN_LIFT = 1.2
"""CIELAB L: what the darks of redrawn lips and brows take from the face's median is given back."""


def draw(study: Study, seed: int = 0) -> Toon:
    """The study as a painted portrait before its painted background; both come from the photo, so `seed` changes nothing."""
    coverage = skin_coverage(study)
    picture = _mixed_colours(study, coverage)
    near = _near_features(study)
    canvas = _painted_figure(picture, study, near)
    figure = over(canvas.lit(0.20 - 0.13 * study.regions.skin), near, picture)
    wanted = study.photo_skin + np.array([_SKIN_LIFT, 0, 0], np.float32)
    figure = hold_skin(figure, coverage, study.frame, wanted, BOUND)
    figure, palette, glasses = draw_features(figure, study, Manner(flat=False, nose=False, brows=False))
    edge = _brushed_edge(study.alpha, canvas.paint[..., 3], study.unit)
    return assemble(study, "paint", figure, _backdrop(study), palette, glasses, alpha=edge)


def _mixed_colours(study: Study, coverage: Map) -> Colour:
    """What the painter wants to put down: no noise, calm skin, richer colour, lively hair; RGB ``(n, n, 3)``."""
    image, unit = study.image, study.unit
    half = resize(image, (image.shape[0] // 2, image.shape[1] // 2))
    strokes = kuwahara(half, round(unit / 90))
    flow = edge_flow(half, unit / 110)
    combed = along_flow(strokes, flow, 5, 1.1)
    strokes = over(strokes, smoothstep(0.15, 0.5, flow.coherence), combed)
    full = guided(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), resize(strokes, image.shape), 2, 4e-4)
    lab = to_lab(full)
    calm = 0.55 - 0.40 * _nose(study)
    lab = over(lab, calm, soft_skin(lab, study, coverage, study.photo_skin))
    level = np.ascontiguousarray(lab[..., 0])
    broad = level - blur(level, unit * 0.10)
    hairy = np.maximum(study.regions.hair, study.beard.mask)
    fine = level - masked_blur(level, hairy + np.float32(1e-3), unit * 0.03)
    lab[..., 0] += np.clip(broad, -9, 14) * 0.20 * (1 - coverage) + np.clip(fine, -9, 16) * 0.70 * hairy
    lab = limit_chroma(lab, 1.40, 50)
    less = 1 - 0.18 * coverage
    return to_rgb(cv2.merge([lab[..., 0], lab[..., 1] * less, lab[..., 2] * less]))


def _near_features(study: Study) -> Map:
    """1 where likeness lives and strokes would hide it: eyes, brows, lips, and less so the nose."""
    near = np.clip(blur(study.regions.features, study.unit * 0.03) * 2.2, 0, 1)
    return np.maximum(near, 0.75 * _nose(study)).astype(np.float32, copy=False)


def _nose(study: Study) -> Map:
    return polygon(study.alpha.shape, study.frame.points[list(_NOSE)], blur=study.unit * 0.02)


def _painted_figure(picture: Colour, study: Study, near: Map) -> Canvas:
    """The figure in three coats: broad strokes off the face, middling ones everywhere, fine ones on hair and where they are needed."""
    unit, regions = study.unit, study.regions
    figure = smoothstep(0.02, 0.3, blur(study.alpha, unit * 0.02))
    spared = figure * (1 - near)
    flow = broad_flow(picture, unit / 50)
    canvas = Canvas.primed(picture)
    not_hair = 1 - np.clip(regions.hair, 0, 1)
    lay_strokes(canvas, picture, flow, Brush(unit * 0.15, unit * 0.046, jitter=2.5), spared * (1 - regions.face) * not_hair)
    lay_strokes(canvas, picture, flow, Brush(unit * 0.085, unit * 0.026, spread=1.0, jitter=1.0), spared)
    error = np.abs(canvas.colour - picture).max(2)
    needed = np.maximum(smoothstep(0.03, 0.12, error), 0.5 * np.maximum(regions.hair, study.beard.mask))
    lay_strokes(canvas, picture, flow, Brush(unit * 0.055, unit * 0.013, spread=1.12, jitter=1.5), spared * needed)
    return canvas


def _brushed_edge(alpha: Map, height: Map, unit: float) -> Map:
    """The cut-out with an edge as uneven as the strokes that end there."""
    return smoothstep(0.28, 0.72, blur(alpha, unit * 0.010) + blur(np.clip(height, -1, 1), unit * 0.005) * np.float32(0.28))


def _backdrop(study: Study) -> Colour:
    """The photo's background in broad strokes with a glow behind the head, the figure's own ghost taken out of it."""
    size, unit = study.alpha.shape, study.unit
    half = (size[0] // 2, size[1] // 2)
    picture, alpha = resize(background_of_photo(study), half), resize(study.alpha, half)
    away = smoothstep(0.10, 0.0, blur(alpha, unit * 0.025))
    picture = over(picture, away * np.float32(0.5), resize(study.image, half))
    lab = limit_chroma(to_lab(blur(picture, unit * 0.008)), 1.3, 46)
    picture = resize(to_rgb(_glowing(lab, study.grey)), size)
    canvas = Canvas.primed(picture)
    seen = (resize(blur(alpha, unit * 0.03), size) < 0.97).astype(np.float32)
    lay_strokes(canvas, picture, broad_flow(picture, unit / 6), Brush(unit * 0.24, unit * 0.07, spread=0.85, jitter=2.5), seen)
    return canvas.lit(0.13)


def _glowing(lab: Colour, grey: bool) -> Colour:
    """A background with light behind the head and dusk in the corners; a colourless one gets a cool tint, a black one some air."""
    rows, columns = np.mgrid[: lab.shape[0], : lab.shape[1]].astype(np.float32)
    away = np.hypot(columns / lab.shape[1] - 0.5, rows / lab.shape[0] - 0.42) / 0.64
    out = lab.copy()
    out[..., 0] = 10 + 0.88 * lab[..., 0] + 7 - 16 * np.clip(away, 0, 1.4) ** 1.5
    if not grey:
        dull = smoothstep(12, 4, np.hypot(*np.median(lab[::4, ::4, 1:], axis=(0, 1))))
        out[..., 1:] += np.array([-3, -9], np.float32) * dull
    return out
