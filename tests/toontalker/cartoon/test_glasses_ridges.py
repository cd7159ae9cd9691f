"""The ridge filters and the paths they find."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.toontalker.cartoon.feature_faces import wearing
from toontalker.cartoon.glasses_ridges import (
    ANGLES,
    EYE_DISTANCE,
    EYE_ROW,
    HEIGHT,
    WIDTH,
    bridge_box,
    clearness,
    follow_bar,
    make_patch,
    rim_grid,
    rim_ridges,
    smooth_path,
    temple_box,
    texture_of,
)
from toontalker.face import Portrait
from toontalker.mesh import EYES


def test_the_patch_is_upright_with_eyes_at_their_places(portrait: Portrait) -> None:
    """Eyes lie 96 px apart on row 70, whatever the roll; the way back leads to the photo."""
    turn = np.radians(25)
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    rolled = portrait.landmarks.copy()
    rolled[:, :2] = (rolled[:, :2] - 128) @ rotation.T + 128
    for landmarks in (portrait.landmarks, rolled):
        patch = make_patch(portrait.image, landmarks)
        middles = [patch.points[[eye.upper_lid[0], eye.upper_lid[-1]]].mean(0) for eye in EYES]
        assert middles[1] - middles[0] == pytest.approx([EYE_DISTANCE, 0], abs=0.01)
        assert middles[0][1] == pytest.approx(EYE_ROW, abs=0.01)
        assert patch.back(patch.points) == pytest.approx(landmarks[:, :2], abs=0.01)
        assert patch.colour.shape == (HEIGHT, WIDTH, 3)


def test_a_frame_is_clearer_than_the_skin_beside_it(portrait: Portrait) -> None:
    """On a painted dark frame the clearness is high along the ring, dark and not light."""
    worn = wearing(portrait, (0.1, 0.1, 0.1), 0.04)
    patch = make_patch(worn.image, worn.landmarks)
    ridges = [rim_ridges(patch, rim_grid(patch, eye, ANGLES)) for eye in EYES]
    texture = texture_of(ridges)
    dark, light = (clearness(patch, ridges[0], texture, dark=dark) for dark in (True, False))
    below = slice(len(ANGLES) // 3, 2 * len(ANGLES) // 3)
    assert dark[below].max(1).mean() > 0.8
    assert np.median(dark) < 0.3
    assert dark.max() < 1
    assert light[below].max(1).mean() < dark[below].max(1).mean()


def test_a_bar_across_the_nose_is_followed(portrait: Portrait) -> None:
    """The bridge of a painted frame is found near eye level; a bare nose has none as clear."""
    worn = wearing(portrait, (0.1, 0.1, 0.1), 0.05)
    strengths = []
    for picture in (worn, portrait):
        patch = make_patch(picture.image, picture.landmarks)
        texture = texture_of([rim_ridges(patch, rim_grid(patch, eye, ANGLES)) for eye in EYES])
        strength, path = follow_bar(patch, bridge_box(patch), texture)
        strengths.append(strength)
        assert path.shape == (27, 2)
        if picture is worn:
            assert np.median(np.abs(path[:, 1] - EYE_ROW)) < 4
    assert strengths[0] > strengths[1] + 0.15


def test_boxes_beside_the_eyes_lie_inside_the_patch(portrait: Portrait) -> None:
    """However wide the lens."""
    patch = make_patch(portrait.image, portrait.landmarks)
    for eye in EYES:
        for outer in (20.0, 60.0, 300.0):
            rows, columns = temple_box(patch, eye, outer)
            assert 0 <= rows.start < rows.stop <= HEIGHT
            assert 0 <= columns.start < columns.stop <= WIDTH


@given(seed=st.integers(0, 1000), step=st.integers(1, 3))
@settings(max_examples=30, deadline=None)
def test_a_path_never_jumps_and_beats_any_straight_line(seed: int, step: int) -> None:
    """It moves at most `step` columns a row, and its sum less the toll is at least that of the best single column."""
    values = np.random.default_rng(seed).random((20, 15)).astype(np.float32)
    path = smooth_path(values, step=step, price=0.1)
    moves = np.abs(np.diff(path))
    assert moves.max() <= step
    total = float(values[np.arange(20), path].sum()) - 0.1 * float(moves.sum())
    assert total >= float(values.sum(0).max()) - 1e-4
