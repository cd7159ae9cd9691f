"""How long to wait after a failure: 1, 2, 4 … 60 seconds, until something succeeds."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

FIRST: Final = 1.0
"""Seconds after the first failure."""
LONGEST: Final = 60.0
"""Seconds at most."""
DEGRADED: Final = 5
"""Failures in a row after which it is no hiccup any more, and people are told."""


class Backoff:
    """Counts failures in a row and says when to try again."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.failures = 0
        """In a row."""
        self._clock = clock
        self._until = 0.0

    def failed(self) -> float:
        """Notes a failure; how long to wait now, seconds."""
        self.failures += 1
        delay = min(FIRST * 2.0 ** min(self.failures - 1, 60), LONGEST)
        self._until = self._clock() + delay
        return delay

    def succeeded(self) -> None:
        """Notes a success."""
        self.failures = 0
        self._until = 0.0

    @property
    def left(self) -> float:
        """Seconds still to wait; 0 when it may be tried."""
        return max(self._until - self._clock(), 0.0)

    @property
    def degraded(self) -> bool:
        """Whether it fails again and again."""
        return self.failures >= DEGRADED
