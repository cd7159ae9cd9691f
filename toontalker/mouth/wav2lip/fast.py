"""The same pictures in a fraction of the time: the network of `network` with its arithmetic put in order.

* Batch normalisation and residual inputs are `folded` into the convolutions.
* All frames of a clip share one face. Its maps are computed once, and so is all that the decoder's convolutions make of them: a
  convolution of joined maps is the sum of the convolutions of each.
* Channels come last in memory. On a CPU in float32 most of the decoder is `tiled`.

How many frames go through together is fixed when the network is built: for another number, libraries may choose another way of
summing, and then the pictures would depend on it.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Final

import torch
from torch import Tensor, nn

from toontalker.mouth.wav2lip.folding import Folded, folded
from toontalker.mouth.wav2lip.network import FACE_ENCODER, FACE_SIDE, Wav2Lip
from toontalker.mouth.wav2lip.tiled import Scratch, TiledConvolution

_WIDE_FRAMES: Final = 4
"""How many frames go together on a CPU where maps are wide: few stay in the cache."""
_WIDE_SIDE: Final = 48
"""px: from here on a map is wide."""
_SIDES: Final = (3, 6, 12, 24, 48, FACE_SIDE)
"""px: sides of the maps that the decoder's stages make, after the first, which makes one of 1 px."""


@dataclass(frozen=True)
class Build:
    """How a fast network is to be built."""

    frames: int
    """How many go through together; on a CPU 1, 2, or a multiple of 4."""
    device: torch.device
    dtype: torch.dtype
    """float32 or bfloat16."""

    @property
    def on_cpu(self) -> bool:
        """Else on a GPU."""
        return self.device.type == "cpu"

    @property
    def tiled(self) -> bool:
        """Whether layers of the decoder are tiled."""
        return self.on_cpu and self.dtype == torch.float32

    def together(self, side: int) -> int:
        """How many frames go together where maps are so wide."""
        return min(_WIDE_FRAMES, self.frames) if self.on_cpu and side >= _WIDE_SIDE else self.frames


class FastWav2Lip:
    """The network for a fixed number of frames. One caller at a time: it works in memory that it keeps."""

    def __init__(self, network: Wav2Lip, build: Build) -> None:
        """`network` on the CPU in float32, as `toontalker.mouth.wav2lip.network.build` gives it."""
        self.build = build
        scratch = Scratch()
        self._face = [[folded(block).to(build.device, torch.float32) for block in stage] for stage in network.face_encoder_blocks]
        first = (*network.audio_encoder, *network.face_decoder_blocks[0])
        self._audio = [folded(block).to(build.device, build.dtype) for block in first]
        stages = zip(network.face_decoder_blocks[1:], _SIDES, strict=True)
        self._stages = [_Stage(blocks, side, build, scratch) for blocks, side in stages]
        self._output = _Join(folded(network.output_block[0]), FACE_ENCODER[0][-1].outputs, build)
        last = network.output_block[1]
        self._last = Folded(last.weight, last.bias, last.stride, last.padding, None).to(build.device, build.dtype)

    def twin(self) -> FastWav2Lip:
        """The same network at work in memory of its own, for another thread; the weights are shared."""
        twin, scratch = copy.copy(self), Scratch()
        twin._stages = [stage.twin(scratch) for stage in self._stages]
        return twin

    def remember(self, face: Tensor) -> list[Tensor]:
        """What one face ``(1, 6, 96, 96)`` float32 adds wherever the decoder joins its maps, from the smallest to the largest."""
        maps, face = [], face.to(self.build.device)
        for stage in self._face:
            for layer in stage:
                face = layer(face)
            maps.append(face)
        return [join.term(face_map) for join, face_map in zip(self._joins, reversed(maps), strict=True)]

    def __call__(self, audio: Tensor, terms: list[Tensor]) -> Tensor:
        """``(frames, 1, 80, 16)`` mel windows and what `remember` gave → ``(frames, 3, 96, 96)`` BGR in [0, 1], float32."""
        x = audio.to(self.build.dtype)
        for layer in self._audio:
            x = layer(x)
        return torch.cat(self._decoded(x, terms, 0))

    @property
    def _joins(self) -> list[_Join]:
        return [*(stage.join for stage in self._stages), self._output]

    def _decoded(self, x: Tensor, terms: list[Tensor], start: int) -> list[Tensor]:
        """The pictures of some frames from the stage `start` on, in parts that go together."""
        for index in range(start, len(self._stages)):
            stage = self._stages[index]
            if stage.together < len(x):
                return [picture for part in x.split(stage.together) for picture in self._decoded(part, terms, index)]
            x = stage(x, terms[index])
        return [self._last.sum(self._output(x, terms[-1])).float().sigmoid_()]


class _Join:
    """A convolution of what the sound became, joined with a map of the face."""

    def __init__(self, layer: Folded, face: int, build: Build) -> None:
        """`face` is how many of the layer's inputs, the last ones, are the map's."""
        inputs = layer.weight.shape[1 if layer.growth is None else 0]
        own, of_face = layer.split(inputs - face)
        self._own, self._of_face = own.to(build.device, build.dtype), of_face.to(build.device, torch.float32)
        self._build = build

    def term(self, face_map: Tensor) -> Tensor:
        """The map's part of the sum, with the bias; it is the same for all frames."""
        return self._of_face.sum(face_map).to(self._build.dtype).contiguous(memory_format=torch.channels_last)

    def __call__(self, x: Tensor, term: Tensor) -> Tensor:
        """The sum and the ReLU."""
        return self._own.sum(x).add_(term).relu_()

    def into(self, target: Tensor, x: Tensor, term: Tensor) -> None:
        """The same, written to `target` ``(n, h, w, outputs)``."""
        torch.add(_last(self._own.sum(x)), _last(term), out=target).relu_()


class _Stage:
    """One stage of the decoder: it joins, enlarges, and refines."""

    def __init__(self, blocks: nn.Sequential, side: int, build: Build, scratch: Scratch) -> None:
        self.together = build.together(side)
        up, *refining = (folded(block) for block in blocks)
        self.join = _Join(up, FACE_ENCODER[-1 - _SIDES.index(side)][-1].outputs, build)
        self._refining: list[Folded] = []
        self._tiled: list[TiledConvolution] = []
        if build.tiled:
            size = (self.together, side)
            self._tiled = [TiledConvolution(layer.weight, layer.bias, size, scratch) for layer in refining]
            self._result = torch.empty(*size, side, len(refining[-1].weight))
        else:
            self._refining = [layer.to(build.device, build.dtype) for layer in refining]

    def twin(self, scratch: Scratch) -> _Stage:
        """The same stage in other memory."""
        twin = copy.copy(self)
        if self._tiled:
            twin._tiled, twin._result = [layer.twin(scratch) for layer in self._tiled], torch.empty_like(self._result)
        return twin

    def __call__(self, x: Tensor, term: Tensor) -> Tensor:
        """``(n, inputs, h, w)`` → ``(n, outputs, side, side)``; when tiled, in memory that the next call writes over."""
        if not self._tiled:
            x = self.join(x, term)
            for plain in self._refining:
                x = plain(x)
            return x
        self.join.into(self._tiled[0].inside, x, term)
        targets = [*(layer.inside for layer in self._tiled[1:]), self._result]
        for tiled, target in zip(self._tiled, targets, strict=True):
            tiled.into(target)
        return self._result.permute(0, 3, 1, 2)


def _last(x: Tensor) -> Tensor:
    """The same values seen with their channels last: ``(n, h, w, channels)``."""
    return x.permute(0, 2, 3, 1)
