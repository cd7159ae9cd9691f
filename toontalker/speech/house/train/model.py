"""The acoustic net as it is trained, in PyTorch; `house.net` runs the same arithmetic in numpy."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from toontalker.speech.house.context import FEATURES
from toontalker.speech.house.frames import PAIR, POSITIONS
from toontalker.speech.house.phones import PHONES
from toontalker.speech.house.shape import SHAPE, VOICE_NUMBER, WIDTH, Shape


class Depthwise(nn.Module):
    """A convolution in time of each channel by itself, ``(batch, time, width)``, zeros beyond the ends.

    A dilation of d is a convolution without one down each column of a picture d wide, line after line of it in time: so the library's
    fast kernel for pictures with their channels last does it, without turning any axes.
    """

    def __init__(self, width: int, kernel: int, dilation: int) -> None:
        super().__init__()
        self.dilation = dilation
        self.weight = nn.Parameter(torch.empty(width, kernel).uniform_(-(kernel**-0.5), kernel**-0.5))
        self.bias = nn.Parameter(torch.zeros(width))

    def forward(self, x: Tensor) -> Tensor:
        """The same shape as `x`."""
        batch, time, width = x.shape
        lines = -(-time // self.dilation)
        picture = functional.pad(x, (0, 0, 0, lines * self.dilation - time)).view(batch, lines, self.dilation, width).permute(0, 3, 1, 2)
        kernel = self.weight[:, None, :, None].contiguous(memory_format=torch.channels_last)
        mixed = functional.conv2d(picture, kernel, self.bias, padding=(self.weight.shape[1] // 2, 0), groups=width)
        return mixed.permute(0, 2, 3, 1).reshape(batch, lines * self.dilation, width)[:, :time]


class Block(nn.Module):
    """Depthwise convolution, layer norm, two dense layers; added to what came in."""

    def __init__(self, width: int, kernel: int, dilation: int, expansion: int) -> None:
        super().__init__()
        self.mix = Depthwise(width, kernel, dilation)
        self.norm = nn.LayerNorm(width)
        self.widen = nn.Linear(width, expansion * width)
        self.narrow = nn.Linear(expansion * width, width)
        nn.init.zeros_(self.narrow.weight)
        nn.init.zeros_(self.narrow.bias)

    def forward(self, x: Tensor) -> Tensor:
        """The same shape as `x`."""
        return x + self.narrow(functional.relu(self.widen(self.norm(self.mix(x)))))


class AcousticNet(nn.Module):
    """Phones in their context → logarithms of their lengths; and, given lengths, frames."""

    def __init__(self, shape: Shape = SHAPE) -> None:
        super().__init__()
        phone, frame, voices = shape.phone_width, shape.frame_width, len(VOICE_NUMBER)
        self.phone = nn.Embedding(len(PHONES), phone)
        self.context = nn.Linear(FEATURES, phone)
        self.voice = nn.Embedding(voices, phone)
        self.phone_blocks = nn.ModuleList(Block(phone, shape.phone_kernel, 1, shape.expansion) for _ in range(shape.phone_blocks))
        self.length_hidden = nn.Linear(phone, phone)
        self.length = nn.Linear(phone, 1)
        self.spread = nn.Linear(phone, frame)
        self.position = nn.Linear(POSITIONS, frame)
        self.frame_voice = nn.Embedding(voices, frame)
        self.frame_blocks = nn.ModuleList(Block(frame, shape.frame_kernel, d, shape.expansion) for d in shape.dilations)
        self.norm = nn.LayerNorm(frame)
        self.draw = nn.Linear(frame, PAIR * WIDTH)

    def read(self, phones: Tensor, context: Tensor, voice: Tensor, there: Tensor) -> tuple[Tensor, Tensor]:
        """What the net makes of each phone, ``(batch, phones, width)``, and ``ln`` of its length in frames of 5 ms, ``(batch, phones)``.

        `there`: 1 where a phone is, 0 beyond the end of a sentence.
        """
        mask = there[..., None]
        x = (self.phone(phones) + self.context(context) + self.voice(voice)[:, None]) * mask
        for block in self.phone_blocks:
            x = block(x) * mask
        return x, self.length(functional.relu(self.length_hidden(x)))[..., 0]

    def paint(self, read: Tensor, phone_of: Tensor, position: Tensor, voice: Tensor, there: Tensor) -> Tensor:
        """Pairs of frames, ``(batch, frames, PAIR * WIDTH)``, normalised; `phone_of`: the phone that each belongs to."""
        mask = there[..., None]
        spread = self.spread(read)
        x = torch.gather(spread, 1, phone_of[..., None].expand(-1, -1, spread.shape[-1]))
        x = (x + self.position(position) + self.frame_voice(voice)[:, None]) * mask
        for block in self.frame_blocks:
            x = block(x) * mask
        drawn: Tensor = self.draw(self.norm(x))
        return drawn
