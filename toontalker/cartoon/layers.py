"""The last step of every style: a drawn figure and a backdrop become the layers of a `Toon`."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from toontalker.cartoon.study import Study
from toontalker.cartoon.toon import Palette, Toon
from toontalker.clip import Style
from toontalker.picture import Colour, Map, masked_blur, over, smoothstep, to_uint8

_CARRY = 0.03
"""How far the figure's colours are carried beyond its edge, in units."""


def assemble(
    study: Study,
    style: Style,
    figure: Colour,
    backdrop: Colour,
    palette: Palette,
    glasses: NDArray[np.uint8] | None,
    *,
    alpha: Map | None = None,
    carry: bool = True,
) -> Toon:
    """Layers of a toon; `alpha` is the study's cut-out unless the style shapes its own edge.

    `carry` spreads the figure's colours beyond its edge; off where the style has coloured what lies there itself.
    """
    edge = study.alpha if alpha is None else alpha
    carried = _carried_outwards(figure, edge, study.unit) if carry else figure
    return Toon(
        style=style,
        figure=to_uint8(carried),
        alpha=edge,
        backdrop=to_uint8(backdrop),
        landmarks=study.frame.landmarks,
        depth=study.light.depth,
        palette=palette,
        glasses=glasses,
    )


def _carried_outwards(figure: Colour, alpha: Map, unit: float) -> Colour:
    """Replaces colours near and beyond the edge, where the photo's background shines in, by those just inside."""
    inside = smoothstep(0.75, 0.98, cv2.erode(alpha, np.ones((3, 3))))
    spread = masked_blur(figure, inside + np.float32(1e-4), unit * _CARRY)
    return over(spread, inside, figure)
