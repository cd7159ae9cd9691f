"""What a mouth needs of the network: pictures of lips for a sound. Anything that gives them will do, a test's drawing too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from toontalker.picture import Picture


class LipSource(Protocol):
    """Redraws the lower half of a face so that it says a sound."""

    def lips(self, face: Picture, sound: NDArray[np.float32], frames: int, fps: float) -> Iterator[Picture]:
        """`frames` pictures ``(96, 96, 3) uint8`` RGB of `face` (of the same shape) talking.

        `sound`: mono in [-1, 1] at 16 kHz. The same arguments give the same pictures.
        """
        ...
