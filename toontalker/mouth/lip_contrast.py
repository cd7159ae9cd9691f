"""Makes sure that drawn lips can be told from the skin they are drawn on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from toontalker.cartoon.toon import Palette
from toontalker.picture import to_lab

_DARKER, _REDDER = 9.0, 7.0
"""By how much (L, a) lips differ from the skin, at least."""
_BEARD = 24.0
"""What is that much (L) darker or lighter than the face is no skin."""


def readable(palette: Palette, skin_here: NDArray[np.float32]) -> Palette:
    """The palette with lips that stand out from `skin_here` ``(n, 3)`` RGB in [0, 1], the pixels round this mouth.

    They may be darker than the face is on the whole. Hair leaves the palette as it is; a greyscale one gets no colour.
    """
    if not len(skin_here):
        return palette
    here = np.median(to_lab(skin_here[None])[0], 0)
    if abs(float(here[0] - palette.skin[0])) > _BEARD:
        return palette
    change = palette.lips - palette.skin
    redder = 0.0 if palette.greyscale else max(float(change[1]), _REDDER)
    change = np.array([min(float(change[0]), -_DARKER), redder, float(change[2])], np.float32)
    return replace(palette, lips=np.asarray(here + change, np.float32))
