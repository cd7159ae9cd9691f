"""The caricature: one backward warp that enlarges head and eyes and tapers the jaw.

Global warps (head, jaw, chin) come first and the local lenses (eyes, nose, mouth) act in the *source* coordinates they give;
the other way round the lens misses the eye. Landmarks follow by inverting the map, not by detecting again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from toontalker.face import Portrait
from toontalker.mesh import CHIN, EYES, FOREHEAD, NOSE_ROOT, FaceFrame
from toontalker.picture import Map, smoothstep

_USUAL_EYE = 0.195
"""Eye width in face units above which eyes count as big already (children)."""
_HEADROOM = 0.035
"""What stays free above the crown, as a share of the picture."""
_LOWEST_CHIN = 0.82
"""Where the chin may come to lie at the lowest, as a share of the picture."""
_HEAD_WITHOUT_CROWN = 0.06
"""Largest growth of a head that the photo's edge cuts off."""
_INVERSION_STEPS = 12
_GRID_STEP = 2


@dataclass(frozen=True)
class Exaggeration:
    """How far each part goes; 0 leaves it as it is. A style gives the values for strength 1."""

    eye: float
    """Gain of the lens over each eye."""
    nose: float
    """Shrinking of the nose."""
    jaw: float
    """Taper of the jaw."""
    head: float
    """Scale of the head against the body."""
    chin: float = 0.04
    """Chin up, in face units."""
    mouth: float = 0.05
    """Shrinking of the mouth."""

    def scaled(self, strength: float) -> Exaggeration:
        """The same caricature `strength` times as far."""
        return Exaggeration(*(value * strength for value in (self.eye, self.nose, self.jaw, self.head, self.chin, self.mouth)))


@dataclass(frozen=True)
class _Lens:
    centre: NDArray[np.float64]
    radius: float
    gain: float
    vertical: float = 1.0


