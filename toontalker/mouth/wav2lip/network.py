"""The published Wav2Lip generator, as it was trained: names and shapes of its weights, and its forward pass.

Prajwal, Mukhopadhyay, Namboodiri, Jawahar: "A Lip Sync Expert Is All You Need for Speech to Lip Generation In the Wild", 2020.
Two encoders and a decoder with skip connections: the sound becomes 512 numbers, the face seven feature maps from 96 px down to
1 px; the decoder starts from the sound and takes in the face's maps from the smallest to the largest. It is kept as plain as the
paper, because it is the yardstick: `toontalker.mouth.wav2lip.fast` must give the same pictures in a fraction of the time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import torch
from torch import Tensor, nn

FACE_SIDE: Final = 96
"""px: width and height of the face that goes in and of the one that comes out."""


@dataclass(frozen=True)
class Layer:
    """One convolution, with the batch normalisation and ReLU that follow it."""

    inputs: int
    """Channels that go in."""
    outputs: int
    """Channels that come out."""
    kernel: int = 3
    stride: tuple[int, int] = (1, 1)
    """Down, along; of a transposed layer the factor it enlarges by."""
    padding: int = 1
    residual: bool = False
    """The input is added before the ReLU."""
    transposed: bool = False
    growth: int = 0
    """Rows and columns that a transposed layer adds at the far side."""


def _same(channels: int) -> Layer:
    return Layer(channels, channels, residual=True)


def _down(inputs: int, outputs: int) -> Layer:
    return Layer(inputs, outputs, stride=(2, 2))


def _up(inputs: int, outputs: int) -> Layer:
    return Layer(inputs, outputs, stride=(2, 2), transposed=True, growth=1)


FACE_ENCODER: Final[tuple[tuple[Layer, ...], ...]] = (
    (Layer(6, 16, kernel=7, padding=3),),
    (_down(16, 32), _same(32), _same(32)),
    (_down(32, 64), _same(64), _same(64), _same(64)),
    (_down(64, 128), _same(128), _same(128)),
    (_down(128, 256), _same(256), _same(256)),
    (_down(256, 512), _same(512)),
    (Layer(512, 512, padding=0), Layer(512, 512, kernel=1, padding=0)),
)
"""Feature maps of 96, 48, 24, 12, 6, 3 and 1 px."""

AUDIO_ENCODER: Final[tuple[Layer, ...]] = (
    *(Layer(1, 32), _same(32), _same(32)),
    *(Layer(32, 64, stride=(3, 1)), _same(64), _same(64)),
    *(Layer(64, 128, stride=(3, 3)), _same(128), _same(128)),
    *(Layer(128, 256, stride=(3, 2)), _same(256)),
    *(Layer(256, 512, padding=0), Layer(512, 512, kernel=1, padding=0)),
)
"""80 x 16 of the mel spectrogram → 512 numbers."""

FACE_DECODER: Final[tuple[tuple[Layer, ...], ...]] = (
    (Layer(512, 512, kernel=1, padding=0),),
    (replace(_up(1024, 512), stride=(1, 1), padding=0, growth=0), _same(512)),
    (_up(1024, 512), _same(512), _same(512)),
    (_up(768, 384), _same(384), _same(384)),
    (_up(512, 256), _same(256), _same(256)),
    (_up(320, 128), _same(128), _same(128)),
    (_up(160, 64), _same(64), _same(64)),
)
"""Feature maps of 1, 3, 6, 12, 24, 48 and 96 px; each is joined with the encoder's map of its size."""

OUTPUT: Final = Layer(80, 32)
"""Joined maps of 96 px → 32 channels, which one more 1 x 1 convolution and a sigmoid make into a picture."""


class Block(nn.Module):
    """Convolution, batch normalisation, the input added where `Layer.residual` says so, ReLU."""

    def __init__(self, layer: Layer) -> None:
        super().__init__()
        sizes = (layer.inputs, layer.outputs, layer.kernel, layer.stride, layer.padding)
        convolution = nn.ConvTranspose2d(*sizes, layer.growth) if layer.transposed else nn.Conv2d(*sizes)
        self.conv_block = nn.Sequential(convolution, nn.BatchNorm2d(layer.outputs))
        self.residual = layer.residual

    def forward(self, x: Tensor) -> Tensor:
        """``(n, inputs, h, w)`` → ``(n, outputs, h', w')``."""
        y = self.conv_block(x)
        return torch.relu(y + x if self.residual else y)


class Wav2Lip(nn.Module):
    """The generator; its 352 weights bear the published names."""

    def __init__(self) -> None:
        super().__init__()
        self.face_encoder_blocks = nn.ModuleList([_stage(layers) for layers in FACE_ENCODER])
        self.audio_encoder = _stage(AUDIO_ENCODER)
        self.face_decoder_blocks = nn.ModuleList([_stage(layers) for layers in FACE_DECODER])
        self.output_block = nn.Sequential(Block(OUTPUT), nn.Conv2d(OUTPUT.outputs, 3, 1), nn.Sigmoid())

    def face_maps(self, face: Tensor) -> list[Tensor]:
        """``(n, 6, 96, 96)`` BGR in [0, 1], first the face to be changed (lower half zero), then the one it is of → seven maps."""
        maps = []
        for stage in self.face_encoder_blocks:
            face = stage(face)
            maps.append(face)
        return maps

    def forward(self, audio: Tensor, face: Tensor) -> Tensor:
        """``(n, 1, 80, 16)`` mel windows and ``(n, 6, 96, 96)`` faces → ``(n, 3, 96, 96)`` BGR in [0, 1]."""
        maps = self.face_maps(face)
        x = self.audio_encoder(audio)
        for stage in self.face_decoder_blocks:
            x = torch.cat((stage(x), maps.pop()), 1)
        return self.output_block(x)


def build(state: dict[str, Tensor]) -> Wav2Lip:
    """The network with the weights of a checked `state`, in evaluation mode on the CPU: the batch no longer changes the lips."""
    with torch.device("meta"):
        network = Wav2Lip()
    network.load_state_dict(state, assign=True)
    return network.eval().requires_grad_(requires_grad=False)


def expected_shapes() -> dict[str, tuple[int, ...]]:
    """Name → shape of every weight, in the order of the published files."""
    with torch.device("meta"):
        return {name: tuple(value.shape) for name, value in Wav2Lip().state_dict().items()}


def _stage(layers: tuple[Layer, ...]) -> nn.Sequential:
    return nn.Sequential(*(Block(layer) for layer in layers))
