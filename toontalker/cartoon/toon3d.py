"""The toon3d style: the whole figure re-lit as one rendered character, with hair in clumps and redrawn features."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from toontalker.cartoon.backdrop import studio
from toontalker.cartoon.caricature import Exaggeration
from toontalker.cartoon.features import Manner, draw_features
from toontalker.cartoon.filters import along_flow, edge_flow, guided, kuwahara, limit_chroma, soft_quantise
from toontalker.cartoon.layers import assemble
from toontalker.cartoon.skin import SkinBound, hold_skin
from toontalker.cartoon.soft_hair import find_strands, soft_hair
from toontalker.cartoon.soft_skin import skin_coverage, soft_skin
from toontalker.cartoon.study import Study
from toontalker.cartoon.toon import Toon
from toontalker.mesh import NOSE_TIP
from toontalker.picture import Colour, Map, blur, resize, soft_clip, to_lab, to_rgb

EXAGGERATION = Exaggeration(eye=0.56, nose=0.17, jaw=0.17, head=0.17, chin=0.04, mouth=0.07)
BOUND = SkinBound(lightness=1.5)
_RIM_COLOUR = np.array([0.55, 0.66, 0.75], np.float32)


@dataclass(frozen=True)
class _Painted:
    """The photo in brush strokes, at both sizes."""

    full: Colour
    half: Colour


def draw(study: Study, seed: int = 0) -> Toon:
    """The study as a rendered character; its backdrop comes from the photo, so `seed` changes nothing."""
    painted = _paint(study)
    lab = to_lab(painted.full)
    coverage = skin_coverage(study)
    lab = soft_skin(lab, study, coverage, _target(study))
    lab = soft_hair(lab, study, find_strands(painted.half, study))
    lab = _cloth(lab, study)
    lab[..., 0] += _nose_light(study) * 11 * study.regions.skin
    figure = to_rgb(limit_chroma(_with_contrast(lab), 1.22, 49))
    figure = np.clip(figure + (figure - blur(figure, study.unit * 0.005)) * np.float32(0.55), 0, 1)
    figure = _rim_light(_grade(figure), study)
    figure = hold_skin(figure, coverage, study.frame, study.photo_skin, BOUND)
    figure, palette, glasses = draw_features(figure, study, Manner(flat=False))
    figure = hold_skin(figure, coverage, study.frame, study.photo_skin, BOUND)
    return assemble(study, "toon3d", figure, _grade(studio(study)), palette, glasses)


def _target(study: Study) -> NDArray[np.float32]:
    """Skin colour to render towards: the photo's, a little richer."""
    return study.photo_skin * np.array([1.0, 1.04, 1.04], np.float32)


def _paint(study: Study) -> _Painted:
    """Kuwahara strokes combed along the flow, worked out at half size; finer strokes round the features."""
    image, unit = study.image, study.unit
    half = resize(image, (image.shape[0] // 2, image.shape[1] // 2))
    strokes = kuwahara(half, round(unit / 100))
    strokes = along_flow(strokes, edge_flow(half, unit / 110), 6, 1.0)
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    full = guided(grey, resize(strokes, image.shape), 2, 4e-4)
    return _Painted(fine_features(full, study), strokes)


def fine_features(painted: Colour, study: Study) -> Colour:
    """The painted picture with finer strokes on eyes, brows and lips, where likeness lives."""
    near = np.clip(blur(study.regions.features, study.unit * 0.010) * 1.5, 0, 1)
    rows, columns = np.flatnonzero(near.max(1) > 0.02), np.flatnonzero(near.max(0) > 0.02)
    box = (slice(max(rows[0] - 6, 0), rows[-1] + 7), slice(max(columns[0] - 6, 0), columns[-1] + 7))
    fine = kuwahara(np.ascontiguousarray(study.image[box]), max(2, int(study.unit / 110)))
    out = painted.copy()
    out[box] += (fine - out[box]) * near[box][..., None]
    return out


def _cloth(lab: Colour, study: Study) -> Colour:
    """Cloth in soft posterised folds under the same light."""
    level = blur(np.ascontiguousarray(lab[..., 0]), study.unit * 0.012)
    level = level + (soft_quantise(level, 7, 2.2) - level) * np.float32(0.6)
    level = 4 + level * np.float32(0.97) + soft_clip((study.light.diffuse - 0.60) * 30, 11, 9)
    out = lab.copy()
    out[..., 0] += (level - out[..., 0]) * study.regions.cloth * np.float32(0.95)
    return out


def _nose_light(study: Study) -> Map:
    x, y = study.frame.points[NOSE_TIP]
    unit = study.unit
    rows, columns = np.mgrid[: study.alpha.shape[0], : study.alpha.shape[1]].astype(np.float32)
    across, down = (columns - x + 0.006 * unit) / (0.018 * unit), (rows - y + 0.016 * unit) / (0.014 * unit)
    return np.exp(-(across**2) - down**2).astype(np.float32, copy=False)


def _with_contrast(lab: Colour) -> Colour:
    """An S-curve on the lightness, ±2.2 L about L 52: shading this soft looks washed out without it."""
    out = lab.copy()
    level = np.clip(lab[..., 0], 0, 100)
    out[..., 0] = np.clip(lab[..., 0] + 2.2 * np.sin((level - 52) / 50 * np.pi * 0.8), 0, 100)
    return out


def _rim_light(figure: Colour, study: Study) -> Colour:
    amount = np.clip(study.light.rim * 0.9, 0, 0.6) * (1 - 0.7 * study.regions.face)
    return (figure + (1 - figure) * amount[..., None] * _RIM_COLOUR).astype(np.float32, copy=False)


def _grade(picture: Colour) -> Colour:
    """Warm lights, cool shadows, a little bloom."""
    lab = to_lab(picture)
    tone = (lab[..., 0] - 50) / 50
    lab[..., 2] += tone * np.float32(2.6)
    lab[..., 1] += tone * np.float32(0.6)
    lab[..., 0] += np.float32(1.6) * np.sin(np.clip(tone, -1, 1) * np.pi)
    graded = to_rgb(lab)
    bloom = blur(np.clip(graded - 0.72, 0, 1), picture.shape[0] * 0.02)
    return np.clip(1 - (1 - graded) * (1 - bloom * 0.8), 0, 1).astype(np.float32, copy=False)
