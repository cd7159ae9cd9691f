"""The listener's net in PyTorch, as it learns; `export` folds it into what `listener.net` runs."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from toontalker.speech.listener.features import BANDS
from toontalker.speech.listener.shape import Shape
from toontalker.speech.listener.sounds import COUNT


class ListenerNet(nn.Module):
    """``(batch, bands, frames)`` normalised features → ``(batch, classes, frames)`` scores."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.first = nn.Conv1d(BANDS, shape.channels, shape.first, padding=shape.first // 2)
        self.blocks = nn.ModuleList([_Block(shape, dilation) for dilation in shape.dilations])
        self.norm = nn.BatchNorm1d(shape.channels)
        self.last = nn.Conv1d(shape.channels, COUNT, 1)

    def forward(self, features: Tensor) -> Tensor:
        """Scores, not normalised."""
        carried = self.first(features)
        for block in self.blocks:
            carried = carried + block(carried)
        return self.last(self.norm(torch.relu(carried)))


class _Block(nn.Module):
    """What is added to what is carried."""

    def __init__(self, shape: Shape, dilation: int) -> None:
        super().__init__()
        self.norm = nn.BatchNorm1d(shape.channels)
        self.taps = nn.Conv1d(shape.channels, shape.channels, 3, padding=dilation, dilation=dilation, groups=shape.channels)
        self.widening = nn.Conv1d(shape.channels, shape.inner, 1)
        self.inner_norm = nn.BatchNorm1d(shape.inner)
        self.narrowing = nn.Conv1d(shape.inner, shape.channels, 1)

    def forward(self, carried: Tensor) -> Tensor:
        """The residual."""
        hidden = self.widening(self.taps(self.norm(torch.relu(carried))))
        return self.narrowing(self.inner_norm(torch.relu(hidden)))


def exported(net: ListenerNet) -> dict[str, NDArray[np.float32]]:
    """The tables that `listener.net.Net` takes, with every batch normalisation folded into what follows it where it can be."""
    first = net.first.weight.detach()
    tables = {
        "first": first.permute(2, 1, 0).reshape(-1, first.shape[0]),
        "first_offset": net.first.bias.detach(),
    }
    for number, block in enumerate(net.blocks):
        scale, offset = _scale(block.norm)
        narrowing, narrowing_offset = _folded(block.inner_norm, block.narrowing)
        tables |= {
            f"{number}.scale": scale,
            f"{number}.offset": offset,
            f"{number}.taps": block.taps.weight.detach()[:, 0].T,
            f"{number}.tap_offset": block.taps.bias.detach(),
            f"{number}.widening": block.widening.weight.detach()[:, :, 0].T,
            f"{number}.widening_offset": block.widening.bias.detach(),
            f"{number}.narrowing": narrowing,
            f"{number}.narrowing_offset": narrowing_offset,
        }
    tables["last"], tables["last_offset"] = _folded(net.norm, net.last)
    return {name: np.ascontiguousarray(table.numpy()).astype(np.float32) for name, table in tables.items()}


def _scale(norm: nn.BatchNorm1d) -> tuple[Tensor, Tensor]:
    """A batch normalisation as factor and summand."""
    assert norm.running_var is not None
    assert norm.running_mean is not None
    scale = norm.weight.detach() / torch.sqrt(norm.running_var + norm.eps)
    return scale, norm.bias.detach() - norm.running_mean * scale


def _folded(norm: nn.BatchNorm1d, layer: nn.Conv1d) -> tuple[Tensor, Tensor]:
    """A batch normalisation and the layer of single frames after it, as one: ``(in, out)`` and its offset."""
    scale, offset = _scale(norm)
    weight = layer.weight.detach()[:, :, 0]
    assert layer.bias is not None
    return (weight * scale).T, layer.bias.detach() + weight @ offset
