"""How large an encoder is, told by the names and shapes of its weights."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from torch import Tensor

from toontalker.errors import WeightsWrong

Kind = Literal["psp", "e4e"]

_STAGES: Final = 4
"""How often the body halves its picture: 256 px → 16."""
_LEVEL_OF: Final = {4: 0, 5: 1, 6: 2}
"""Convolutions that take a map down to 1 px → which map: 16, 32 or 64 px wide."""
_MOST: Final = 64
"""Blocks of a body, or heads: the largest published body has 50, the largest generator wants 18."""


@dataclass(frozen=True)
class Block:
    """One residual block of the body."""

    wide: int
    """Channels in."""
    out: int
    """Channels out."""
    squeezed: int
    """Channels in the middle of its squeeze and excitation; 0 where it has none."""
    halves: bool
    """Whether it halves the picture."""


@dataclass(frozen=True)
class EncoderShape:
    """All that must be known to build an encoder."""

    kind: Kind
    """`psp`: every head gives a w; `e4e`: the first one does, the others what is added to it."""
    stem: int
    """Channels out of the first convolution."""
    blocks: tuple[Block, ...]
    levels: tuple[int, ...]
    """For each head the map it looks at: 0 is 16 px wide, 1 is 32, 2 is 64. It never falls from head to head."""
    dim: int
    """Length of a w."""

    @property
    def stage_ends(self) -> tuple[int, ...]:
        """The last block of each stage of the body, by number; the last three are what the heads look at."""
        starts = [number for number, block in enumerate(self.blocks) if block.halves]
        return (*(start - 1 for start in starts[1:]), len(self.blocks) - 1)


def encoder_shape(kind: Kind, numbers: Mapping[str, Tensor]) -> EncoderShape:
    """The shape that a published encoder's weights tell, named without their ``encoder.``; raises `WeightsWrong`.

    A block halves the picture if it is the first, or if it changes the number of channels (He et al. 2016; Deng et al. 2019, IR-SE).
    """
    count = _count(numbers, r"body\.(\d+)\.res_layer\.1\.weight")
    blocks = tuple(_block(numbers, f"body.{number}", first=number == 0) for number in range(count))
    heads = _count(numbers, r"styles\.(\d+)\.linear\.weight")
    convs = [_count(numbers, rf"styles\.{head}\.convs\.(\d+)\.weight", step=2) for head in range(heads)]
    levels = tuple(_LEVEL_OF.get(number, -1) for number in convs)
    if sum(block.halves for block in blocks) != _STAGES:
        raise WeightsWrong("The encoder of this file has not the four stages of an IR-SE network.")
    if levels[:1] != (0,) or -1 in levels or list(levels) != sorted(levels):
        raise WeightsWrong("The encoder of this file has not the heads of pSp or e4e.")
    stem, dim = _shape(numbers, "input_layer.0.weight", 4)[0], _shape(numbers, "styles.0.linear.weight", 2)[0]
    if [block.wide for block in blocks] != [stem, *(block.out for block in blocks[:-1])]:
        raise WeightsWrong("The blocks of the encoder of this file do not fit one after the other.")
    return EncoderShape(kind, stem, blocks, levels, dim)


def _block(numbers: Mapping[str, Tensor], name: str, *, first: bool) -> Block:
    out, wide = _shape(numbers, f"{name}.res_layer.1.weight", 4)[:2]
    squeeze = f"{name}.res_layer.5.fc1.weight"
    squeezed = _shape(numbers, squeeze, 4)[0] if squeeze in numbers else 0
    return Block(wide, out, squeezed, halves=first or f"{name}.shortcut_layer.0.weight" in numbers)


def _shape(numbers: Mapping[str, Tensor], name: str, axes: int) -> tuple[int, ...]:
    if name not in numbers or numbers[name].dim() != axes:
        raise WeightsWrong(f"The encoder of this file lacks its {name}, so it is none of pSp or e4e.")
    return tuple(numbers[name].shape)


def _count(names: Collection[str], pattern: str, step: int = 1) -> int:
    """How many names match a pattern, whose numbers must run from 0 in steps without a gap."""
    found = sorted(int(match[1]) for name in names if (match := re.fullmatch(pattern, name)))
    if not found or len(found) > _MOST or found != [step * number for number in range(len(found))]:
        raise WeightsWrong(f"The encoder of this file is none of pSp or e4e: it lacks some of {pattern.split(chr(92))[0]}.")
    return len(found)
