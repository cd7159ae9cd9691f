from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor
from torch.nn import functional

from toontalker.mouth.wav2lip.tiled import Scratch, TiledConvolution, transforms


def _layer(shape: tuple[int, int, int, int], scratch: Scratch | None = None) -> tuple[TiledConvolution, Tensor, Tensor]:
    """A layer for (maps, side, inputs, outputs), with its weights."""
    maps, side, inputs, outputs = shape
    torch.manual_seed(side)
    weight, bias = torch.randn(outputs, inputs, 3, 3) / (9 * inputs) ** 0.5, torch.randn(outputs)
    return TiledConvolution(weight, bias, (maps, side), scratch or Scratch()), weight, bias


def _run(layer: TiledConvolution, x: Tensor, outputs: int) -> Tensor:
    result = torch.full((*layer.inside.shape[:3], outputs), torch.nan)
    layer.inside.copy_(x.permute(0, 2, 3, 1))
    layer.into(result)
    return result.permute(0, 3, 1, 2)


@pytest.mark.parametrize("results", [3, 4])
@settings(deadline=None)
@given(data=st.data())
def test_the_transforms_make_a_correlation(results: int, data: st.DataObject) -> None:
    """``back @ ((filters @ g) * (into @ d))`` is the correlation of d with g, for any numbers."""
    numbers = st.floats(-100, 100, allow_subnormal=False)
    d, g = (
        torch.tensor(data.draw(st.lists(numbers, min_size=n, max_size=n)), dtype=torch.float64) for n in (results + 2, 3)
    )
    back, into, filters = transforms(results)
    made = back @ ((filters @ g) * (into @ d))
    assert torch.allclose(made, d.unfold(0, 3, 1) @ g, atol=1e-8)


@pytest.mark.parametrize("shape", [(4, 3, 16, 16), (8, 6, 24, 8), (4, 9, 5, 7), (8, 12, 16, 16), (2, 48, 8, 4), (4, 96, 4, 4)])
def test_it_is_the_convolution(shape: tuple[int, int, int, int]) -> None:
    """Within three times what float32 loses in any order of summing, borders included, whatever the tiles and bands."""
    layer, weight, bias = _layer(shape)
    x = torch.randn(shape[0], shape[2], shape[1], shape[1])
    exact = functional.conv2d(x.double(), weight.double(), bias.double(), padding=1).relu()
    assert (_run(layer, x, shape[3]) - exact).abs().max() <= 1.5e-5


def test_nothing_of_an_earlier_input_is_left() -> None:
    """The same input gives the same bytes after another one, and next to layers that use the same memory."""
    scratch = Scratch()
    layer, _, _ = _layer((4, 12, 8, 8), scratch)
    other, _, _ = _layer((4, 24, 16, 16), scratch)
    x = torch.randn(4, 8, 12, 12)
    first = _run(layer, x, 8).clone()
    _run(layer, 1e6 * torch.randn(4, 8, 12, 12), 8)
    _run(other, torch.randn(4, 16, 24, 24), 16)
    assert torch.equal(_run(layer, x, 8), first)


def test_a_twin_works_in_memory_of_its_own() -> None:
    """It gives the same bytes and does not touch what lies ready in the first."""
    layer, _, _ = _layer((4, 12, 8, 8))
    x = torch.randn(4, 8, 12, 12)
    expected = _run(layer, x, 8).clone()
    twin = layer.twin(Scratch())
    layer.inside.copy_(x.permute(0, 2, 3, 1))
    assert torch.equal(_run(twin, x, 8), expected)
    _run(twin, -x, 8)
    result = torch.empty(4, 12, 12, 8)
    layer.into(result)
    assert torch.equal(result.permute(0, 3, 1, 2), expected)
