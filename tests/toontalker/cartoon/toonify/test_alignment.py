from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from scipy.ndimage import gaussian_filter

from toontalker.cartoon.toonify.alignment import (
    Alignment,
    FacePoints,
    _blurred,
    align_face,
    place_back,
    points_from_68,
    points_from_mesh,
    quad_of,
)
from toontalker.errors import NoFace
from toontalker.mesh import LEFT_EYE, RIGHT_EYE
from toontalker.picture import Picture

NAMES = ("align_1_256_t4096", "align_1_256_t256", "align_2_256_t4096", "align_2_256_t256")


def face(x: float, y: float, unit: float, turn: float = 0.0) -> FacePoints:
    """A face round (x, y) whose eyes are one unit apart, turned clockwise by `turn` radians."""
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]) * unit
    places = np.array([[-0.5, 0.0], [0.5, 0.0], [-0.4, 1.0], [0.4, 1.0]]) @ matrix.T + [x, y]
    return FacePoints(*places)


def ramps(width: int, height: int) -> Picture:
    """A picture that tells where it is: red grows with x, green with y, by less than one level in a px."""
    x = np.linspace(0.0, 255.0, width)[None] + np.zeros((height, 1))
    y = np.linspace(0, 255, height)[:, None] + np.zeros((1, width))
    return np.stack([x, y, np.full((height, width), 90.0)], -1).round().astype(np.uint8)


@pytest.mark.parametrize("name", NAMES)
def test_gives_the_pictures_of_the_original(reference_folder: Path, name: str) -> None:
    """Every picture of the original comes out again: quad, crop and padding exactly, no pixel off by more than one level."""
    known: dict[str, Any] = json.loads((reference_folder / "align" / "align.json").read_text())[name]
    photo = np.array(Image.open(reference_folder / "align" / known["source"]).convert("RGB"))
    wanted = np.array(Image.open(reference_folder / "align" / f"{name}.png").convert("RGB")).astype(int)
    transform_size = int(name.rpartition("_t")[2])
    aligned, alignment = align_face(photo, points_from_68(known["landmarks"]), len(wanted), transform_size)
    off = np.abs(aligned.astype(int) - wanted).max(-1)
    assert off.max() <= 1
    assert (off > 0).mean() <= 1e-3
    assert np.allclose(alignment.quad, known["quad0"], atol=1e-9)
    assert (alignment.shrink, alignment.crop, alignment.pad) == (known["shrink"], tuple(known["crop"]), tuple(known["pad"]))


def test_every_reference_is_looked_at(reference_folder: Path) -> None:
    """The names above are all that the folder holds, so that none is left out unseen."""
    assert set(json.loads((reference_folder / "align" / "align.json").read_text())) == set(NAMES)


@settings(max_examples=25, deadline=None)
@given(st.floats(200, 400), st.floats(200, 300), st.floats(8, 150), st.floats(-3.1, 3.1), st.sampled_from([32, 64, 128]))
def test_points_go_to_the_photo_and_back(x: float, y: float, unit: float, turn: float, size: int) -> None:
    """`to_photo` and `to_aligned` are each other's inverse, and the middle of the picture is where the quad's middle is."""
    points = face(x, y, unit, turn)
    _, alignment = align_face(np.zeros((500, 600, 3), np.uint8), points, size, size)
    some = np.array([[0.0, 0.0], [size - 1, 3.0], [7.5, size / 2]])
    assert np.allclose(alignment.to_aligned(alignment.to_photo(some)), some, atol=1e-6)
    middle = alignment.to_photo([[(size - 1) / 2] * 2])[0]
    assert np.allclose(middle, quad_of(points).mean(0), atol=1 + alignment.shrink)


def waves(width: int, height: int, axis: int, period: float) -> Picture:
    """A picture that tells where it is along one axis, to a fraction of a px: the angle of (red, green) grows with it."""
    place = np.mgrid[:height, :width][1 - axis] * (2 * np.pi / period)
    return np.stack([127.5 + 120 * np.cos(place), 127.5 + 120 * np.sin(place), 0 * place], -1).round().astype(np.uint8)


