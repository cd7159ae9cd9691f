"""What a worker makes of an order, with the real pipeline: a clip, or the choice of a face."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gpu_worker.child import Maker
from gpu_worker.clip_maker import open_clip_maker, options_of
from gpu_worker.messages import Run
from toontalker.settings import Settings


@pytest.fixture(scope="module")
def maker() -> Iterator[Maker]:
    """With the usual settings."""
    with open_clip_maker(options_of(Settings())) as opened:
        yield opened


@pytest.fixture
def two_faces(portrait_file: Path, tmp_path: Path) -> Path:
    """A photo of two people: the same one, twice."""
    one = Image.open(portrait_file).convert("RGB")
    both = Image.new("RGB", (2 * one.width, one.height))
    both.paste(one, (0, 0))
    both.paste(one, (one.width, 0))
    file = tmp_path / "two.jpg"
    both.save(file)
    return file


def _nothing(_stage: str, _fraction: float) -> None:
    """Nobody wants to know."""


def test_several_faces_and_none_named_give_a_choice(maker: Maker, two_faces: Path, tmp_path: Path) -> None:
    """A JPEG with both faces lies where the clip would, and the report says how many they are."""
    out = tmp_path / "clip-1.mp4"
    report = maker(Run(job="1", photo=str(two_faces), request={"text": "Hi", "face": 0}, clip=str(out)), _nothing)
    assert report == {"choice": 2}
    picture = Image.open(out)
    assert picture.format == "JPEG"
    assert np.asarray(picture).std() > 20


def test_the_face_that_was_chosen_talks(maker: Maker, two_faces: Path, tmp_path: Path) -> None:
    """With a number there is a clip; phonemes stay out of its report."""
    out = tmp_path / "clip-1.mp4"
    report = maker(Run(job="1", photo=str(two_faces), request={"text": "Hi", "face": 2}, clip=str(out)), _nothing)
    assert report["face"]["found"] == 2
    assert "phonemes" not in report
    assert out.read_bytes()[4:8] == b"ftyp"


def test_one_face_needs_no_choice(maker: Maker, portrait_file: Path, tmp_path: Path) -> None:
    """Where only one can be meant, nobody is asked."""
    out = tmp_path / "clip-1.mp4"
    report = maker(Run(job="1", photo=str(portrait_file), request={"text": "Hi", "face": 0}, clip=str(out)), _nothing)
    assert "choice" not in report
    assert out.read_bytes()[4:8] == b"ftyp"
