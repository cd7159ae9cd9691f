"""The cartoon of a portrait, in layers, ready to be animated."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toontalker.clip import Style
from toontalker.picture import Map, Picture, to_float, to_uint8


@dataclass(frozen=True)
class Palette:
    """The colours that later strokes (lips, lids, mouth) must match."""

    skin: NDArray[np.float32]
    """``(3,)`` CIELAB: the median of the face as it is drawn."""
    lips: NDArray[np.float32]
    """``(3,)`` CIELAB: what the lips of the photo call for."""
    lashes: NDArray[np.float32]
    """``(3,)`` RGB in [0, 1]: lash and lid strokes."""
    flat: bool
    """Flat tones and clean edges (sticker, ink) instead of soft shading (toon3d, paint)."""
    greyscale: bool
    """The photo is black and white and the drawing stays so: teeth and tongue lose their colour too."""


@dataclass(frozen=True)
class Toon:
    """A drawn figure over a backdrop. All layers are n x n px; the mouth is as the photo has it (see `toontalker.mouth`)."""

    style: Style
    figure: Picture
    """``(n, n, 3)`` the drawn person, its colours carried a few px beyond the alpha so that warping shows no fringe."""
    alpha: Map
    """``(n, n)`` in [0, 1]: where the figure covers the backdrop."""
    backdrop: Picture
    """``(n, n, 3)`` what stands still behind the figure: background, die-cut border and shadow."""
    landmarks: NDArray[np.float32]
    """``(478, 3)`` px in the drawing (after the caricature), z in px, negative towards the viewer."""
    depth: Map
    """``(n, n)`` in [0, 1]: 1 nearest to the viewer (nose tip); scales the parallax of head motion."""
    palette: Palette
    glasses: NDArray[np.uint8] | None = None
    """``(n, n, 4)`` RGBA, straight alpha: redrawn glasses, to be laid over the (blinking) eyes; None for no glasses."""

    def still(self) -> Picture:
        """``(n, n, 3)`` all layers put together, at rest."""
        figure = to_float(self.figure)
        if self.glasses is not None:
            glasses = self.glasses.astype(np.float32) / 255
            figure += (glasses[..., :3] - figure) * glasses[..., 3:]
        backdrop = to_float(self.backdrop)
        return to_uint8(backdrop + (figure - backdrop) * self.alpha[..., None])
