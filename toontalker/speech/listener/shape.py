"""How large the listener's net is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Shape:
    """Sizes of a net: a convolution, residual blocks of a dilated depthwise convolution and two layers, a last layer."""

    channels: int = 96
    """Numbers that a frame is carried as."""
    inner: int = 192
    """Numbers inside a block."""
    dilations: tuple[int, ...] = (1, 2, 4, 8, 1, 2, 4, 8)
    """Frames between the taps of each block's convolution."""
    first: int = 5
    """Frames that the first convolution looks at."""

    @property
    def reach(self) -> int:
        """Frames to each side that an answer depends on."""
        return self.first // 2 + sum(self.dilations)


SHAPE = Shape()
"""Of the net that is shipped: it sees .32 s to each side."""
