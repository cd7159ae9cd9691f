"""Heads cut off by the photo's upper edge are completed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from toontalker.cartoon.crown import completed_crown
from toontalker.face import Portrait
from toontalker.mesh import FOREHEAD, FaceFrame


@pytest.fixture
def cut(portrait: Portrait) -> Portrait:
    """The demo portrait without anything above the middle of the forehead."""
    frame = FaceFrame(portrait.landmarks)
    row = int(frame.points[FOREHEAD, 1] + 0.02 * frame.unit)
    inside, matte, image = portrait.inside.copy(), portrait.matte.copy(), portrait.image.copy()
    inside[:row], matte[:row], image[:row] = 0, 0, 128
    return replace(portrait, inside=inside, matte=matte, image=image)


def test_a_cut_head_gets_a_crown_above_the_edge(cut: Portrait) -> None:
    """Above the edge the matte grows a dome, and the picture there is no longer the filler."""
    done = completed_crown(cut)
    first = int(np.argmax(cut.inside[:, cut.inside.shape[1] // 2] > 0.5))
    grown = done.matte[:first].sum() - cut.matte[:first].sum()
    assert grown > 0.05 * FaceFrame(cut.landmarks).unit ** 2
    assert np.abs(done.image[:first].astype(int) - 128).max() > 20


def test_a_whole_head_is_left_alone(portrait: Portrait) -> None:
    """A head with room above it passes through as the same object."""
    assert completed_crown(portrait) is portrait


def test_a_sliver_at_the_edge_is_no_head(cut: Portrait) -> None:
    """Where hardly anything of the person touches the edge, no dome is invented."""
    frame = FaceFrame(cut.landmarks)
    narrow = np.zeros_like(cut.matte)
    x = int(frame.points[FOREHEAD, 0])
    narrow[:, x - 4 : x + 4] = 1
    thin = replace(cut, matte=narrow)
    assert completed_crown(thin) is thin


def test_a_bald_head_is_completed_with_skin(cut: Portrait) -> None:
    """When the temples are as light as the forehead, the crown takes the forehead's colour."""
    frame = FaceFrame(cut.landmarks)
    image = cut.image.copy()
    skin = np.array([200, 150, 120], np.uint8)
    row = int(np.argmax(cut.inside[:, cut.inside.shape[1] // 2] > 0.5))
    image[row : row + int(0.2 * frame.unit)] = skin
    done = completed_crown(replace(cut, image=image))
    above = done.image[row - 4, int(frame.points[FOREHEAD, 0])].astype(int)
    assert np.abs(above - skin.astype(int)).max() < 25
