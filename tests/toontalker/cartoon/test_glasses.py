"""Glasses: found on those who wear them and on nobody else, taken away, drawn again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.toontalker.cartoon.feature_faces import wearing
from toontalker.cartoon.glasses import erase_glasses, find_glasses, glasses_layer
from toontalker.face import FaceFinder, Portrait
from toontalker.mesh import FaceFrame
from toontalker.photo import open_photo
from toontalker.picture import to_float, to_uint8

DARK, METAL = (0.10, 0.09, 0.09), (0.40, 0.41, 0.44)


def test_a_bare_face_wears_no_glasses(portrait: Portrait) -> None:
    """The score stays well below 1."""
    evidence = find_glasses(portrait.image, portrait.landmarks)
    assert not evidence.worn
    assert evidence.score < 0.9


@pytest.mark.parametrize(("colour", "thickness"), [(DARK, 0.035), (DARK, 0.09), (METAL, 0.045)], ids=["wire", "thick", "metal"])
def test_frames_are_found_and_measured(portrait: Portrait, colour: tuple[float, float, float], thickness: float) -> None:
    """A painted frame is found; the size of its lenses is right to about a tenth of the eye distance."""
    worn = wearing(portrait, colour, thickness)
    evidence = find_glasses(worn.image, worn.landmarks)
    assert evidence.worn
    assert evidence.dark
    assert evidence.outer == pytest.approx(0.40, abs=0.06)
    assert evidence.inner == pytest.approx(0.40, abs=0.06)
    assert evidence.lower == pytest.approx(0.38, abs=0.08)


def test_a_wire_frame_is_told_from_a_thick_one(portrait: Portrait) -> None:
    """The measured thickness grows with the painted one."""
    wire, thick = (wearing(portrait, DARK, thickness) for thickness in (0.03, 0.10))
    thin = find_glasses(wire.image, wire.landmarks).thickness
    assert find_glasses(thick.image, thick.landmarks).thickness > 1.6 * thin
    assert thin < 0.055


def test_erased_glasses_are_not_found_again(portrait: Portrait) -> None:
    """Nothing of the frame shines through, and the eyes stay untouched."""
    worn = wearing(portrait, DARK, 0.035)
    frame = FaceFrame(worn.landmarks)
    evidence = find_glasses(worn.image, worn.landmarks)
    erased = erase_glasses(to_float(worn.image), evidence, frame)
    assert not find_glasses(to_uint8(erased), worn.landmarks).worn
    for iris in (468, 473):
        x, y = np.round(frame.points[iris]).astype(int)
        assert np.array_equal(erased[y, x], to_float(worn.image)[y, x])
    below = np.abs(to_float(portrait.image) - to_float(worn.image)).max(2) > 0.2
    below[: int(frame.points[468, 1])] = False
    assert np.abs(erased - to_float(portrait.image))[below].mean() < 0.08


def test_glasses_wanted_on_a_bare_face_are_drawn_all_the_same(portrait: Portrait) -> None:
    """The evidence of a bare face erases nothing and still gives a frame to draw."""
    frame = FaceFrame(portrait.landmarks)
    evidence = find_glasses(portrait.image, portrait.landmarks)
    picture = to_float(portrait.image)
    assert np.array_equal(erase_glasses(picture, evidence, frame), picture)
    layer = glasses_layer(picture.shape, frame, evidence, flat=True)
    assert (layer[..., 3] > 200).sum() > 100


def test_the_wearers_among_the_portraits_are_found_and_nobody_else(faces_folder: Path) -> None:
    """Of all the faces in these photos a man (glasses.jpg) and a laughing girl (group-dark.jpg, the upper face) wear glasses."""
    found = []
    with FaceFinder() as finder:
        for file in sorted(faces_folder.iterdir()):
            if file.suffix not in {".jpg", ".png"}:
                continue
            photo = open_photo(file)
            faces = sorted(finder.find_faces(photo), key=lambda face: face.box[1])
            for number, face in enumerate(faces):
                portrait = finder.align(photo, face, 256)
                if find_glasses(portrait.image, portrait.landmarks).worn:
                    found.append((file.name, number))
    assert found == [("glasses.jpg", 0), ("group-dark.jpg", 0)]
