"""The style toonify: a face in a photo → aligned → drawn by the network → a toon in layers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from toontalker.cartoon.toonify.alignment import Alignment, align_face, place_back
from toontalker.cartoon.toonify.figure import figure_of

if TYPE_CHECKING:
    from toontalker.cartoon import Toon
    from toontalker.face import FaceFinder, SeenFace
    from toontalker.neural import NeuralEngines
    from toontalker.neural_settings import Show


@dataclass(frozen=True)
class ToonifiedLook:
    """How the toon shall look."""

    size: int
    """Width and height, px."""
    show: Show
    """As the network draws it, or put back into the photo."""
    seed: int = 0
    """Decides the search."""


def toonified(
    engines: NeuralEngines, faces: FaceFinder, seen: SeenFace, look: ToonifiedLook, on_step: Callable[[float], None] | None = None
) -> Toon:
    """The toon of a face; `on_step` is told how far the search is, 0 to 1.

    Raises `NoFace` where the face is too small, and what opening the engines raises.
    """
    toonifier = engines.toonifier
    aligned, alignment = align_face(seen.photo, engines.face_points(seen.photo, seen.face), toonifier.size)
    drawn = toonifier.draw(aligned, look.seed, on_step)
    if look.show == "photo":
        placed = place_back(seen.photo, drawn, alignment)
        return figure_of(faces.align(placed, seen.face, look.size, seen.others))
    return figure_of(faces.whole(drawn, _landmarks_in(alignment, seen.face.landmarks), look.size))


def _landmarks_in(alignment: Alignment, landmarks: NDArray[np.float32]) -> NDArray[np.float32]:
    """A mesh ``(478, 3)`` in px of the photo → px of the aligned picture, depth too."""
    points = alignment.to_aligned(landmarks[:, :2])
    scale = float(np.hypot(*np.ptp(points, axis=0)) / max(float(np.hypot(*np.ptp(landmarks[:, :2], axis=0))), 1e-6))
    return np.column_stack([points, landmarks[:, 2] * scale]).astype(np.float32)
