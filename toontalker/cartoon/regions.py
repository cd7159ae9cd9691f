"""Materials without weights: which parts of the figure are skin, hair and cloth.

Each material has places where it can be and colours that the picture teaches (`colour_model`). Loose ends are then tidied:
hair hangs together with the head, skin with the face or it is a hand, and nothing has small holes.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from toontalker.cartoon.colour_model import told_apart
from toontalker.cartoon.filters import guided
from toontalker.drawing import curve, polygon
from toontalker.mesh import CHIN, EYES, LEFT_CHEEK_EDGE, LIPS_OUTER, NOSE_ROOT, OVAL, RIGHT_CHEEK_EDGE, FaceFrame
from toontalker.picture import Colour, Map, blur, resize, smoothstep

_SKIN, _HAIR, _CLOTH = range(3)
_JAW_CORNERS = (172, 397)


@dataclass(frozen=True)
class Regions:
    """Soft masks ``(n, n)`` in [0, 1]. They may overlap a little; features lie inside the skin."""

    skin: Map
    hair: Map
    cloth: Map
    features: Map
    """Eyes, brows and lips as the photo has them."""
    face: Map
    """The face oval, its edge blurred by .04 units."""


def find_regions(lab: Colour, alpha: Map, frame: FaceFrame) -> Regions:
    """Regions of a figure: `lab` its CIELAB picture, `alpha` its cut-out."""
    half = (lab.shape[0] // 2, lab.shape[1] // 2)
    small, covered = resize(lab, half), resize(alpha, half)
    small_frame = FaceFrame(frame.landmarks * np.float32(0.5))
    belief = _beliefs(small, covered, small_frame)
    guide = np.ascontiguousarray(small[..., 0]) * np.float32(0.01)
    radius = max(2, round(small_frame.unit / 40))
    soft = [np.clip(guided(guide, part, radius, 4e-4), 0, 1) for part in _tidied(belief, covered, small_frame)]
    skin, hair, cloth = (resize(part, lab.shape[:2]) * alpha for part in soft)
    return Regions(skin, hair, cloth, features_of(alpha.shape, frame), _oval(alpha.shape, frame, 0.98, 0.04))


def _beliefs(lab: Colour, alpha: Map, frame: FaceFrame) -> NDArray[np.float32]:
    places = _places(alpha.shape, frame)
    figure = smoothstep(0.6, 0.95, alpha)
    seeds = _seeds(lab, figure, frame)
    if seeds[_HAIR].sum() < 0.015 * frame.unit**2:
        places[_HAIR] *= np.float32(0.03)
    bare = smoothstep(4.0, 1.5, _unlike_the_face(lab, frame)) * smoothstep(-0.05, 0.1, _grid(alpha.shape, frame)[1])
    places[_CLOTH] *= 1 - 0.9 * bare  # shoulders and neckline
    places[_SKIN] = np.maximum(places[_SKIN], 0.6 * bare)
    places[_HAIR] *= 0.03 + 0.97 * smoothstep(9.0, 4.5, _unlike_the_crown(lab, seeds[_HAIR] * figure, _grid(alpha.shape, frame)[0]))
    first = told_apart(lab, places, seeds * figure + np.float32(1e-7), rounds=2, reach=frame.unit / 90)
    places[_HAIR] = np.maximum(places[_HAIR], _hanging(first[_HAIR], frame))
    return told_apart(lab, places, (2 * seeds + first * first) * figure + np.float32(1e-7), rounds=2, reach=frame.unit / 70)


def _hanging(hair: Map, frame: FaceFrame) -> Map:
    """How likely hair is below the chin: it hangs from hair above, beside the neck."""
    right, below = _grid(hair.shape, frame)
    reach = max(3, round(0.28 * frame.unit))
    above = np.zeros((2 * reach + 1, 1), np.float32)
    above[:reach] = 1 / reach
    from_above = cv2.filter2D(cv2.blur(hair, (max(1, reach // 8), 1)), -1, above, borderType=cv2.BORDER_REPLICATE)
    beside = smoothstep(0.14, 0.30, np.abs(right)) * smoothstep(-0.1, 0.05, below) * smoothstep(1.6, 0.6, below)
    return (0.9 * smoothstep(0.25, 0.75, from_above) * beside).astype(np.float32)


def _oval(shape: tuple[int, ...], frame: FaceFrame, scale: float, softness: float) -> Map:
    outline = curve(frame.points[list(OVAL)], 80, closed=True)
    return polygon(shape, frame.centre + (outline - frame.centre) * scale, blur=frame.unit * softness)


def features_of(shape: tuple[int, ...], frame: FaceFrame) -> Map:
    """Eyes, brows and lips ``(h, w)`` in [0, 1]."""
    points = frame.points
    mask = polygon(shape, points[list(LIPS_OUTER)])
    for eye in EYES:
        mask = np.maximum(mask, polygon(shape, points[list(eye.upper_lid + eye.lower_lid[::-1])]))
        mask = np.maximum(mask, polygon(shape, points[list(eye.brow_top + eye.brow_bottom[::-1])]))
    return mask


def _grid(shape: tuple[int, ...], frame: FaceFrame) -> tuple[Map, Map]:
    """Units to the right of the neck and below the chin."""
    neck, chin = frame.points[list(_JAW_CORNERS), 0].mean(), frame.points[CHIN, 1]
    rows = np.arange(shape[0], dtype=np.float32)[:, None]
    columns = np.arange(shape[1], dtype=np.float32)[None]
    return (columns - np.float32(neck)) / np.float32(frame.unit), (rows - np.float32(chin)) / np.float32(frame.unit)


def _ears(shape: tuple[int, ...], frame: FaceFrame) -> Map:
    rows, columns = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    total = np.zeros(shape, np.float32)
    outwards = frame.points[RIGHT_CHEEK_EDGE] - frame.points[LEFT_CHEEK_EDGE]
    outwards = outwards / np.hypot(*outwards)
    for landmark, side in ((LEFT_CHEEK_EDGE, -1), (RIGHT_CHEEK_EDGE, 1)):
        x, y = frame.points[landmark] + outwards * side * 0.05 * frame.unit
        radius = np.hypot((columns - x) / (0.11 * frame.unit), (rows - y - 0.02 * frame.unit) / (0.20 * frame.unit))
        total = np.maximum(total, smoothstep(1.15, 0.75, radius))
    return total


def _places(shape: tuple[int, ...], frame: FaceFrame) -> NDArray[np.float32]:
    """How likely skin, hair and cloth are at each place, ``(3, h, w)``."""
    right, below = _grid(shape, frame)
    brow = (frame.points[NOSE_ROOT, 1] - frame.points[CHIN, 1]) / frame.unit
    inner, face = _oval(shape, frame, 0.90, 0.03), _oval(shape, frame, 1.0, 0.02)
    forehead = smoothstep(brow, brow - 0.12, below) + 0 * right
    under = smoothstep(-0.06, 0.10, below) + 0 * right
    neck = smoothstep(0.40, 0.28, np.abs(right)) * smoothstep(0.55, 0.25, below) * smoothstep(-0.4, -0.2, below)
    bald = _oval(shape, frame, 1.22, 0.05) * forehead
    skin = 0.05 + 0.20 * under + 0.40 * neck + 0.18 * bald
    skin = skin + (0.55 + 0.40 * (1 - forehead) - skin) * face
    ears = _ears(shape, frame)
    skin = skin + (0.5 - skin) * ears * (1 - face)
    lap = smoothstep(0.9, 0.2, below) * smoothstep(0.06, 0.22, np.abs(right))
    hair = 0.75 * (1 - under) + 0.22 * under * lap
    under_jaw = smoothstep(0.34, 0.26, np.abs(right)) * smoothstep(0.20, 0.12, below) * (below > -0.4)
    skin = np.maximum(skin, 0.85 * under_jaw)
    hair = hair * (1 - 0.4 * ears) * (1 - 0.9 * neck)
    hair = hair + (0.34 * forehead + 0.012 - hair) * inner
    hair = hair * (1 - 0.95 * np.clip(features_of(shape, frame), 0, 1))
    sleeve = smoothstep(0.45, 0.75, np.abs(right)) * smoothstep(-1.2, -0.3, below)
    cloth = 0.015 + 0.06 * sleeve + 0.75 * under * (1 - 0.6 * neck)
    cloth = cloth * (1 - inner) * (1 - 0.85 * under_jaw) + 1e-4
    return np.stack([skin, np.maximum(hair, 1e-3), cloth]).astype(np.float32)


def _seeds(lab: Colour, figure: Map, frame: FaceFrame) -> NDArray[np.float32]:
    """Pixels that teach each material its colours."""
    shape = figure.shape
    right, below = _grid(shape, frame)
    brow = (frame.points[NOSE_ROOT, 1] - frame.points[CHIN, 1]) / frame.unit
    core = _face_core(lab, frame)
    unlike_skin = 1 - np.exp(-0.125 * _unlike_the_face(lab, frame))
    ring = np.clip(_oval(shape, frame, 1.42, 0) - _oval(shape, frame, 1.05, 0), 0, 1) * smoothstep(brow + 0.05, brow - 0.08, below)
    hair = ring * smoothstep(0.35, 0.75, unlike_skin) * figure
    hair = hair * smoothstep(7.0, 2.0, _unlike_the_crown(lab, hair, right))
    body = smoothstep(0.30, 0.45, below) * (0.15 + 0.85 * smoothstep(0.25, 0.5, np.abs(right))) + 0 * right
    body = body * (0.1 + 0.9 * smoothstep(0.3, 0.7, unlike_skin))
    return np.stack([core, hair, body]).astype(np.float32)


def _face_core(lab: Colour, frame: FaceFrame) -> Map:
    """The face without eyes, brows, lips and what may be a fringe."""
    shape = lab.shape[:2]
    _, below = _grid(shape, frame)
    return (_oval(shape, frame, 0.80, 0) * (features_of(shape, frame) < 0.1) * smoothstep(-1.02, -0.9, below)).astype(np.float32)


def _unlike_the_face(lab: Colour, frame: FaceFrame) -> Map:
    """Squared distance of each colour from that of the face, in spreads of the face's own colours."""
    sample = lab[_face_core(lab, frame) > 0.5]
    centre = np.median(sample, 0)
    off = (lab - centre) / (np.array([9, 4, 4], np.float32) + 0.9 * np.abs(sample - centre).mean(0))
    return cv2.transform(off * off, np.ones((1, 3), np.float32)).astype(np.float32, copy=False)


