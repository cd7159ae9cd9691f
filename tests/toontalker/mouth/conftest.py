"""Toons for the tests of the mouth room: the demo portrait drawn small, once per style."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from toontalker.cartoon import cartoonize
from toontalker.cartoon.toon import Toon
from toontalker.face import FaceFinder, Portrait
from toontalker.mesh import FaceFrame
from toontalker.mouth import Puppet
from toontalker.mouth.rest import with_closed_mouth
from toontalker.photo import open_photo

SIZE = 256


@pytest.fixture(scope="session")
def smiling(portrait_file: Path) -> Portrait:
    """The demo portrait: a woman with a wide smile that shows her teeth."""
    photo = open_photo(portrait_file)
    with FaceFinder() as finder:
        return finder.align(photo, finder.find_faces(photo)[0], SIZE)


@pytest.fixture(scope="session")
def grinning_toon(smiling: Portrait) -> Toon:
    """Her in toon3d, as drawn: teeth showing."""
    return cartoonize(smiling, "toon3d")


@pytest.fixture(scope="session")
def sticker(smiling: Portrait) -> Toon:
    """Her as a sticker, whose die-cut border belongs to the backdrop."""
    return cartoonize(smiling, "sticker")


@pytest.fixture(scope="session")
def toon(grinning_toon: Toon) -> Toon:
    """Her in toon3d with her mouth closed."""
    return with_closed_mouth(grinning_toon)


@pytest.fixture(scope="session")
def frame(toon: Toon) -> FaceFrame:
    """The measures of her face, mouth closed."""
    return FaceFrame(toon.landmarks)


@pytest.fixture(scope="session")
def puppet(toon: Toon) -> Puppet:
    """Her, rigged."""
    return Puppet(toon)


@pytest.fixture(scope="session")
def bespectacled(toon: Toon) -> Toon:
    """Her with a bar of pure blue glass across both eyes."""
    glasses = np.zeros((*toon.alpha.shape, 4), np.uint8)
    points = FaceFrame(toon.landmarks).points
    top, bottom = int(points[159, 1]), int(points[145, 1]) + 1
    glasses[top:bottom, int(points[33, 0]) : int(points[263, 0])] = (0, 0, 255, 255)
    return replace(toon, glasses=glasses)
