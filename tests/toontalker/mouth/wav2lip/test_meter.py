"""Where the lips are in the network's pictures."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from toontalker.face import FaceFinder, Portrait
from toontalker.mesh import LIPS_INNER, LIPS_OUTER, FaceFrame
from toontalker.mouth.wav2lip.box import SIDE, Box, face_box
from toontalker.mouth.wav2lip.meter import LipMeter
from toontalker.picture import Picture


@pytest.fixture(scope="module")
def finder() -> Iterator[FaceFinder]:
    """The face finder, whose mesh measures."""
    with FaceFinder() as opened:
        yield opened


@pytest.fixture(scope="module")
def box(smiling: Portrait) -> Box:
    """What the network is shown of the photo."""
    return face_box(smiling.landmarks, smiling.image.shape)


def _never(picture: Picture) -> NDArray[np.float32] | None:
    return None


def test_the_lips_of_the_still_are_found_where_the_photo_has_them(finder: FaceFinder, smiling: Portrait, box: Box) -> None:
    """A network that changes nothing: each lip point within 2 % of the face of its place, a tint of the picture included."""
    meter = LipMeter(smiling.image, smiling.landmarks, box, finder.mesh)
    face = box.cut(smiling.image)
    for picture in (face, np.clip(face.astype(int) + np.array([9, -6, 4]), 0, 255).astype(np.uint8)):
        found = meter.landmarks(picture)
        assert found is not None
        lips = list(LIPS_OUTER + LIPS_INNER)
        off = np.hypot(*(found[lips] - smiling.landmarks[lips, :2]).T)
        assert off.max() < 0.02 * FaceFrame(smiling.landmarks).unit


def test_a_mesh_that_trembles_is_laid_back_over_the_still(smiling: Portrait, box: Box) -> None:
    """Shifted, turned and enlarged as a whole, it gives the same lips to a thousandth of the face."""

    def meshes() -> Iterator[NDArray[np.float32]]:
        turn = np.array([[0.999, 0.04], [-0.04, 0.999]]) * 1.03
        for matrix, shift in ((np.eye(2), (0, 0)), (turn, (3, -2))):
            there = smiling.landmarks.copy()
            there[:, :2] = there[:, :2] @ matrix + shift
            yield there

    found = []
    given = meshes()
    meter = LipMeter(smiling.image, smiling.landmarks, box, lambda _: next(given))
    for _ in range(2):
        laid = meter.landmarks(box.cut(smiling.image))
        assert laid is not None
        found.append(laid)
    assert np.abs(found[0] - found[1]).max() < 1e-3 * FaceFrame(smiling.landmarks).unit
    assert np.abs(found[0] - smiling.landmarks[:, :2]).max() < 1e-3 * FaceFrame(smiling.landmarks).unit


def test_no_face_and_another_face_are_not_measured(smiling: Portrait, box: Box) -> None:
    """Without a mesh there are no lips, nor with one whose eyes and nose do not fit the still's."""
    face = box.cut(smiling.image)
    assert LipMeter(smiling.image, smiling.landmarks, box, _never).landmarks(face) is None
    scrambled = np.random.default_rng(1).permutation(smiling.landmarks)
    assert LipMeter(smiling.image, smiling.landmarks, box, lambda _: scrambled).landmarks(face) is None


def test_the_mesh_is_shown_the_network_s_picture_in_its_surroundings(smiling: Portrait, box: Box) -> None:
    """The picture lies where the box is, the photo round it."""
    shown: list[Picture] = []
    meter = LipMeter(smiling.image, smiling.landmarks, box, lambda picture: shown.append(picture))
    for value in (0, 255):
        meter.landmarks(np.full((SIDE, SIDE, 3), value, np.uint8))
    changed = (shown[1] != shown[0]).all(2)
    share = box.height * box.width / (max(box.height, box.width) * 1.7) ** 2
    assert changed.mean() == pytest.approx(share, rel=0.05)
    assert not changed[0].any()
    assert len(np.unique(shown[0][~changed])) > 50
