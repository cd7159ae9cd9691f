"""The ink style: a comic book figure in flat colours, black shapes and tapered lines before a dotted ground."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from toontalker.cartoon.backdrop import halftone
from toontalker.cartoon.caricature import Exaggeration
from toontalker.cartoon.features import Manner, draw_features
from toontalker.cartoon.filters import guided, kuwahara, limit_chroma, soft_quantise
from toontalker.cartoon.ink_hair import ink_beard, ink_hair
from toontalker.cartoon.ink_lines import INK, contour, figure_lines, landmark_strokes
from toontalker.cartoon.ink_skin import ink_skin
from toontalker.cartoon.layers import assemble
from toontalker.cartoon.skin import SkinBound, hold_skin
from toontalker.cartoon.soft_hair import find_strands
from toontalker.cartoon.soft_skin import skin_coverage
from toontalker.cartoon.study import Study
from toontalker.cartoon.toon import Toon
from toontalker.picture import Colour, blur, over, resize, smoothstep, to_lab, to_rgb

EXAGGERATION = Exaggeration(eye=0.34, nose=0.10, jaw=0.10, head=0.09, chin=0.025, mouth=0.04)
BOUND = SkinBound(lightness=0.8, hue=3.0, chroma=1.12)
_LIFT = 1.0
"""CIELAB L: flat skin looks darker than a face with highlights whose median it is."""
_GROUNDS = (
    (0.99, 0.80, 0.30),
    (0.40, 0.78, 0.94),
    (0.98, 0.58, 0.47),
    (0.42, 0.80, 0.66),
    (0.16, 0.62, 0.66),
    (0.86, 0.40, 0.34),
    (0.24, 0.50, 0.78),
    (0.52, 0.40, 0.72),
)
"""RGB of the dotted ground: sun, sky, coral, mint, and for dim photos teal, brick, blue, violet."""


def draw(study: Study, seed: int = 0) -> Toon:
    """The study as a comic figure; `seed` chooses among the colours of the ground, 0 the one that sets it off best."""
    coverage = skin_coverage(study)
    half = _smoothed_half(study)
    lab = to_lab(guided(cv2.cvtColor(study.image, cv2.COLOR_RGB2GRAY), resize(half, study.image.shape), 2, 6e-4))
    strands = find_strands(half, study)
    lab = limit_chroma(_flat_cloth(lab, study), 1.35, 54)
    lab, base = ink_skin(lab, study, coverage)
    figure = hold_skin(to_rgb(lab), coverage, study.frame, _wanted_skin(study, base), BOUND)
    figure = ink_beard(ink_hair(figure, study, strands), study, base)
    figure = over(figure, figure_lines(study, strands, coverage, base), INK)
    figure = landmark_strokes(figure, study)
    figure, palette, glasses = draw_features(figure, study, Manner(flat=True))
    line, edge = contour(study)
    figure = over(figure, line, INK)
    ground = halftone(study.alpha.shape[0], _ground(study, seed))
    return assemble(study, "ink", figure, ground, palette, glasses, alpha=edge, carry=False)


def _wanted_skin(study: Study, base: NDArray[np.float32]) -> NDArray[np.float32]:
    """CIELAB ``(3,)`` of the drawn face: the photo's, drawn towards its bare skin where hair or shadow cover much of it."""
    wanted = study.photo_skin.copy()
    most = 2 + 2.5 * float(smoothstep(45, 40, wanted[0]))
    wanted[0] += np.clip(base[0] - wanted[0], -2, most) + _LIFT
    return wanted


def _smoothed_half(study: Study) -> Colour:
    half = resize(study.image, (study.image.shape[0] // 2, study.image.shape[1] // 2))
    return kuwahara(half, round(study.unit / 90))


def _flat_cloth(lab: Colour, study: Study) -> Colour:
    """Cloth and all that is neither skin nor hair in five tones; what is black in the photo becomes ink."""
    level = blur(np.ascontiguousarray(lab[..., 0]), study.unit * 0.010)
    flat = soft_quantise(np.clip(52 + (level - 50) * 1.12, 0, 100), 5, 9.0)
    black = smoothstep(19, 13, level)
    share = np.clip(1 - study.regions.skin - study.regions.hair, 0, 1) * (1 - study.regions.face)
    lightness = lab[..., 0] + (flat * (1 - black) + 4 * black - lab[..., 0]) * share
    colour = 1 - 0.8 * black * share
    return cv2.merge([lightness, lab[..., 1] * colour, lab[..., 2] * colour]).astype(np.float32, copy=False)


def _ground(study: Study, seed: int) -> tuple[float, float, float]:
    """The colour of the ground: the brightest come first that neither outshine the skin nor look like it or the figure's edge.

    A bright ground makes a dim face look darker than it is. The choice is the same at every size and strength.
    """
    rim = (study.alpha > 0.9) & (blur(study.alpha, study.unit * 0.05) < 0.9)
    edge = np.median(study.lab[rim], axis=0) if rim.sum() > 50 else np.array([30, 0, 0], np.float32)
    colours = to_lab(np.array([_GROUNDS], np.float32))[0]
    glare = np.maximum(colours[:, 0] - study.photo_skin[0] - 14, 0)
    like_skin = np.maximum(45 - np.linalg.norm((colours - study.photo_skin)[:, 1:], axis=1), 0)
    like_edge = np.linalg.norm(colours - edge, axis=1) < 25
    worth = 0.35 * colours[:, 0] - 4 * glare - like_skin - 30 * like_edge
    return _GROUNDS[int(np.argsort(-worth, kind="stable")[seed % len(_GROUNDS)])]
