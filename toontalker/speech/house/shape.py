"""The shape of the acoustic net, shared by the program that trains it and the code that runs it.

Phones → (convolutions) → how long each lasts → frames → (dilated convolutions) → two frames of spectrum, pitch and breath at once. Blocks
are those of ConvNeXt (Z. Liu et al. 2022) in one dimension: a depthwise convolution, then two dense layers, on a residual path.
"""

from __future__ import annotations

from dataclasses import dataclass

from toontalker.clip import Voice

COEFFICIENTS = 50
"""Of the coded spectral envelope."""
PITCH, BREATH, VOICED = COEFFICIENTS, COEFFICIENTS + 1, COEFFICIENTS + 2
"""Where in a frame the natural logarithm of the pitch in Hz, the breath in dB and the certainty of a voice stand."""
WIDTH = COEFFICIENTS + 3
"""Numbers in a frame of 5 ms."""
VOICE_NUMBER: dict[Voice, int] = {"female": 0, "male": 1}
"""Row of each voice in all tables."""


@dataclass(frozen=True)
class Shape:
    """How large the net is."""

    phone_width: int = 160
    phone_kernel: int = 5
    phone_blocks: int = 5
    frame_width: int = 192
    frame_kernel: int = 7
    dilations: tuple[int, ...] = (1, 2, 4, 1, 2, 4)
    expansion: int = 2
    """Width of the dense layers inside a block over the block's own."""


SHAPE = Shape()
"""That of the voice that is shipped."""
