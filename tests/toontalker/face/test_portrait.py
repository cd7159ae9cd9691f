"""The portrait: upright, well framed, inside the photo where that is possible and never smeared where it is not."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import cv2
import numpy as np
import pytest

from tests.toontalker.face.conftest import canvas, pasted, scaled, turned
from toontalker.face import FaceFinder, Portrait
from toontalker.face import portrait as portrait_module
from toontalker.face.graphs import Graphs
from toontalker.mesh import LEFT_EYE, OVAL, RIGHT_EYE, FaceFrame
from toontalker.photo import open_photo
from toontalker.picture import Picture


def aligned(finder: FaceFinder, photo: Picture, size: int = 512) -> Portrait:
    """The portrait of the first face."""
    faces = finder.find_faces(photo)
    return finder.align(photo, faces[0], size, faces[1:])


def check(portrait: Portrait, size: int = 512) -> None:
    """What holds for every portrait."""
    assert portrait.image.shape == (size, size, 3)
    assert portrait.image.dtype == np.uint8
    assert portrait.landmarks.shape == (478, 3)
    assert portrait.landmarks.dtype == np.float32
    for layer in (portrait.matte, portrait.inside):
        assert layer.shape == (size, size)
        assert layer.dtype == np.float32
        assert layer.min() >= 0
        assert layer.max() <= 1
    frame = FaceFrame(portrait.landmarks)
    assert 0.35 * size < frame.unit < 0.85 * size
    eyes = [portrait.landmarks[list(eye.upper_lid + eye.lower_lid), :2].mean(0) for eye in (LEFT_EYE, RIGHT_EYE)]
    assert abs(np.degrees(np.arctan2(*(eyes[1] - eyes[0])[::-1]))) < 5
    assert np.all(np.abs(frame.centre / size - (0.5, 0.56)) < (0.22, 0.2))


def test_every_face_photo_is_framed(finder: FaceFinder, faces_folder: Path) -> None:
    """Each test face gets an upright portrait with head and shoulders, nearly all of it from the photo, and a matte with the face in."""
    for path in sorted(faces_folder.glob("*.*g")):
        portrait = aligned(finder, open_photo(path))
        check(portrait)
        assert portrait.inside.mean() > 0.95, path.name
        face = np.zeros((512, 512), np.uint8)
        cv2.fillPoly(face, [portrait.landmarks[list(OVAL), :2].round().astype(np.int32)], 1)
        assert portrait.matte[face > 0].mean() > 0.9, path.name


@pytest.mark.parametrize("size", [256, 512, 1024])
def test_any_size_shows_the_same(finder: FaceFinder, demo: Picture, size: int) -> None:
    """The frame does not depend on the size in px."""
    portrait = aligned(finder, demo, size)
    check(portrait, size)
    assert np.abs(scaled(portrait.image, 128 / size).astype(int) - scaled(aligned(finder, demo).image, 0.25)).mean() < 3


@pytest.mark.parametrize("degrees", [-90, -45, 30, 90])
def test_rolled_heads_stand_upright(finder: FaceFinder, demo: Picture, degrees: int) -> None:
    """The portrait from a turned photo shows the same face as that from the photo itself."""
    straight, rolled = aligned(finder, demo), aligned(finder, turned(demo, degrees))
    check(rolled)
    there, here = (np.ascontiguousarray(portrait.landmarks[:468, :2]) for portrait in (rolled, straight))
    matrix = cv2.estimateAffinePartial2D(there, here)[0]
    laid_over = cv2.warpAffine(rolled.image, matrix, (512, 512))
    left, top = straight.landmarks[:468, :2].min(0).astype(int)
    right, bottom = straight.landmarks[:468, :2].max(0).astype(int)
    assert np.abs(laid_over[top:bottom, left:right].astype(int) - straight.image[top:bottom, left:right]).mean() < 8


def test_matte_of_the_demo(finder: FaceFinder, demo: Picture) -> None:
    """The wall beside the head is no person, the face is; the frame reaches beyond the photo by less than half a pixel."""
    portrait = aligned(finder, demo)
    assert portrait.matte[:60, :40].max() < 0.2
    assert portrait.matte[:60, -40:].max() < 0.2
    x, y = portrait.landmarks[4, :2].astype(int)
    assert portrait.matte[y - 40 : y + 40, x - 40 : x + 40].min() > 0.9
    assert portrait.inside.min() > 0.5


def cut(finder: FaceFinder, photo: Picture, *, left: float, top: float, right: float, bottom: float) -> Picture:
    """The photo cut so closely: room beside the box of the face, in sizes of that box."""
    box = finder.find_faces(photo)[0].box
    wide, tall = box[2] - box[0], box[3] - box[1]
    x0, y0 = max(0, round(box[0] - left * wide)), max(0, round(box[1] - top * tall))
    x1, y1 = round(box[2] + right * wide), round(box[3] + bottom * tall)
    return np.ascontiguousarray(photo[y0:y1, x0:x1])


def test_faces_at_the_border_stay_inside_the_photo(finder: FaceFinder, demo: Picture) -> None:
    """Where a face is close to one border, the crop shifts or zooms in instead of showing what is not there."""
    for sides in ({"left": 0.15}, {"right": 0.15}, {"bottom": 0.1}, {"top": 0.2}):
        room = {"left": 9.0, "top": 9.0, "right": 9.0, "bottom": 9.0} | sides
        portrait = aligned(finder, cut(finder, demo, **room))
        check(portrait)
        assert portrait.inside.mean() > 0.93, sides


def test_tight_crops_zoom_in_and_end_softly(finder: FaceFinder, demo: Picture) -> None:
    """A photo that is all face fills most of the frame; beyond it lie soft surroundings, neither black nor streaks."""
    portrait = aligned(finder, cut(finder, demo, left=0.15, top=0.15, right=0.15, bottom=0.15))
    check(portrait)
    assert FaceFrame(portrait.landmarks).unit > 0.65 * 512
    assert portrait.inside.mean() > 0.5
    away = cv2.distanceTransform((portrait.inside < 0.5).astype(np.uint8), cv2.DIST_L2, 3)
    grey = portrait.image.mean(2)
    assert np.median(grey[away > 0]) > 40
    steps = np.maximum(np.abs(np.diff(grey, axis=0))[:, :-1], np.abs(np.diff(grey, axis=1))[:-1])
    assert steps[away[:-1, :-1] > 0.07 * 512].max() < 6
    assert portrait.matte[portrait.inside == 0].max() == 0


def test_shrinking_does_not_alias(finder: FaceFinder, demo: Picture) -> None:
    """A fine grid over a large photo becomes an even tone in the portrait, no moiré."""
    large = scaled(demo, 4)
    face = finder.find_faces(large)[0]
    grid = np.full_like(large, 60)
    grid[::2] = 200
    portrait = finder.align(grid, face, 256)
    assert portrait.image[20:-20, 20:-20].std() < 12


def test_enlarging_a_blocky_face_is_smooth(finder: FaceFinder, demo: Picture) -> None:
    """A face of 40 px from a bad JPEG has no stairs in the portrait: neighbouring pixels are close."""
    small = scaled(demo, 40 / finder.find_faces(demo)[0].size)
    code = cv2.imencode(".jpg", small[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 60])[1]
    photo = np.ascontiguousarray(cv2.imdecode(code, cv2.IMREAD_COLOR)[..., ::-1])
    portrait = aligned(finder, photo)
    check(portrait)
    grey = portrait.image.mean(2)
    assert np.percentile(np.abs(np.diff(grey, axis=1)), 99.9) < 25


def test_neighbours_are_reported(finder: FaceFinder, demo: Picture) -> None:
    """Another head in the crop is reported with its place and size in the crop; one far away is not."""
    head = demo[20:250, 160:295]
    photo = pasted(pasted(pasted(canvas(1280, 400), head, 150, 90), scaled(head, 0.9), 285, 100), head, 1000, 90)
    faces = sorted(finder.find_faces(photo), key=lambda face: face.centre[0])
    portrait = finder.align(photo, faces[0], 512, faces)
    assert len(portrait.neighbours) == 1
    x, y, size = portrait.neighbours[0]
    assert x > FaceFrame(portrait.landmarks).centre[0] + 130
    assert abs(y - FaceFrame(portrait.landmarks).centre[1]) < 100
    assert size == pytest.approx(0.9 * FaceFrame(portrait.landmarks).unit, rel=0.12)


class StubGraphs:
    """Graphs that see this mesh in every picture."""

    def __init__(self, seen: object) -> None:
        self.seen = seen

    def mesh(self, image: Picture) -> object:
        """The mesh to be found."""
        return self.seen

    def person(self, image: Picture) -> object:
        """A person everywhere."""
        return np.ones(image.shape[:2], np.float32)


def test_another_face_in_the_crop_does_not_take_over(finder: FaceFinder, demo: Picture) -> None:
    """If the mesh sees nobody in the crop, or somebody else, the landmarks found in the photo stand."""
    face = finder.find_faces(demo)[0]
    expected = portrait_module.frame(demo, face, 512).landmarks_to_view(face.landmarks)
    for seen in (None, expected + np.float32(150)):
        portrait = portrait_module.align(cast(Graphs, StubGraphs(seen)), demo, face, 512)
        assert np.array_equal(portrait.landmarks, expected)


def test_align_is_repeatable(finder: FaceFinder, demo: Picture) -> None:
    """The same face gives the same portrait, bit by bit."""
    first, second = aligned(finder, demo), aligned(finder, demo)
    assert np.array_equal(first.image, second.image)
    assert np.array_equal(first.landmarks, second.landmarks)
    assert np.array_equal(first.matte, second.matte)