def _unlike_the_crown(lab: Colour, hair: Map, right: Map) -> Map:
    """Squared distance of each colour from the hair above the forehead: beside it may be a sleeve, a wall, a neighbour."""
    crown = (hair > 0.5) & (np.abs(right) < 0.3)
    if crown.sum() < 40:
        return np.zeros_like(hair)
    sample = lab[crown]
    centre = np.median(sample, 0)
    off = (lab - centre) / (np.array([14, 6, 6], np.float32) + 1.5 * np.abs(sample - centre).mean(0))
    return cv2.transform(off * off, np.ones((1, 3), np.float32)).astype(np.float32, copy=False)


def _tidied(belief: NDArray[np.float32], alpha: Map, frame: FaceFrame) -> NDArray[np.float32]:
    """Beliefs with loose ends given to the material around them."""
    out = belief.copy()
    _, below = _grid(alpha.shape, frame)
    winner = out.argmax(0)
    person = alpha > 0.4
    crown = (below < -0.55) & (winner == _HAIR) & person
    _reassign(out, _loose((winner == _HAIR) & person, crown, 0.02 * frame.unit**2), _HAIR)
    winner = out.argmax(0)
    _reassign(out, _isolated((winner == _SKIN) & person, 0.05 * frame.unit**2), _SKIN)
    winner = out.argmax(0)
    _reassign(out, _isolated((winner == _CLOTH) & person, 0.03 * frame.unit**2), _CLOTH)
    return out


