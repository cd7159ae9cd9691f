"""The cut-out holds one whole person and nobody else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from toontalker.cartoon.matte import cut_out
from toontalker.drawing import polygon
from toontalker.face import Portrait
from toontalker.mesh import OVAL, FaceFrame


def test_the_face_is_inside_and_the_corners_are_outside(portrait: Portrait) -> None:
    """The face is covered to the last pixel; the background of the demo portrait is not."""
    alpha, frame = cut_out(portrait), FaceFrame(portrait.landmarks)
    outline = frame.centre + (frame.points[list(OVAL)] - frame.centre) * 0.85
    face = polygon(alpha.shape, outline) > 0.9
    assert alpha.dtype == np.float32
    assert alpha.shape == portrait.matte.shape
    assert alpha[face].min() > 0.9
    assert alpha[:8, :8].max() < 0.05


def test_holes_in_the_segmentation_are_closed(portrait: Portrait) -> None:
    """A dropout in the hair does not become a window."""
    frame, matte = FaceFrame(portrait.landmarks), portrait.matte.copy()
    x, y = (frame.points[10] - [0, 0.2 * frame.unit]).astype(int)
    matte[y - 6 : y + 6, x - 6 : x + 6] = 0
    assert cut_out(replace(portrait, matte=matte))[y, x] > 0.9


def test_a_blob_apart_from_the_person_is_dropped(portrait: Portrait) -> None:
    """Something else that the segmentation takes for a person is not drawn."""
    matte = portrait.matte.copy()
    matte[2:30, 2:30] = 1
    assert cut_out(replace(portrait, matte=matte))[10:22, 10:22].max() < 0.1


def test_a_neighbour_s_head_is_parted_off(portrait: Portrait) -> None:
    """Where another face is known to be, the cut-out gives way; the own face stays whole."""
    frame = FaceFrame(portrait.landmarks)
    size = portrait.matte.shape[0]
    everyone = replace(portrait, matte=np.ones_like(portrait.matte))
    x, y = size * 0.93, float(frame.centre[1]) - 0.3 * frame.unit
    parted = cut_out(replace(everyone, neighbours=((x, y, 0.5 * frame.unit),)))
    alone = cut_out(everyone)
    there = (slice(int(y) - 4, int(y) + 4), slice(int(x) - 4, int(x) + 4))
    assert parted[there].mean() < alone[there].mean() - 0.5
    centre = frame.centre.astype(int)
    assert parted[centre[1], centre[0]] > 0.9


def test_dark_lobes_beside_the_neck_are_cleared(portrait: Portrait) -> None:
    """In a dark scene the segmentation's lobes beside the neck are taken back."""
    frame = FaceFrame(portrait.landmarks)
    alpha = cut_out(portrait)
    dark = replace(portrait, image=(portrait.image * (alpha > 0.5)[..., None]).astype(np.uint8))
    x, y = (frame.points[152] + [0.62 * frame.unit, 0.0]).astype(int)
    box = (slice(y - 5, y + 5), slice(x - 5, x + 5))
    matte = portrait.matte.copy()
    matte[y - 14 : y + 14, x - 40 : x + 14] = 1
    image = dark.image.copy()
    image[y - 14 : y + 14, x - 14 : x + 14] = 3
    assert cut_out(replace(dark, image=image, matte=matte))[box].mean() < 0.5