def exaggerate(portrait: Portrait, amount: Exaggeration) -> Portrait:
    """The portrait with its picture, matte and landmarks warped into a caricature."""
    frame = FaceFrame(portrait.landmarks)
    height, width = portrait.image.shape[:2]
    amount, drop = _kept_in_frame(portrait, frame, amount)
    rows, columns = np.mgrid[: height // _GRID_STEP, : width // _GRID_STEP].astype(np.float32)
    middle = (_GRID_STEP - 1) / 2
    lenses = _lenses(frame, amount)
    coarse = _backward(columns * _GRID_STEP + middle, rows * _GRID_STEP + middle - drop, frame, amount, lenses)
    x, y = (cv2.resize(part.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR) for part in coarse)

    def warped(layer: Map) -> Map:
        return cv2.remap(layer, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE).astype(np.float32, copy=False)

    image = cv2.remap(portrait.image, x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE).astype(np.uint8, copy=False)
    landmarks = portrait.landmarks.copy()
    landmarks[:, :2] = _forward(frame, amount, lenses)
    landmarks[:, 1] += drop
    return replace(portrait, image=image, matte=warped(portrait.matte), inside=warped(portrait.inside), landmarks=landmarks)


def _kept_in_frame(portrait: Portrait, frame: FaceFrame, amount: Exaggeration) -> tuple[Exaggeration, float]:
    """A head that grows must not lose its crown: the figure is lowered by as many px as it can be, and grows less beyond that."""
    size, chin, half = portrait.matte.shape[0], float(frame.points[CHIN, 1]), max(2, int(0.12 * frame.unit))
    middle = int(np.clip(frame.points[FOREHEAD, 0], half, size - half))
    covered = portrait.matte[:, middle - half : middle + half].mean(1) > 0.5
    crown = float(np.argmax(covered)) if covered.any() else 0.0
    if crown < 0.012 * size:  # the photo itself cuts the head off
        return replace(amount, head=min(amount.head, _HEAD_WITHOUT_CROWN)), 0.0
    wanted = _HEADROOM * size
    grown = (chin - crown) / (1 - amount.head)
    overflow = min(wanted - (chin - grown), grown - (chin - crown))  # nothing moves where nothing grows
    drop = float(np.clip(overflow, 0, max(0.0, _LOWEST_CHIN * size - chin)))
    room = max(chin + drop - wanted, chin - crown)
    return replace(amount, head=min(amount.head, max(0.0, 1 - (chin - crown) / room))), drop


def _lenses(frame: FaceFrame, amount: Exaggeration) -> list[_Lens]:
    points = frame.points
    biggest = max(frame.eye_width(eye) for eye in EYES) / frame.unit
    gain = amount.eye * float(np.clip(1 + (_USUAL_EYE - biggest) / _USUAL_EYE * 1.6, 0.55, 1.30))
    opening = float(np.mean([frame.eye_opening(eye) for eye in EYES]))
    not_a_squint = float(np.clip((opening - 0.10) / 0.08, 0, 1))
    vertical = 1 + (float(np.clip(0.31 / max(opening, 0.12), 0.85, 1.22)) - 1) * not_a_squint
    lenses = []
    for eye in EYES:
        centre = (points[list(eye.upper_lid)].mean(0) + points[list(eye.lower_lid)].mean(0)) / 2
        lenses.append(_Lens(centre, frame.eye_width(eye) * 1.25, gain, vertical))
    nose_width = float(np.hypot(*(points[129] - points[358])))
    lenses.append(_Lens(points[4] * 0.7 + points[195] * 0.3, nose_width * 1.15, -amount.nose, 0.6))
    lenses.append(_Lens((points[13] + points[14]) / 2, frame.mouth_width * 1.1, amount.mouth))
    return lenses


def _backward(
    x: NDArray[np.float32 | np.float64], y: NDArray[np.float32 | np.float64], frame: FaceFrame, amount: Exaggeration, lenses: list[_Lens]
) -> tuple[NDArray[np.float32 | np.float64], NDArray[np.float32 | np.float64]]:
    """Where in the photo the point (x, y) of the caricature comes from, px."""
    unit, centre, chin, root = frame.unit, frame.centre, frame.points[CHIN], frame.points[NOSE_ROOT]
    head = smoothstep(chin[1] + 0.35 * unit, chin[1] - 0.15 * unit, y)
    sx = centre[0] + (x - centre[0]) * (1 - amount.head * head + amount.head * 0.3 * (1 - head))
    sy = chin[1] + (y - chin[1]) * (1 - amount.head * head)
    down = np.clip((y - root[1]) / (chin[1] - root[1]), 0, 1.6)
    aside = (x - centre[0]) / unit
    sx = sx + (x - centre[0]) * amount.jaw * np.exp(-(((down - 0.85) / 0.42) ** 2) - (aside / 0.75) ** 4)
    sy = sy + amount.chin * unit * np.exp(-(((down - 1.0) / 0.35) ** 2) - (aside / 0.6) ** 4)
    dx, dy = np.zeros_like(sx), np.zeros_like(sy)
    for lens in lenses:
        ax, ay = sx - lens.centre[0], sy - lens.centre[1]
        inside = np.maximum(1 - (ax * ax + ay * ay) / lens.radius**2, 0)
        pull = inside * inside * lens.gain
        dx -= ax * pull
        dy -= ay * np.minimum(pull * lens.vertical, 0.72)
    return sx + dx, sy + dy


def _forward(frame: FaceFrame, amount: Exaggeration, lenses: list[_Lens]) -> NDArray[np.float64]:
    """Where the landmarks lie in the caricature: fixed-point inversion of the backward map."""
    points = frame.points.copy()
    for _ in range(_INVERSION_STEPS):
        x, y = _backward(points[:, 0], points[:, 1], frame, amount, lenses)
        points[:, 0] += frame.points[:, 0] - x
        points[:, 1] += frame.points[:, 1] - y
    return points
