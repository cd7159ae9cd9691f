"""The training loop."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from toontalker.speech.listener import weights
from toontalker.speech.listener.features import BANDS
from toontalker.speech.listener.net import Net
from toontalker.speech.listener.shape import Shape
from toontalker.speech.listener.sounds import COUNT
from toontalker.speech.listener.train.corpus import Example
from toontalker.speech.listener.train.export import export, follows
from toontalker.speech.listener.train.learning import Plan, learn

SHAPE = Shape(channels=16, inner=16, dilations=(1, 2))
PLAN = Plan(steps=100, batch=6, every=50, shape=SHAPE)


def _examples() -> list[Example]:
    """Four sounds, each with bands of its own."""
    draw = np.random.default_rng(7)
    examples = []
    for _ in range(8):
        classes = np.repeat(draw.integers(0, 4, 60), 10).astype(np.int8)
        levels = draw.normal(0, 0.2, (600, BANDS))
        levels[np.arange(600)[:, None], classes[:, None] * 10 + np.arange(10)] += 6
        examples.append(Example(levels.astype(np.float16), classes))
    return examples


def test_it_learns_goes_on_and_is_exported(tmp_path: Path) -> None:
    """Far better than chance after some steps, from its checkpoint on, and the exported net is as good."""
    checkpoint, examples = tmp_path / "checkpoint.pt", _examples()
    first = list(learn(examples, checkpoint, PLAN))
    assert [mark.step for mark in first] == [50, 100]
    on = list(learn(examples, checkpoint, Plan(steps=200, batch=6, every=100, shape=SHAPE)))
    assert [mark.step for mark in on] == [200]
    assert on[-1].accuracy > 0.7
    file = tmp_path / "out" / "listener.npz"
    assert export(checkpoint, examples, file, SHAPE) == file.stat().st_size
    tables = weights.load(file)
    chances = np.exp(tables.pop("follows"))
    assert chances.sum(axis=1) == pytest.approx(np.ones(COUNT), abs=0.01)
    assert Net(tables, SHAPE).log_posteriors(np.zeros((5, BANDS), np.float32)).shape == (5, COUNT)


def test_what_follows_what_is_counted() -> None:
    """A pair that is heard is likelier than one that is not, and nothing is impossible."""
    example = Example(np.zeros((6, BANDS), np.float16), np.array([0, 1, 1, 2, 2, 1], np.int8))
    table = follows([example])
    assert table[1, 2] > table[1, 3]
    assert np.isfinite(table).all()
