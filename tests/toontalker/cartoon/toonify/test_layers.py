"""The building blocks, against the plain transcription and against the properties that they promise."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from torch import Tensor

from tests.toontalker.cartoon.toonify import plain_stylegan2 as plain
from toontalker.cartoon.toonify.layers import Conv, Modulated, doubled, downsample, lrelu, minibatch_deviation, normalized, upsample


def drawn(*shape: int) -> Tensor:
    """Random numbers, always the same."""
    return torch.randn(shape, generator=torch.Generator().manual_seed(math.prod(shape)), dtype=torch.float64)


@pytest.mark.parametrize("side", [4, 5, 16])
def test_resampling_is_that_of_the_transcription(side: int) -> None:
    """Up and down."""
    picture = drawn(2, 3, side, side)
    for index in range(2):
        assert np.allclose(upsample(picture)[index], plain.filtered(plain.spread(picture[index].numpy(), 1), 2, 1, gain=4), atol=1e-12)
        assert np.allclose(downsample(picture)[index], plain.filtered(picture[index].numpy(), 1, 1)[:, ::2, ::2], atol=1e-12)


def test_resampling_keeps_an_even_picture() -> None:
    """Away from the edges, where zeros come in."""
    picture = torch.full((1, 1, 8, 8), 3.0)
    assert torch.allclose(upsample(picture)[..., 2:-2, 2:-2], torch.tensor(3.0))
    assert torch.allclose(downsample(picture)[..., 1:-1, 1:-1], torch.tensor(3.0))


@pytest.mark.parametrize("kernel", [1, 3])
def test_doubling_convolutions_are_those_of_the_transcription(kernel: int) -> None:
    """With our kernel turned by half a turn, as it is stored."""
    picture, weight = drawn(1, 4, 6, 6), drawn(kernel, kernel, 4, 5)
    found = doubled(picture, weight.flip(0, 1).permute(3, 2, 0, 1))
    assert np.allclose(found[0], plain.up_convolution(picture[0].numpy(), weight.numpy()), atol=1e-12)


@pytest.mark.parametrize("kernel", [1, 3])
def test_halving_convolutions_are_those_of_the_transcription(kernel: int) -> None:
    """With the constant 1/sqrt(fan-in)."""
    layer = Conv(4, 5, kernel, "down").double()
    weight = drawn(kernel, kernel, 4, 5)
    layer.load_state_dict({"weight": weight.permute(3, 2, 0, 1)})
    picture = drawn(1, 4, 8, 8)
    wanted = plain.down_convolution(picture[0].numpy(), weight.numpy() / math.sqrt(4 * kernel * kernel))
    assert np.allclose(layer(picture).detach()[0], wanted, atol=1e-6)


def test_demodulation_brings_the_variance_back() -> None:
    """However strong the style is."""
    layer = Modulated(32, 64, 3, 8)
    with torch.no_grad():
        for weights in layer.parameters():
            weights.copy_(drawn(*weights.shape).float())
        picture, w = drawn(1, 32, 32, 32).float(), drawn(1, 8).float()
        weak, strong = layer(picture, w), layer(picture, 50 * w)
    for found in (weak, strong):
        assert float(found[..., 2:-2, 2:-2].std()) == pytest.approx(1, rel=0.1)


def test_lrelu_keeps_the_variance() -> None:
    """Of values around 0, about."""
    values = torch.randn(100_000, generator=torch.Generator().manual_seed(0))
    assert float(lrelu(values).square().mean()) == pytest.approx(1.04, abs=0.03)
    assert torch.allclose(lrelu(values[None], torch.full((100_000,), 2.0)), lrelu(values + 2)[None])


def test_normalized_rows_have_a_mean_square_of_1() -> None:
    """Whatever their length."""
    assert torch.allclose(normalized(drawn(3, 7) * 40).square().mean(1), torch.ones(3, dtype=torch.float64))


def test_equal_pictures_have_no_deviation() -> None:
    """But the root of the epsilon; channels are added behind."""
    picture = drawn(1, 4, 3, 3).repeat(4, 1, 1, 1)
    found = minibatch_deviation(picture, 4, 2)
    assert torch.equal(found[:, :4], picture)
    assert torch.allclose(found[:, 4:], torch.tensor(1e-4, dtype=torch.float64), atol=1e-8)
    assert found.shape == (4, 6, 3, 3)
