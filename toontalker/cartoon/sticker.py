"""The sticker style: flat tones, contour lines and a die-cut border. The style that the product leads with."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from toontalker.cartoon.caricature import Exaggeration
from toontalker.cartoon.die_cut import backdrop_colour, die_cut
from toontalker.cartoon.features import Manner, draw_features
from toontalker.cartoon.flat_cloth import flat_cloth
from toontalker.cartoon.flat_hair import flat_hair, hair_colour
from toontalker.cartoon.flat_shapes import FlatShapes, crisp, flat_shapes, outline
from toontalker.cartoon.flat_skin import SkinTones, flat_skin, skin_tones
from toontalker.cartoon.layers import assemble
from toontalker.cartoon.skin import SkinBound, hold_skin
from toontalker.cartoon.study import Study
from toontalker.cartoon.toon import Toon
from toontalker.drawing import stroke
from toontalker.mesh import CHIN, JAW
from toontalker.picture import Colour, Map, over, rgb_of, smoothstep, to_lab

EXAGGERATION = Exaggeration(eye=0.62, nose=0.20, jaw=0.19, head=0.20, chin=0.04, mouth=0.05)
BOUND = SkinBound(lightness=6.5)
_INK = np.array([0.07, 0.045, 0.055], np.float32)


def draw(study: Study, seed: int) -> Toon:
    """The study as a sticker; `seed` chooses the colour of the backdrop."""
    shapes = flat_shapes(study)
    tones, hair = skin_tones(study, shapes), hair_colour(study, shapes)
    cloth = flat_cloth(study, shapes)
    figure = over(cloth, shapes.skin, flat_skin(study, shapes, tones))
    figure = _beard(figure, study, tones, hair)
    figure = over(figure, shapes.hair, flat_hair(study, shapes, hair))
    figure = _lines(figure, study, shapes, tones, hair)
    figure = hold_skin(figure, np.clip(shapes.skin - shapes.hair, 0, 1), study.frame, study.photo_skin, BOUND)
    figure, palette, glasses = draw_features(figure, study, Manner(flat=True))
    colour = backdrop_colour([hair, study.photo_skin, _mean(cloth, shapes)], seed)
    ink = np.repeat(_INK.mean(), 3).astype(np.float32) if study.grey else _INK
    sticker = die_cut(figure, shapes.figure, study.unit, ink, colour)
    return assemble(study, "sticker", sticker.figure, sticker.ground, palette, glasses, alpha=sticker.alpha, carry=False)


def _beard(figure: Colour, study: Study, tones: SkinTones, hair: NDArray[np.float32]) -> Colour:
    if study.beard.strength < 0.25:
        return figure
    beard = study.beard
    shape = crisp(smoothstep(0.3, 0.6, beard.mask), study.unit * 0.009)
    own = beard.colour * np.array([1.0, 0.0 if study.grey else 1.0, 0.0 if study.grey else 1.0], np.float32)
    darker = np.array([max(6.0, own[0] * 0.8), own[1], own[2]], np.float32)
    stubble = 1 - float(smoothstep(11, 17, beard.depth))
    colour = darker + (tones.shadow - [8, 2, 1] - darker) * stubble
    return over(figure, shape * float(smoothstep(0.2, 0.5, beard.strength)), rgb_of(colour))


def _lines(figure: Colour, study: Study, shapes: FlatShapes, tones: SkinTones, hair: NDArray[np.float32]) -> Colour:
    """Contours between materials in a darker tone of what they bound, and the line of the jaw."""
    unit, frame = study.unit, study.frame
    rows = np.arange(figure.shape[0], dtype=np.float32)[:, None]
    below_chin = smoothstep(frame.points[CHIN, 1] - 0.05 * unit, frame.points[CHIN, 1] + 0.02 * unit, rows)
    line = rgb_of(tones.line)
    figure = over(figure, outline(shapes.skin, unit * 0.008) * (1 - shapes.hair) * below_chin * np.float32(0.8), line)
    strand = rgb_of([max(3.0, hair[0] * 0.36), hair[1] * 0.7, hair[2] * 0.6])
    figure = over(figure, outline(shapes.hair, unit * 0.009) * shapes.figure * np.float32(0.9), strand)
    jaw = stroke(figure.shape, frame.points[list(JAW)], 0.017 * unit, taper=(0.12, 1, 0.12))
    return over(figure, jaw * (1 - shapes.hair) * _near_side(study) * np.float32(0.9), line)


def _near_side(study: Study) -> Map:
    """0 on the far cheek of a turned head, where the mesh runs inside the face and its edge would be a second outline."""
    frame = study.frame
    rows = np.arange(study.alpha.shape[0], dtype=np.float32)[:, None]
    columns = np.arange(study.alpha.shape[1], dtype=np.float32)[None]
    aside = (columns - frame.points[CHIN, 0]) / frame.unit * np.sign(frame.yaw)
    far = smoothstep(0.08, 0.16, abs(frame.yaw)) * smoothstep(0.10, 0.20, aside)
    above = smoothstep(0.06, -0.02, (rows - frame.points[CHIN, 1]) / frame.unit + 0.12)
    return (1 - far * above).astype(np.float32)


def _mean(cloth: Colour, shapes: FlatShapes) -> NDArray[np.float32]:
    """CIELAB of the cloth's typical colour."""
    pixels = cloth[::4, ::4][(shapes.figure - shapes.skin - shapes.hair)[::4, ::4] > 0.5]
    return np.median(to_lab(pixels[None])[0], axis=0).astype(np.float32) if len(pixels) > 20 else np.array([50, 0, 0], np.float32)
