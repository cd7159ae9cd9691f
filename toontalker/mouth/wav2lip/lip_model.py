"""From measured lips to the parameters of the rig: which of its movements would have brought these lips there?

The rig's own basis movements (`lip_shapes`), taken for the measured face, make a linear model of its lips; how mouths move when they
speak is known from the targets of all sounds. The most probable parameters under both (linear-Gaussian MAP, e.g. Bishop 2006, 3.3)
are one small matrix times the displacement of the lips, and a mesh that is off by a little moves no lip by much.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from toontalker.mesh import FaceFrame
from toontalker.mouth.articulation import BY_IPA, BY_VISEME, PARAMETERS
from toontalker.mouth.lip_points import LIPS
from toontalker.mouth.shapes import lip_shapes

LIP_PAIRS: Final = ((13, 14), (82, 87), (312, 317))
"""Inner lips, upper and lower: middle, left and right of it."""
CORNERS: Final = (61, 291)
FITTED: Final = tuple(PARAMETERS.index(name) for name in ("jaw", "wide", "pucker", "raise", "drop"))
"""What 96 px show. Pressed, tucked and the tongue they do not."""
TARGETS: Final = np.array([sound.target for sound in (*BY_VISEME.values(), *BY_IPA.values())])
"""``(sounds, 8)``: what every sound asks of the mouth."""
_NOISE: Final = 0.02
"""Face units by which a lip point is off: more than the mesh's own error, since its errors go together."""
_FREEDOM: Final = 0.003
"""Variance added to each parameter's own: lips may do what no sound asks for."""
_PLACE: Final = {landmark: place for place, landmark in enumerate(LIPS)}


class LipModel:
    """The lips of one face as a function of the rig's parameters, about their shut rest."""

    def __init__(self, landmarks: NDArray[np.float32], rest: NDArray[np.float64]) -> None:
        """`landmarks` ``(478, 3)`` px of the face; `rest` ``(80, 2)`` px: its lips (`LIPS`) when they are shut."""
        self._unit, self._rest = FaceFrame(landmarks).unit, rest
        closed = landmarks.copy()
        closed[list(LIPS), :2] = rest
        shapes = lip_shapes(FaceFrame(closed))[:, list(LIPS)] / self._unit
        self._shapes = shapes.reshape(len(PARAMETERS), -1)
        basis = self._shapes[list(FITTED)]
        spread = TARGETS[:, FITTED].T @ TARGETS[:, FITTED] / len(TARGETS) + _FREEDOM * np.eye(len(FITTED))
        precision = basis @ basis.T / _NOISE**2 + np.linalg.inv(spread)
        self._fit = np.linalg.solve(precision, basis / _NOISE**2).T
        self.gap: NDArray[np.float64] = lip_gap(shapes)
        """``(8,)``: how far each parameter parts the lips, face units."""
        self.width: NDArray[np.float64] = shapes[:, _PLACE[CORNERS[1]], 0] - shapes[:, _PLACE[CORNERS[0]], 0]
        """``(8,)``: how far each parameter moves the corners apart, face units."""

    def parameters(self, lips: NDArray[np.float64], known: NDArray[np.float64]) -> NDArray[np.float64]:
        """``(frames, 8)``: the likeliest parameters for `lips` ``(frames, 80, 2)`` px, given those that do not show in them.

        `known` ``(frames, 8)``: its columns that are not `FITTED` are taken as they are.
        """
        found = known.copy()
        found[:, FITTED] = 0
        moved = (lips - self._rest).reshape(len(lips), -1) / self._unit - found @ self._shapes
        found[:, FITTED] = moved @ self._fit
        return found


def lip_gap(lips: NDArray[np.float64]) -> NDArray[np.float64]:
    """``(n,)``: how far lips ``(n, 80, 2)`` are apart in their middle, in the units of `lips`; may be slightly below 0."""
    return np.mean([lips[:, _PLACE[low], 1] - lips[:, _PLACE[up], 1] for up, low in LIP_PAIRS], axis=0)
