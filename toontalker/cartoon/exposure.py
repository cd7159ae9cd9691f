"""Dim light told from dark skin: only the whites of the eyes know the light, because every person's are nearly white.

A dark face whose eye whites are dark too is lit badly and is lifted a little; a dark face with light eye whites is a dark face
and stays as it is.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from toontalker.cartoon.skin import face_colour
from toontalker.drawing import box_around, curve, fine_polygon
from toontalker.face import Portrait
from toontalker.mesh import EYES, FaceFrame
from toontalker.picture import Colour, smoothstep, to_float, to_lab, to_rgb, to_uint8

_LIFTS = ((30.0, 22.0), (38.0, 12.0), (41.0, 0.0))
"""(median face L, largest lift in L) from darkest to lightest, linear between: where the photo's face can be judged, hardly any."""
_DIM_WHITES, _LIT_WHITES = 28.0, 46.0
"""L of the eye whites that says dim light, and the L that says good light."""


def in_better_light(portrait: Portrait) -> Portrait:
    """The portrait with a picture taken in dim light lifted by up to 22 L on the face; any other portrait unchanged."""
    frame = FaceFrame(portrait.landmarks)
    level = float(face_colour(portrait.image, frame)[0])
    levels, lifts = zip(*_LIFTS, strict=True)
    if level >= levels[-1]:
        return portrait
    image = to_float(portrait.image)
    lift = dimness(image, frame) * float(np.interp(level, levels, lifts))
    if lift < 1:
        return portrait
    lab = to_lab(image)
    gamma = np.log((level + lift) / 100) / np.log(max(level, 5) / 100)
    lifted = 100 * (np.clip(lab[..., 0], 0, 100) / 100) ** gamma
    lifted = lab[..., 0] + (lifted - lab[..., 0]) * smoothstep(0.3 * level, 0.9 * level, lab[..., 0])  # black hair stays black
    lab[..., 1:] *= (np.clip((lifted + 1) / (lab[..., 0] + 1), 1, 1.3) ** 0.3)[..., None]
    lab[..., 0] = lifted
    return replace(portrait, image=to_uint8(to_rgb(lab)))


def dimness(image: Colour, frame: FaceFrame) -> float:
    """How dim the light of a photo is, from its eye whites: 0 (good light, or eyes too small to tell) to 1."""
    whites = [white for eye in EYES if (white := _white_of(image, frame, eye.upper_lid, eye.lower_lid)) is not None]
    return float(smoothstep(_LIT_WHITES, _DIM_WHITES, max(whites))) if whites else 0.0


def _white_of(image: Colour, frame: FaceFrame, upper: tuple[int, ...], lower: tuple[int, ...]) -> float | None:
    """L of the lighter part of one eye's opening; None where it is too small to be measured."""
    lids = np.vstack([curve(frame.points[list(upper)], 30), curve(frame.points[list(lower)], 30)[::-1]])
    box = box_around(image.shape, lids, 2)
    patch = image[box]
    corner = np.array([box[1].start, box[0].start])
    inside = fine_polygon(patch.shape, lids - corner) > 0.95
    if inside.sum() < 25:
        return None
    return float(np.percentile(to_lab(patch[inside][None])[0, :, 0], 78))
