"""The arithmetic of pictures: colours come back, steps step, blurs keep sums."""

from __future__ import annotations

import numpy as np
import pytest

from toontalker.picture import (
    blur,
    lab_of,
    masked_blur,
    over,
    resize,
    rgb_of,
    smoothstep,
    soft_clip,
    to_float,
    to_lab,
    to_rgb,
    to_uint8,
)  # fmt: skip

NOISE = np.random.default_rng(0).integers(0, 256, (24, 32, 3), dtype=np.uint8)


def test_bytes_survive_the_way_through_floats_and_lab() -> None:
    """uint8 → float → CIELAB → float → uint8 moves no value by more than one level."""
    assert np.array_equal(to_uint8(to_float(NOISE)), NOISE)
    there_and_back = to_uint8(to_rgb(to_lab(to_float(NOISE))))
    assert np.abs(there_and_back.astype(int) - NOISE).max() <= 1


def test_lab_uses_the_usual_ranges() -> None:
    """White is L 100, black is L 0, and red has positive a."""
    assert lab_of((1, 1, 1))[0] == pytest.approx(100, abs=0.1)
    assert lab_of((0, 0, 0))[0] == pytest.approx(0, abs=0.1)
    assert lab_of((1, 0, 0))[1] > 60
    assert np.allclose(rgb_of(lab_of((0.3, 0.6, 0.2))), (0.3, 0.6, 0.2), atol=0.01)


def test_smoothstep_runs_either_way() -> None:
    """0 before `low`, 1 after `high`, half between, also downwards."""
    assert smoothstep(2, 4, [1, 2, 3, 4, 5]).tolist() == [0, 0, 0.5, 1, 1]
    assert smoothstep(4, 2, [1, 3, 5]).tolist() == [1, 0.5, 0]


def test_soft_clip_limits_each_side() -> None:
    """Small values pass, large ones stay within their side's limit."""
    x = np.array([[-100, -0.01, 0, 0.01, 100]], np.float32)
    assert np.allclose(soft_clip(x, 5, 9), [[-5, -0.01, 0, 0.01, 9]], atol=1e-3)


@pytest.mark.parametrize("sigma", [1.0, 6.0, 20.0])
def test_a_blur_leaves_an_even_picture_even(sigma: float) -> None:
    """On the full and on the reduced grid alike."""
    assert np.allclose(blur(np.full((64, 64), 0.4, np.float32), sigma), 0.4, atol=1e-4)


def test_a_masked_blur_ignores_what_lies_outside_the_mask() -> None:
    """Bright pixels beside the mask do not leak in."""
    x = np.full((64, 64), 0.2, np.float32)
    x[:, 32:] = 1
    mask = np.zeros_like(x)
    mask[:, :32] = 1
    assert masked_blur(x, mask, 4)[32, 28] == pytest.approx(0.2, abs=0.01)


def test_resize_keeps_the_mean() -> None:
    """Shrinking averages."""
    x = np.random.default_rng(1).random((64, 64)).astype(np.float32)
    assert resize(x, (32, 32)).mean() == pytest.approx(x.mean(), abs=1e-3)


def test_over_mixes_by_the_mask() -> None:
    """0 keeps what is below, 1 shows the colour."""
    below = np.zeros((2, 2, 3), np.float32)
    mask = np.array([[0, 1], [0.5, 0]], np.float32)
    assert np.allclose(over(below, mask, (1, 1, 1))[..., 0], mask)
