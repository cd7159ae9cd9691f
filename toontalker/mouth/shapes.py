"""The basis movements of the lips: how far each landmark goes when one parameter of the mouth is 1."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from toontalker.mesh import LOWER_LIP_INNER, LOWER_LIP_OUTER, UPPER_LIP_INNER, UPPER_LIP_OUTER, FaceFrame
from toontalker.mouth.articulation import PARAMETERS
from toontalker.mouth.lip_points import (
    CHIN_PAD,
    CORNERS,
    JAW_SIDES,
    LIPS,
    LOW_CHEEKS,
    LOWER_LIP,
    MOUSTACHE,
    MOUTH_CHEEKS,
    UNDER_LIP,
    UPPER_LIP,
)

JAW_DROP = 0.165
"""How far the lower lip goes down at jaw = 1, in face units."""
_MIDDLE_OF_LIPS = (0, 13, 14, 17)


@dataclass(frozen=True)
class MouthAxes:
    """The mouth in the axes of the face, so that a tilted or turned head moves its lips along its own lines."""

    frame: FaceFrame

    @cached_property
    def right(self) -> NDArray[np.float64]:
        """``(2,)`` unit vector along the eyes, to the viewer's right."""
        across = self.frame.points[263] - self.frame.points[33]
        return np.asarray(across / max(float(np.hypot(*across)), 1e-6))

    @cached_property
    def down(self) -> NDArray[np.float64]:
        """``(2,)`` unit vector towards the chin."""
        return np.array([-self.right[1], self.right[0]])

    @cached_property
    def lateral(self) -> NDArray[np.float64]:
        """``(478,)`` px along `right` from the middle of the lips (not of the corners: they are foreshortened by yaw)."""
        middle = self.frame.points[list(_MIDDLE_OF_LIPS)].mean(0)
        return np.asarray((self.frame.points - middle) @ self.right)

    @cached_property
    def half_width(self) -> NDArray[np.float64]:
        """``(478,)`` px from the middle to the corner of each point's own side."""
        left, right = max(-self.lateral[61], 1.0), max(self.lateral[291], 1.0)
        return np.where(self.lateral < 0, left, right)

    @cached_property
    def side(self) -> NDArray[np.float64]:
        """``(478,)``: 0 in the middle of the lips, -1 and 1 at the corners, limited to ±1.6."""
        return np.asarray(np.clip(self.lateral / self.half_width, -1.6, 1.6))

    @cached_property
    def nearness(self) -> NDArray[np.float64]:
        """``(478,)`` about 1; smaller on the far side of a turned head, where everything sideways is foreshortened."""
        mean = (abs(self.lateral[61]) + abs(self.lateral[291])) / 2
        return np.asarray(np.clip(self.half_width / max(mean, 1.0), 0.35, 1.3))


def lip_shapes(frame: FaceFrame, *, moustache: bool = False) -> NDArray[np.float64]:
    """``(8, 478, 2)`` displacements in px, in the order of `PARAMETERS`; `tongue` moves no landmark.

    Under a `moustache` the lips are hard to see: their corners go farther apart, and they are pressed till they are thin.
    """
    axes = MouthAxes(frame)
    builders = {"jaw": _jaw, "wide": _wide, "pucker": _pucker, "raise": _raise, "drop": _drop, "tuck": _tuck, "press": _press}
    width = frame.mouth_width / frame.unit / 0.33
    share = 1.7 if moustache else float(np.clip(width, 0.6, 1.05))
    rounding = (1.2 if moustache else 1.0) * float(0.5 + 0.5 * np.clip(width, 0.6, 1.25))
    gains = {"wide": share, "pucker": rounding, "press": 2.2 if moustache else 1.0}
    shapes = np.zeros((len(PARAMETERS), len(frame.points), 2))
    for k, name in enumerate(PARAMETERS):
        if name in builders:
            along, down = builders[name](axes)
            shapes[k] = gains.get(name, 1.0) * frame.unit * (along[:, None] * axes.right + down[:, None] * axes.down)
    return shapes


_Move = tuple[NDArray[np.float64], NDArray[np.float64]]
"""Displacement to the right and down, in face units."""


def _arch(side: NDArray[np.float64], power: float) -> NDArray[np.float64]:
    """1 in the middle of the lips, 0 at the corners."""
    return np.clip(1 - np.abs(side) ** power, 0, 1)


def _shoulder(side: NDArray[np.float64]) -> NDArray[np.float64]:
    """1 half-way between the middle and the corners, 0 at both: turns an arch into a round."""
    return np.clip(4 * side**2 * (1 - side**2), 0, 1)


def _inner_side(axes: MouthAxes) -> NDArray[np.float64]:
    """Like `MouthAxes.side`, counted to the inner corners."""
    half = np.where(axes.lateral < 0, max(-axes.lateral[78], 1.0), max(axes.lateral[308], 1.0))
    return np.asarray(np.clip(axes.lateral / half, -1.6, 1.6))


