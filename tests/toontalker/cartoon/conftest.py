"""Portraits for the tests of the cartoon room: the demo portrait, and the same face in other skins and lights."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from toontalker.cartoon.caricature import Exaggeration
from toontalker.cartoon.study import Study, make_study
from toontalker.drawing import polygon
from toontalker.face import FaceFinder, Portrait
from toontalker.mesh import EYES, FaceFrame
from toontalker.photo import open_photo
from toontalker.picture import smoothstep, to_float, to_lab, to_rgb, to_uint8

SIZE = 256


@pytest.fixture(scope="session")
def portrait(portrait_file: Path) -> Portrait:
    """The demo portrait, 256 px wide."""
    photo = open_photo(portrait_file)
    with FaceFinder() as finder:
        return finder.align(photo, finder.find_faces(photo)[0], SIZE)


@pytest.fixture(scope="session")
def recoloured(portrait: Portrait) -> Callable[[float, float, float], Portrait]:
    """The demo portrait with its whole picture moved by (L, a, b) CIELAB; whites (eyes, teeth) keep their level."""

    def move(lightness: float, a: float, b: float) -> Portrait:
        lab = to_lab(to_float(portrait.image))
        coloured = smoothstep(4, 14, np.hypot(lab[..., 1], lab[..., 2]))
        points = FaceFrame(portrait.landmarks).points
        for eye in EYES:
            coloured *= 1 - polygon(coloured.shape, points[list(eye.upper_lid + eye.lower_lid[::-1])])
        lab[..., 0] += lightness * coloured
        lab[..., 1] += a * coloured
        lab[..., 2] += b * coloured
        return replace(portrait, image=to_uint8(to_rgb(lab)))

    return move


@pytest.fixture(scope="session")
def study(portrait: Portrait) -> Study:
    """The demo portrait analysed, without any caricature."""
    return make_study(portrait, Exaggeration(0, 0, 0, 0, 0, 0), "no")
