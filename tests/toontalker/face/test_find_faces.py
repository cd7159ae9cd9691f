"""Faces are found: of every kind, rolled, small, several, dark; and none where there is none."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from tests.toontalker.face.conftest import canvas, pasted, scaled, turned
from toontalker.face import FaceFinder
from toontalker.mesh import CHIN, FOREHEAD, OVAL
from toontalker.photo import open_photo
from toontalker.picture import Picture


def test_every_face_photo(finder: FaceFinder, faces_folder: Path) -> None:
    """A face is found in each test photo, and all of them in the group photos."""
    counts = {}
    for path in sorted(faces_folder.glob("*.*g")):
        photo = open_photo(path)
        faces = finder.find_faces(photo)
        counts[path.stem] = len(faces)
        for face in faces:
            left, top, right, bottom = face.box
            assert 0 <= left < right <= photo.shape[1]
            assert 0 <= top < bottom <= photo.shape[0]
            assert face.landmarks.shape == (478, 3)
            assert face.landmarks.dtype == np.float32
            assert abs(np.degrees(face.roll)) < 20
            assert face.landmarks[FOREHEAD, 1] < face.landmarks[CHIN, 1]
    assert len(counts) >= 13
    assert counts == {name: {"group-dark": 2, "group-glasses": 3}.get(name, 1) for name in counts}


@pytest.mark.parametrize("degrees", [90, -90])
def test_every_face_photo_on_its_side(finder: FaceFinder, faces_folder: Path, degrees: int) -> None:
    """A photo that lies on its side gives the same first face, and its roll is known."""
    for path in sorted(faces_folder.glob("*.*g")):
        photo = open_photo(path)
        upright = {round(face.size): face for face in finder.find_faces(photo)}
        lying = finder.find_faces(np.ascontiguousarray(np.rot90(photo, -degrees // 90)))
        assert len(lying) == len(upright), path.name
        original = min(upright.values(), key=lambda face: abs(face.size - lying[0].size))
        assert abs(lying[0].size / original.size - 1) < 0.1, path.name
        assert abs(np.degrees(lying[0].roll) - np.degrees(original.roll) - degrees) < 10, path.name


@pytest.mark.parametrize("degrees", [-90, -60, -45, -20, 20, 45, 60, 90, 135, 180])
def test_rolled_heads(finder: FaceFinder, demo: Picture, degrees: int) -> None:
    """However the head is rolled, the mesh lies where the turned photo carries it."""
    original = finder.find_faces(demo)[0]
    photo = turned(demo, degrees)
    face = finder.find_faces(photo)[0]
    off = np.radians(degrees) - (face.roll - original.roll)
    assert abs(np.degrees((off + np.pi) % (2 * np.pi) - np.pi)) < 6
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    middle = (np.array(demo.shape[1::-1]) - 1) / 2
    carried = (original.landmarks[:, :2] - middle) @ np.array([[c, s], [-s, c]]) + (np.array(photo.shape[1::-1]) - 1) / 2
    assert np.hypot(*(carried - face.landmarks[:, :2]).T).mean() < 0.04 * original.size


@pytest.mark.parametrize("size", [20, 30, 45, 70])
@pytest.mark.parametrize("place", [(60, 40), (700, 400)])
def test_small_faces(finder: FaceFinder, demo: Picture, size: int, place: tuple[int, int]) -> None:
    """A face of 30 px (even of 20) in a photo of 1280 px is found, and nothing else."""
    small = scaled(demo, size / finder.find_faces(demo)[0].size)
    faces = finder.find_faces(pasted(canvas(), small, *place))
    assert len(faces) == 1
    assert 0.8 < faces[0].size / size < 1.25
    x, y = faces[0].centre
    assert place[0] < x < place[0] + small.shape[1]
    assert place[1] < y < place[1] + small.shape[0]


def test_large_photos(finder: FaceFinder, demo: Picture) -> None:
    """In a photo of 2048 px the mesh is in px of that photo, depth too."""
    small, large = finder.find_faces(demo)[0], finder.find_faces(scaled(demo, 4))[0]
    assert np.abs(large.landmarks / 4 - small.landmarks).mean() < 0.02 * small.size
    assert large.size == pytest.approx(4 * small.size, rel=0.05)


def test_the_largest_comes_first_then_the_most_central(finder: FaceFinder, demo: Picture) -> None:
    """Size counts first, then how central a face is; no face is counted twice."""
    head = demo[20:260, 90:360]
    sizes = pasted(pasted(canvas(), scaled(head, 1.6), 800, 200), head, 100, 300)
    faces = finder.find_faces(sizes)
    assert len(faces) == 2
    assert faces[0].size > 1.3 * faces[1].size
    assert faces[0].centre[0] > 700
    row = canvas(1280, 400)
    for left in (40, 505, 970):
        row = pasted(row, head, left, 80)
    faces = finder.find_faces(row)
    assert len(faces) == 3
    assert 505 < faces[0].centre[0] < 775


def test_faces_side_by_side_are_not_mixed_up(finder: FaceFinder, demo: Picture) -> None:
    """Each of two heads that touch gets its own mesh."""
    head = demo[20:250, 140:320]
    row = pasted(pasted(canvas(700, 400), head, 150, 90), head[:, ::-1], 330, 90)
    faces = finder.find_faces(row)
    assert len(faces) == 2
    left, right = sorted(face.landmarks[list(OVAL), 0].mean() for face in faces)
    assert 150 < left < 330 < right < 510


@pytest.mark.parametrize("change", ["dark", "bright", "grey", "soft"])
def test_poor_photos(finder: FaceFinder, demo: Picture, change: str) -> None:
    """Underexposed, overexposed, grey and soft photos are good enough."""
    poor = {
        "dark": demo * 0.1,
        "bright": np.clip(demo * 1.6 + 30.0, 0, 255),
        "grey": np.repeat(demo.mean(2, keepdims=True), 3, 2),
        "soft": scaled(scaled(demo, 0.25), 4),
    }[change].astype(np.uint8)
    faces = finder.find_faces(poor)
    assert len(faces) == 1
    assert abs(faces[0].size / finder.find_faces(demo)[0].size - 1) < 0.15


def test_none(finder: FaceFinder) -> None:
    """No face is seen in noise, waves, a plain wall or a photo of the smallest size; and that is settled in bounded time."""
    noise = np.random.default_rng(0).integers(0, 256, (500, 700, 3), np.uint8)
    for photo in (noise, canvas(), np.full((300, 400, 3), 120, np.uint8), np.zeros((32, 32, 3), np.uint8), canvas(2048, 32)):
        start = time.process_time()
        assert finder.find_faces(photo) == []
        assert time.process_time() - start < 3


def test_same_photo_same_landmarks(finder: FaceFinder, demo: Picture) -> None:
    """The result depends on the photo alone: not on what was searched before, nor on the instance."""
    first = finder.find_faces(demo)[0]
    finder.find_faces(turned(demo, 30))
    with FaceFinder() as other:
        for again in (finder.find_faces(demo)[0], other.find_faces(demo)[0]):
            assert np.array_equal(again.landmarks, first.landmarks)
            assert again.box == first.box
            assert again.roll == first.roll


def test_an_ordinary_photo_is_quick(finder: FaceFinder, demo: Picture) -> None:
    """At most 60 ms of one core for a portrait."""
    seconds = []
    for _ in range(5):
        start = time.process_time()
        finder.find_faces(demo)
        seconds.append(time.process_time() - start)
    assert min(seconds) < 0.06