def _loose(mask: NDArray[np.bool_], anchor: NDArray[np.bool_], smallest: float) -> NDArray[np.bool_]:
    """Pieces of `mask` that do not touch `anchor` (or touch it while being small)."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=4)
    touching = np.zeros(count, bool)
    touching[np.unique(labels[anchor & mask])] = True
    keep = touching & (stats[:, cv2.CC_STAT_AREA] >= smallest)
    keep[0] = True
    return np.asarray(~keep[labels], np.bool_)


def _isolated(mask: NDArray[np.bool_], smallest: float) -> NDArray[np.bool_]:
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=4)
    small = stats[:, cv2.CC_STAT_AREA] < smallest
    small[0] = False
    return np.asarray(small[labels], np.bool_)


def _reassign(belief: NDArray[np.float32], where: NDArray[np.bool_], material: int) -> None:
    """Takes `material` away at `where`: the next best there gets its share, softly voted by the neighbourhood."""
    if not where.any():
        return
    others = [k for k in range(len(belief)) if k != material]
    votes = np.stack([blur(belief[k] * ~where, 4.0) + 0.02 * belief[k] for k in others])
    votes /= votes.sum(0) + 1e-6
    for k, vote in zip(others, votes, strict=True):
        belief[k][where] = vote[where]
    belief[material][where] = 0
