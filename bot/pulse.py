"""The pulse of the event loop: how late it is, which front ends are lost, and the sign of life that systemd waits for."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Final

from bot.front_end import FrontHealth
from bot.metrics import Metrics
from bot.notify import Systemd

_PERIOD: Final = 0.25
"""Seconds between two beats."""


class Pulse:
    """Beats from `start` to `stop`."""

    def __init__(self, metrics: Metrics, fronts: Callable[[], Mapping[str, FrontHealth]], systemd: Systemd) -> None:
        self._metrics = metrics
        self._fronts = fronts
        self._systemd = systemd
        self._last = self._told = time.monotonic()
        self._away: dict[str, float] = {}
        self._task: asyncio.Task[None] | None = None

    @property
    def age(self) -> float:
        """Seconds since the last beat."""
        return time.monotonic() - self._last

    def lost(self) -> dict[str, float]:
        """For each front end the seconds for which it has not been ready; 0 while it is."""
        now = time.monotonic()
        return {name: now - since if (since := self._away.get(name)) is not None else 0.0 for name in self._fronts()}

    def start(self) -> None:
        """In the event loop that runs."""
        self._look()
        self._task = asyncio.create_task(self._beat(), name="pulse")

    async def stop(self) -> None:
        """No task of it is left."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    async def _beat(self) -> None:
        while True:
            due = time.monotonic() + _PERIOD
            await asyncio.sleep(_PERIOD)
            self._metrics.lag(time.monotonic() - due)
            self._look()

    def _look(self) -> None:
        self._last = now = time.monotonic()
        fronts = self._fronts()
        self._away = {name: self._away.get(name, now) for name, front in fronts.items() if not front.ready}
        if self._systemd.patience and now - self._told >= self._systemd.patience / 4:
            self._told = now
            self._systemd.alive()