@pytest.mark.parametrize("unit", [30.0, 75.0, 220.0])
@pytest.mark.parametrize("turn", [0.0, 0.4, -1.2])
@pytest.mark.parametrize("axis", [0, 1])
def test_the_map_says_what_the_picture_shows(unit: float, turn: float, axis: int) -> None:
    """A pixel of the aligned picture shows the place that `to_photo` says, to a twentieth of its size, shrunk photos included."""
    points = face(1003, 801, unit, turn)
    step = float(np.hypot(*(quad_of(points)[3] - quad_of(points)[0]))) / 64
    aligned, alignment = align_face(waves(1999, 1601, axis, 20 * step), points, 64, 1024)
    assert alignment.pad == (0, 0, 0, 0)
    grid = np.stack(np.meshgrid(np.arange(2, 62), np.arange(2, 62)), -1).reshape(-1, 2)
    red, green = aligned[grid[:, 1], grid[:, 0], :2].T - 127.0  # Pillow cuts off fractions, so half a level is lost on the way
    off = np.exp(1j * (np.arctan2(green, red) - alignment.to_photo(grid)[:, axis] * (2 * np.pi / (20 * step))))
    assert np.abs(np.angle(off)).max() * 20 / (2 * np.pi) < 0.05


def test_eyes_and_mouth_always_come_to_the_same_place() -> None:
    """Faces of the same proportions land on the same pixels wherever, however large and however turned they are."""
    photo = np.zeros((900, 900, 3), np.uint8)
    seen: list[Any] = []
    for x, y, unit, turn in [(450, 450, 60, 0.0), (300, 500, 150, 0.5), (600, 400, 20, -2.0)]:
        points = face(x, y, unit, turn)
        _, alignment = align_face(photo, points, 256, 256)
        corners = np.stack([points.left_eye, points.right_eye, points.left_mouth, points.right_mouth])
        seen.append((corners - alignment.quad.mean(0)) @ np.linalg.inv(np.stack([alignment.quad[3] - alignment.quad[0],
                                                                                alignment.quad[1] - alignment.quad[0]])))  # fmt: skip
    assert np.allclose(seen, seen[0], atol=1e-9)


def test_a_face_at_the_border_is_padded_with_a_soft_ground() -> None:
    """What lies outside is mirrored, blurred and faded into the median: far out it is one colour."""
    rng = np.random.default_rng(0)
    photo = rng.integers(0, 256, (300, 300, 3), np.uint8)
    aligned, alignment = align_face(photo, face(20, 20, 90), 128, 128)
    assert min(alignment.pad) > 0
    inside = aligned[96:, 96:].astype(float).std()
    outside = aligned[:12, :12].astype(float).std()
    assert inside > 40
    assert outside < 6


@pytest.mark.parametrize(("shape", "sigma"), [((90, 70), 1.3), ((300, 530), 5.2), ((700, 300), 31.0), ((8, 9), 0.2)])
def test_the_blur_is_that_of_scipy(shape: tuple[int, int], sigma: float) -> None:
    """The fast blur gives the values of the original's, to less than a ten-thousandth of a level."""
    noise = np.random.default_rng(0).integers(0, 256, shape).astype(np.float32)
    assert np.abs(_blurred(noise, sigma) - gaussian_filter(noise, sigma)).max() < 5e-5


def test_landmarks_that_are_no_face_are_refused() -> None:
    """Points that coincide, or that are not numbers, or that span a few px only, make no picture."""
    photo = np.zeros((100, 100, 3), np.uint8)
    for points in (face(50, 50, 0.0), face(50, 50, 0.9), face(50, float("nan"), 10)):
        with pytest.raises(NoFace):
            align_face(photo, points, 64)


@pytest.mark.parametrize("centre", [(-500.0, 50.0), (50.0, 2000.0), (700.0, 700.0)])
def test_a_face_outside_the_photo_gives_a_picture_all_the_same(centre: tuple[float, float]) -> None:
    """Landmarks a detector put beside the photo do not break anything."""
    aligned, alignment = align_face(np.full((80, 120, 3), 77, np.uint8), face(*centre, 20), 32, 64)
    assert aligned.shape == (32, 32, 3)
    assert (aligned == 77).all()
    assert min(alignment.pad) > 0


