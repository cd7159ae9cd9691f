"""The way of the style toonify, with a network that draws what it sees: face, landmarks and layers stay where they belong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from toontalker.cartoon.toonify.alignment import points_from_mesh
from toontalker.face import SeenFace
from toontalker.neural import NeuralEngines
from toontalker.neural_settings import Show
from toontalker.picture import Picture
from toontalker.pipeline import Pipeline
from toontalker.toonified import ToonifiedLook, toonified


class Mirrorless:
    """Draws the photo itself, a little darker, so that it can be told from it."""

    size = 256

    def draw(self, photo: Picture, seed: int, on_step: Callable[[float], None] | None) -> Picture:
        """Nine tenths of every level."""
        assert on_step is None
        return (photo * 0.9).astype(np.uint8)


@pytest.fixture
def engines() -> NeuralEngines:
    """Engines without weights."""
    drawn: Any = SimpleNamespace(toonifier=Mirrorless(), face_points=lambda _, face: points_from_mesh(face.landmarks))
    return cast(NeuralEngines, drawn)


@pytest.fixture
def seen(pipeline: Pipeline, portrait_file: Path) -> SeenFace:
    """The demo portrait."""
    return pipeline._seen(pipeline.open_photo(portrait_file), 1)


@pytest.mark.parametrize("show", ["portrait", "photo"])
def test_landmarks_lie_on_the_drawn_face(pipeline: Pipeline, engines: NeuralEngines, seen: SeenFace, show: Show) -> None:
    """The mesh of the toon, found in its own picture, is where the toon says it is."""
    toon = toonified(engines, pipeline._faces, seen, ToonifiedLook(256, show))
    found = pipeline._faces.mesh(toon.still())
    assert found is not None
    face = np.ptp(toon.landmarks[:468, 1])
    assert np.hypot(*(found - toon.landmarks)[:468, :2].T).mean() < 0.03 * face
    assert toon.figure.shape == (256, 256, 3)


def test_put_back_it_leaves_the_rest_of_the_photo_alone(pipeline: Pipeline, engines: NeuralEngines, seen: SeenFace) -> None:
    """In the corners the photo is as it was; on the face it is the toon's."""
    plain = pipeline._faces.align(seen.photo, seen.face, 256, seen.others).image.astype(int)
    toon = toonified(engines, pipeline._faces, seen, ToonifiedLook(256, "photo"))
    x, y = toon.landmarks[1, :2].astype(int)
    face = toon.figure[y - 8 : y + 8, x - 8 : x + 8].mean()
    assert face == pytest.approx(plain[y - 8 : y + 8, x - 8 : x + 8].mean() * 0.9, rel=0.04)
    assert np.abs(toon.still()[:6, :6].astype(int) - plain[:6, :6]).mean() < 3
