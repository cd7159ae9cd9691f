"""How a projection's learning rate and the noise on its w change from step to step (Karras et al. 2020, appendix D)."""

from __future__ import annotations

import math
from typing import Final

RATE: Final = 0.1
"""The learning rate between its ramps."""
RAMP_UP: Final = 0.05
"""Share of the steps in which the rate rises from 0."""
RAMP_DOWN: Final = 0.25
"""Share of the steps in which it falls to 0 along a cosine."""
NOISE: Final = 0.05
"""Noise on w at the first step, in standard deviations of w."""
NOISE_END: Final = 0.75
"""Share of the steps after which w has no noise any more."""


def learning_rate(step: int, steps: int) -> float:
    """Of one step, counted from 0."""
    done = step / steps
    fall = min(1.0, (1.0 - done) / RAMP_DOWN)
    return RATE * (0.5 - 0.5 * math.cos(fall * math.pi)) * min(1.0, done / RAMP_UP)


def noise_share(step: int, steps: int) -> float:
    """Noise on w at one step, in standard deviations of w."""
    return NOISE * max(0.0, 1.0 - step / steps / NOISE_END) ** 2
