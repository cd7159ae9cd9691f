"""The server's own time, and ids that carry it."""

from __future__ import annotations

import time

EPOCH = 1_420_070_400_000
"""The first millisecond of 2015: where Discord's ids begin to count."""


class Clock:
    """Seconds since 1970 as the server sees them; a test may move it forward."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def __call__(self) -> float:
        """Now."""
        return time.time() + self._ahead

    def skip(self, seconds: float) -> None:
        """Moves it forward."""
        self._ahead += seconds


class Snowflakes:
    """New ids, each of a millisecond of its own, so that guilds spread over shards as real ones do."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0

    def new(self) -> int:
        """An id of now."""
        self._last = max(int(self._clock() * 1000) - EPOCH, self._last + 1)
        return self._last << 22
