"""Dim light is told from dark skin by the whites of the eyes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from toontalker.cartoon.exposure import dimness, in_better_light
from toontalker.cartoon.skin import face_colour
from toontalker.face import Portrait
from toontalker.mesh import FaceFrame
from toontalker.picture import to_float, to_uint8

Recolour = Callable[[float, float, float], Portrait]


def _level(portrait: Portrait) -> float:
    return float(face_colour(portrait.image, FaceFrame(portrait.landmarks))[0])


@pytest.fixture
def dim(portrait: Portrait) -> Portrait:
    """The demo portrait as if taken in a dark room: everything is darker, the whites of the eyes too."""
    return replace(portrait, image=to_uint8(to_float(portrait.image) * np.float32(0.34)))


def test_a_face_in_dim_light_is_lifted_but_never_by_more_than_22(dim: Portrait) -> None:
    """A photo from a dark room becomes readable, and stays darker than a well-lit one."""
    lift = _level(in_better_light(dim)) - _level(dim)
    assert 3 < lift <= 22.5


def test_dark_skin_in_good_light_is_left_exactly_as_it_is(recoloured: Recolour) -> None:
    """A dark face with light eye whites is not touched: its bytes are the same."""
    dark = recoloured(-36.0, 0.0, 0.0)
    assert _level(dark) < 41
    assert np.array_equal(in_better_light(dark).image, dark.image)


def test_a_well_lit_face_is_left_alone(portrait: Portrait) -> None:
    """Most photos pass through unchanged."""
    assert in_better_light(portrait) is portrait


def test_dimness_grows_as_the_light_fades(portrait: Portrait, dim: Portrait) -> None:
    """The measure is 0 in good light and near 1 in a dark room."""
    frame = FaceFrame(portrait.landmarks)
    assert dimness(to_float(portrait.image), frame) == 0
    assert dimness(to_float(dim.image), frame) > 0.8


def test_eyes_too_small_to_tell_mean_no_lift(dim: Portrait) -> None:
    """Without any white to be seen nothing is claimed about the light."""
    landmarks = dim.landmarks.copy()
    landmarks[:, :2] = landmarks[:, :2].mean(0) + (landmarks[:, :2] - landmarks[:, :2].mean(0)) * 0.05
    assert dimness(to_float(dim.image), FaceFrame(landmarks)) == 0
