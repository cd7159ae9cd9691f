"""Redrawn features: mouth, lips, nose, brows, eyes and glasses laid over a drawn face, in the manner of its style."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toontalker.cartoon.brows import draw_brows
from toontalker.cartoon.eyes import draw_eyes
from toontalker.cartoon.glasses import glasses_layer
from toontalker.cartoon.lips import draw_lips, lip_colour
from toontalker.cartoon.nose import draw_nose
from toontalker.cartoon.skin import face_colour
from toontalker.cartoon.study import Study
from toontalker.cartoon.teeth import draw_open_mouth
from toontalker.cartoon.toon import Palette
from toontalker.picture import Colour

_FLAT_LIPS = 0.86
"""Lightness of flat lips over that of the skin, at most."""
_LASHES = np.array([0.06, 0.04, 0.05], np.float32)


@dataclass(frozen=True)
class Manner:
    """How a style draws features."""

    flat: bool
    """Clean shapes and flat tones instead of soft shading."""
    nose: bool = True
    """Draw the nose; off where the style draws its own."""
    brows: bool = True
    """Draw the brows; off where the style keeps the photo's."""


def draw_features(figure: Colour, study: Study, manner: Manner) -> tuple[Colour, Palette, NDArray[np.uint8] | None]:
    """The figure with its features drawn, the palette they share, and the glasses as a layer of their own (or None)."""
    frame, source = study.frame, study.image
    skin = face_colour(figure, frame)
    lips = lip_colour(source, frame, skin)
    if manner.flat:  # flat lips have no shading to set them off from the skin
        lips[0] = min(lips[0], _FLAT_LIPS * skin[0])
    palette = Palette(skin, lips, _LASHES, manner.flat, study.grey)
    figure = draw_open_mouth(figure, frame, source, palette)
    figure = draw_lips(figure, frame, palette)
    if manner.nose:
        figure = draw_nose(figure, frame, palette)
    if manner.brows:
        figure = draw_brows(figure, frame, source, palette)
    figure = draw_eyes(figure, frame, source, palette)
    glasses = None
    if study.glasses is not None:
        glasses = glasses_layer(figure.shape, frame, study.glasses, flat=manner.flat)
    return figure, palette, glasses
