"""Learning: it learns, it is seeded, and it goes on where it stopped."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from toontalker.speech.house.context import FEATURES
from toontalker.speech.house.frames import frames_of
from toontalker.speech.house.shape import VOICED, WIDTH, Shape
from toontalker.speech.house.train.learning import Mark, Plan, learn
from toontalker.speech.house.train.lessons import Lesson, Scale, School

SHAPE = Shape(phone_width=24, phone_blocks=2, frame_width=32, dilations=(1, 2))


def _lesson(number: int) -> Lesson:
    """A sentence of ten phones, each of which has a length and a frame of its own."""
    draw = np.random.default_rng(number)
    phones = draw.integers(1, 41, 10)
    ends = np.cumsum(6 + phones % 7)
    phone_of, position = frames_of(ends.astype(np.float64))
    frames = np.sin(np.outer(phones[phone_of], np.arange(2 * WIDTH)) * 0.37).astype(np.float32)
    frames.reshape(-1, WIDTH)[:, VOICED] = (phones[phone_of] % 2).repeat(2)
    return Lesson(number % 2, phones, draw.random((10, FEATURES), np.float32), ends, phone_of, position, frames)


def _school() -> School:
    scale = Scale(np.zeros((2, WIDTH), np.float32), np.ones((2, WIDTH), np.float32))
    return School([_lesson(number) for number in range(60)], [_lesson(number) for number in range(60, 68)], scale)


def _marks(checkpoint: Path, steps: int) -> list[Mark]:
    torch.set_num_threads(1)
    return list(learn(_school(), checkpoint, Plan(steps=steps, batch=8, every=20, shape=SHAPE)))


def test_it_learns_what_it_has_not_seen(tmp_path: Path) -> None:
    """Spectrum, voice and lengths of unseen sentences come out far better than at the start."""
    marks = _marks(tmp_path / "net.pt", 160)
    first, last = marks[0].testing, marks[-1].testing
    assert last[0] < 0.85 * first[0]
    assert last[3] < 0.7 * first[3]
    assert last[4] < 0.7 * first[4]


def test_the_same_seed_gives_the_same_net(tmp_path: Path) -> None:
    """To the last bit, on one thread."""
    assert _marks(tmp_path / "a.pt", 20) == _marks(tmp_path / "b.pt", 20)


def test_it_goes_on_from_its_checkpoint(tmp_path: Path) -> None:
    """A training that was cut off does not start again; one that is done does nothing."""
    file = tmp_path / "net.pt"
    _marks(file, 40)
    assert [mark.step for mark in _marks(file, 80)] == [60, 80]
    assert _marks(file, 80) == []
