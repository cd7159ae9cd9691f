"""Batches of lessons."""

from __future__ import annotations

import numpy as np

from toontalker.speech.listener.features import BANDS
from toontalker.speech.listener.sounds import COUNT, PAUSE
from toontalker.speech.listener.train.corpus import Example
from toontalker.speech.listener.train.lessons import FRAMES, batches, empty_lesson, lesson


def _example(frames: int) -> Example:
    """Loud bands where a sound is, soft ones in the pauses."""
    classes = np.arange(frames, dtype=np.int8) // 20 % COUNT
    levels = np.random.default_rng(5).normal(0, 0.3, (frames, BANDS)) + np.where(classes == PAUSE, -8, 0)[:, None]
    return Example(levels.astype(np.float16), classes)


def test_lessons_have_one_shape_whatever_the_example() -> None:
    """Short and long examples give as many frames, all finite."""
    draw = np.random.default_rng(1)
    for frames in (60, FRAMES, 3000):
        features, classes = lesson(_example(frames), draw)
        assert features.shape == (FRAMES, BANDS)
        assert classes.shape == (FRAMES,)
        assert np.isfinite(features).all()


def test_classes_stay_with_their_frames() -> None:
    """Pauses are softer than sounds, whatever was done to a lesson."""
    draw = np.random.default_rng(2)
    for _ in range(20):
        features, classes = lesson(_example(2000), draw)
        if (classes == PAUSE).any():
            assert features[classes == PAUSE].mean() < features[classes != PAUSE].mean()


def test_where_nobody_speaks_is_a_lesson_too() -> None:
    """All of it is a pause, and it looks like noise, not like nothing."""
    draw = np.random.default_rng(3)
    for _ in range(10):
        features, classes = empty_lesson(draw)
        assert (classes == PAUSE).all()
        assert features.std() > 0.3


def test_the_same_seed_gives_the_same_batches() -> None:
    """And another seed others."""
    examples = [_example(500), _example(700)]
    one, same, other = (next(batches(examples, 4, np.random.default_rng(seed))) for seed in (1, 1, 2))
    assert one[0].shape == (4, BANDS, FRAMES)
    assert np.array_equal(one[0], same[0])
    assert not np.array_equal(one[0], other[0])