def _nothing(axes: MouthAxes) -> _Move:
    count = len(axes.frame.points)
    return np.zeros(count), np.zeros(count)


def _jaw(axes: MouthAxes) -> _Move:
    along, down = _nothing(axes)
    side, points = axes.side, axes.frame.points @ axes.down
    inner = list(LOWER_LIP_INNER[1:-1])
    low, up = list(LOWER_LIP), list(UPPER_LIP)
    down[low] = 0.30 + 0.70 * _arch(side[low], 2.6)
    down[inner] = 0.30 + 0.70 * _arch(_inner_side(axes)[inner], 2.2)
    down[up] = 0.30 - 0.38 * _arch(side[up], 2.2)
    chin, sides = list(CHIN_PAD), list(JAW_SIDES)
    down[chin] = 0.86 - 0.14 * np.abs(side[chin])
    climb = np.clip((points[sides] - points[132]) / max(points[152] - points[132], 1.0), 0, 1)
    down[sides] = 0.80 * climb**1.3 * np.clip(1.05 - 0.22 * np.abs(side[sides]), 0, 1)
    down[list(LOW_CHEEKS)] = 0.10
    corners = list(CORNERS)
    down[corners] = 0.30
    along[corners] = -0.18 * np.sign(side[corners]) * axes.nearness[corners]
    return JAW_DROP * along, JAW_DROP * down


def _wide(axes: MouthAxes) -> _Move:
    along, down = _nothing(axes)
    lips, cheeks, corners = list(LIPS), list(MOUTH_CHEEKS), list(CORNERS)
    along[lips] = 0.060 * np.clip(axes.side[lips], -1, 1) * axes.nearness[lips]
    down[corners] = -0.012
    along[cheeks] = 0.036 * np.sign(axes.side[cheeks]) * axes.nearness[cheeks]
    return along, down


def _pucker(axes: MouthAxes) -> _Move:
    along, down = _nothing(axes)
    side, unit, lips = axes.side, axes.frame.unit, list(LIPS)
    along[lips] = -0.255 * axes.lateral[lips] / unit
    cheeks = list(MOUTH_CHEEKS)
    along[cheeks] = -0.09 * axes.lateral[cheeks] / unit
    outer_up, outer_low = list(UPPER_LIP_OUTER[1:-1]), list(LOWER_LIP_OUTER[1:-1])
    inner_up, inner_low = list(UPPER_LIP_INNER[1:-1]), list(LOWER_LIP_INNER[1:-1])
    down[lips] = -0.85 * _bend(axes, lips)
    down[outer_up] -= 0.018 * _arch(side[outer_up], 2.6)
    down[outer_low] += 0.022 * _arch(side[outer_low], 2.6)
    across = _inner_side(axes)
    down[inner_up] -= 0.014 * _arch(across[inner_up], 2.0) + 0.003 * _shoulder(across[inner_up])
    down[inner_low] += 0.010 * _arch(across[inner_low], 2.0) + 0.009 * _shoulder(across[inner_low])
    return along, down


def _bend(axes: MouthAxes, which: list[int]) -> NDArray[np.float64]:
    """How far the line between the lips lies below its mean at each point, face units: bent lips make no round mouth."""
    across, height = axes.lateral, axes.frame.points @ axes.down / axes.frame.unit
    upper, lower = list(UPPER_LIP_INNER), list(LOWER_LIP_INNER)
    line = (height[upper] + height[lower]) / 2
    there = np.interp(across[which], across[upper], line)
    return np.asarray(np.clip(there - line[1:-1].mean(), -0.06, 0.06))


def _raise(axes: MouthAxes) -> _Move:
    along, down = _nothing(axes)
    up = list(UPPER_LIP)
    down[up] = -0.030 * np.clip(_arch(axes.side[up], 2.6) + 0.1, 0, 1)
    down[list(MOUSTACHE)] = -0.009
    return along, down


def _drop(axes: MouthAxes) -> _Move:
    along, down = _nothing(axes)
    low = list(LOWER_LIP)
    down[low] = 0.030 * np.clip(_arch(axes.side[low], 2.6) + 0.05, 0, 1)
    down[list(UNDER_LIP)] = 0.014
    return along, down


def _tuck(axes: MouthAxes) -> _Move:
    along, down = _nothing(axes)
    low, inner = list(LOWER_LIP), list(LOWER_LIP_INNER[1:-1])
    down[low] = -0.022 * _arch(axes.side[low], 2.6)
    down[inner] = -0.010 * _arch(axes.side[inner], 2.6)
    down[list(UNDER_LIP)] = -0.010
    return along, down


def _press(axes: MouthAxes) -> _Move:
    along, down = _nothing(axes)
    outer_up, outer_low = list(UPPER_LIP_OUTER[1:-1]), list(LOWER_LIP_OUTER[1:-1])
    down[outer_up] = 0.010 * _arch(axes.side[outer_up], 2.6)
    down[outer_low] = -0.012 * _arch(axes.side[outer_low], 2.6)
    return along, down
