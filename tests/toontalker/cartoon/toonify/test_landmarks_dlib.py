from __future__ import annotations

import sys
from pathlib import Path

import cv2
import dlib
import numpy as np
import pytest

from toontalker.cartoon.toonify.landmarks_dlib import Box, Predictor, open_predictor
from toontalker.errors import MissingPart, WeightsMissing, WeightsWrong
from toontalker.picture import Picture, Points


def drawn(x: float, y: float, size: float) -> tuple[Picture, Points, Box]:
    """A bright disc with a dark cross: 68 points round it, and the box that holds it."""
    photo = np.full((160, 200, 3), 40, np.uint8)
    cv2.circle(photo, (round(x), round(y)), round(size), (230, 200, 170), -1)
    cv2.circle(photo, (round(x - size / 3), round(y - size / 4)), round(size / 6), (20, 20, 20), -1)
    cv2.circle(photo, (round(x + size / 3), round(y - size / 4)), round(size / 6), (20, 20, 20), -1)
    turn = np.linspace(0, 2 * np.pi, 68, endpoint=False)
    points = np.stack([x + size * np.cos(turn), y + size * np.sin(turn)], 1)
    return photo, points, (x - size, y - size, x + size, y + size)


def train(path: Path, count: int) -> Path:
    """A small predictor of the first `count` points, learnt from a handful of drawings."""
    options = dlib.shape_predictor_training_options()
    options.tree_depth, options.cascade_depth, options.num_trees_per_cascade_level = 2, 3, 20
    options.nu, options.oversampling_amount, options.feature_pool_size, options.num_test_splits = 0.2, 2, 60, 10
    rng = np.random.default_rng(0)
    photos, faces = [], []
    for _ in range(12):
        photo, points, box = drawn(rng.uniform(60, 140), rng.uniform(60, 100), rng.uniform(25, 45))
        parts = [dlib.point(round(float(x)), round(float(y))) for x, y in points[:count]]
        photos.append(photo)
        faces.append([dlib.full_object_detection(dlib.rectangle(*(round(side) for side in box)), parts)])
    dlib.train_shape_predictor(photos, faces, options).save(str(path))
    return path


@pytest.fixture(scope="module")
def predictor(tmp_path_factory: pytest.TempPathFactory) -> Predictor:
    """A small predictor, loaded from its file."""
    return open_predictor(train(tmp_path_factory.mktemp("dlib") / "small.dat", 68))


@pytest.mark.parametrize(("x", "y", "size"), [(70.0, 80.0, 30.0), (120.0, 75.0, 40.0)])
def test_finds_the_points_it_was_trained_for(predictor: Predictor, x: float, y: float, size: float) -> None:
    """68 points in px of the photo come out where they are, wherever the box lies and however large it is."""
    photo, points, box = drawn(x, y, size)
    found = predictor(photo, box)
    assert found.shape == (68, 2)
    assert np.abs(found - points).mean() < 0.12 * size


def test_the_points_move_with_the_box(predictor: Predictor) -> None:
    """The same drawing elsewhere in a larger photo gives the same points, moved by as much."""
    photo, _, box = drawn(100, 80, 35)
    larger = np.full((400, 500, 3), 40, np.uint8)
    larger[150:310, 220:420] = photo
    moved = predictor(larger, (box[0] + 220, box[1] + 150, box[2] + 220, box[3] + 150))
    assert np.abs(moved - predictor(photo, box) - [220, 150]).max() <= 1


def test_the_box_of_dlib_is_taken_where_it_finds_the_face(predictor: Predictor, portrait_file: Path) -> None:
    """On a real face two boxes 40 px apart give points that are hardly apart, because dlib finds its own box from either."""
    photo = cv2.cvtColor(cv2.imread(str(portrait_file)), cv2.COLOR_BGR2RGB)
    first, second = predictor(photo, (150, 60, 270, 200)), predictor(photo, (190, 60, 310, 200))
    assert np.abs((first - second).mean(0)).max() <= 8


def test_a_box_outside_the_photo_is_no_fault(predictor: Predictor) -> None:
    """A box partly or wholly beside the photo gives 68 finite points."""
    photo, _, _ = drawn(100, 80, 35)
    for box in [(-50.0, -60.0, 40.0, 30.0), (500.0, 500.0, 600.0, 600.0), (20.0, 20.0, 20.0, 20.0)]:
        assert np.isfinite(predictor(photo, box)).all()


def test_files_that_are_no_such_predictor_are_refused(tmp_path: Path) -> None:
    """Each with its reason: absent, empty, packed, a web page, cut off, random, or for another number of points."""
    with pytest.raises(WeightsMissing, match="not there"):
        open_predictor(tmp_path / "absent.dat")
    whole = train(tmp_path / "five.dat", 5)
    contents = {
        "empty": b"",
        "bunzip2": b"BZh91AY&SY" + bytes(40),
        "web page": b"<!DOCTYPE html><html></html>",
        "damaged": whole.read_bytes()[:400],
        "no predictor": bytes(range(256)) * 8,
    }
    for reason, content in contents.items():
        (tmp_path / "wrong.dat").write_bytes(content)
        with pytest.raises(WeightsWrong, match=reason):
            open_predictor(tmp_path / "wrong.dat")
    with pytest.raises(WeightsWrong, match="5 points, not 68"):
        open_predictor(whole)


def test_says_what_to_install_without_dlib(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without dlib one sentence names the package and the other choice."""
    monkeypatch.setitem(sys.modules, "dlib", None)
    with pytest.raises(MissingPart, match="pip install dlib-bin"):
        open_predictor(tmp_path / "any.dat")
