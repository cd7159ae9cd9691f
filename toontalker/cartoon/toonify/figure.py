"""A portrait that is a drawing already becomes a toon in layers, ready to be animated; nothing in it is redrawn."""

from __future__ import annotations

from typing import Final

import numpy as np

from toontalker.cartoon.backdrop import background_of_photo
from toontalker.cartoon.beard import find_beard
from toontalker.cartoon.layers import assemble
from toontalker.cartoon.light import light_figure
from toontalker.cartoon.lips import lip_colour
from toontalker.cartoon.matte import cut_out
from toontalker.cartoon.regions import find_regions
from toontalker.cartoon.skin import face_colour, is_grey
from toontalker.cartoon.study import Study
from toontalker.cartoon.toon import Palette, Toon
from toontalker.face import Portrait
from toontalker.mesh import FaceFrame
from toontalker.picture import over, smoothstep, to_float, to_lab

_LASHES: Final = np.array([0.06, 0.04, 0.05], np.float32)
"""RGB of the lids' strokes when the eyes blink."""


def figure_of(portrait: Portrait) -> Toon:
    """The toon whose figure is the person in the drawn portrait, before the drawing's own background."""
    frame, image = FaceFrame(portrait.landmarks), to_float(portrait.image)
    alpha, lab = cut_out(portrait), to_lab(image)
    skin = face_colour(image, frame)
    study = Study(
        image=image,
        lab=lab,
        frame=frame,
        alpha=alpha,
        regions=find_regions(lab, alpha, frame),
        light=light_figure(alpha, frame),
        beard=find_beard(lab, frame),
        photo_skin=skin,
        glasses=None,
    )
    palette = Palette(skin, lip_colour(image, frame, skin), _LASHES, flat=False, greyscale=is_grey(skin))
    # Away from the figure the background stays as sharp as it was drawn; close to it and behind it, it is made up.
    behind = over(background_of_photo(study), smoothstep(0.02, 0.0, alpha), image)
    return assemble(study, "toonify", image, behind, palette, None)