def test_the_mesh_is_read_at_the_places_of_the_68() -> None:
    """Each eye is the mean of both corners and of two points on either lid, as with dlib; the mouth has its outer corners."""
    for eye, side in ((LEFT_EYE, "left_eye"), (RIGHT_EYE, "right_eye")):
        for part, share in (([eye.upper_lid[0], eye.upper_lid[-1]], 2), (eye.upper_lid[1:-1], 2), (eye.lower_lid[1:-1], 2)):
            mesh = np.zeros((478, 3))
            mesh[list(part), :2] = (6, 12)
            assert getattr(points_from_mesh(mesh), side).tolist() == [share, 2 * share]
    points = points_from_mesh(mesh := np.arange(478 * 3.0).reshape(478, 3))
    assert points.left_mouth.tolist() == mesh[61, :2].tolist()
    assert points.right_mouth.tolist() == mesh[291, :2].tolist()


@pytest.mark.parametrize("turn", [0.0, 0.6])
@pytest.mark.parametrize("unit", [12.0, 60.0])
def test_a_picture_placed_back_where_it_came_from_changes_nothing(unit: float, turn: float) -> None:
    """Aligning and placing back an unchanged picture leaves a smooth photo as it was, within two levels."""
    photo = ramps(400, 300)
    aligned, alignment = align_face(photo, face(200, 140, unit, turn), 256)
    placed = place_back(photo, aligned, alignment)
    assert placed is not photo
    assert np.abs(placed.astype(int) - photo).max() <= 2


@pytest.mark.parametrize("side", [64, 256, 1024])
def test_a_toon_is_placed_within_its_square_under_a_soft_edge(side: int) -> None:
    """A red toon covers the middle of its square wholly, nothing outside, and comes in gradually; its own size does not matter."""
    photo = np.zeros((400, 500, 3), np.uint8)
    _, alignment = align_face(photo, face(300, 150, 50, 0.3), 256, 256)
    placed = place_back(photo, np.full((side, side, 3), (255, 0, 0), np.uint8), alignment)
    y, x = np.mgrid[:400, :500]
    where = np.abs((alignment.to_aligned(np.stack([x, y], -1).reshape(-1, 2)) + 0.5) / 128 - 1).max(1).reshape(400, 500)
    assert (placed[where > 1.02] == 0).all()
    assert (placed[where < 0.5] == (255, 0, 0)).all()
    red = placed[..., 0].astype(int)
    assert np.abs(np.diff(red, axis=1)).max() < 40
    assert np.array_equal(photo, np.zeros_like(photo))


def test_a_toon_over_the_border_stays_in_the_photo() -> None:
    """Of a face at the corner only what lies in the photo is placed; one wholly outside leaves the photo as it is."""
    photo = np.zeros((200, 200, 3), np.uint8)
    toon = np.full((64, 64, 3), 255, np.uint8)
    _, near = align_face(photo, face(5, 5, 50), 64, 64)
    placed = place_back(photo, toon, near)
    assert placed.shape == photo.shape
    assert placed[5, 5].tolist() == [255, 255, 255]
    assert placed[-1, -1].tolist() == [0, 0, 0]
    _, far = align_face(photo, face(-900, 5, 50), 64, 64)
    assert np.array_equal(place_back(photo, toon, far), photo)


def test_a_band_border_cannot_be_seen() -> None:
    """A tall photo is done in bands of rows; the result is the same as of the rows around a band border alone."""
    photo = ramps(300, 900)
    _, alignment = align_face(photo, face(150, 450, 80, 0.2), 128, 128)
    toon = np.random.default_rng(1).integers(0, 256, (128, 128, 3), np.uint8)
    whole = place_back(photo, toon, alignment)
    moved = Alignment(alignment.quad - [0, 100], 128, 0, (1.0, 1.0), alignment.crop, alignment.pad)
    part = place_back(photo[100:], toon, moved)
    assert np.abs(whole[100:].astype(int) - part).max() <= 1
