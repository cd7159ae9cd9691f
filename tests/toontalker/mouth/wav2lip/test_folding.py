from __future__ import annotations

import pytest
import torch

from toontalker.mouth.wav2lip.folding import folded
from toontalker.mouth.wav2lip.network import Block, Layer

LAYERS = {
    "plain": Layer(6, 4, kernel=7, padding=3),
    "residual": Layer(5, 5, residual=True),
    "strided": Layer(6, 8, stride=(3, 2)),
    "transposed": Layer(6, 4, stride=(2, 2), transposed=True, growth=1),
    "transposed from a point": Layer(6, 4, padding=0, transposed=True),
}


def _block(layer: Layer) -> Block:
    """A block with weights as after training: every part of the normalisation does something."""
    torch.manual_seed(1)
    block = Block(layer).eval().requires_grad_(requires_grad=False)
    for name, value in block.state_dict().items():
        if value.is_floating_point():
            value.copy_(torch.rand(value.shape) + 0.5 if name.endswith("var") else torch.randn(value.shape) * 0.3)
    return block


@pytest.mark.parametrize("layer", LAYERS.values(), ids=LAYERS.keys())
def test_a_folded_layer_gives_what_the_block_gives(layer: Layer) -> None:
    """Normalisation and residual input are in the weights."""
    block, x = _block(layer), torch.randn(2, layer.inputs, 12, 9)
    assert torch.allclose(folded(block)(x), block(x), atol=1e-5)


@pytest.mark.parametrize("layer", LAYERS.values(), ids=LAYERS.keys())
def test_the_parts_of_a_split_layer_add_up(layer: Layer) -> None:
    """A convolution of joined maps is the sum of the convolutions of each; the bias is in the second."""
    whole, x = folded(_block(layer)), torch.randn(2, layer.inputs, 12, 9)
    first, others = whole.split(2)
    assert first.bias is None
    assert torch.allclose(first.sum(x[:, :2]) + others.sum(x[:, 2:]), whole.sum(x), atol=1e-5)
