"""What the seats of one supervisor have in common: the journal, the settings, when to stop, and who is told of what happens."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from gpu_worker.entrance import Orders
from gpu_worker.identity import Identity
from gpu_worker.journal import Journal
from toontalker.settings import WorkerSettings


def _nothing(*_: object) -> None:
    """Nobody wants to know."""


@dataclass(frozen=True)
class Listener:
    """Who is told what happens, from the threads of the seats: quick functions that raise nothing."""

    progressed: Callable[[str, str, float], None] = _nothing
    """A job is at a stage, and so far with it (0 to 1)."""
    ended: Callable[[str], None] = _nothing
    """A job is over; the journal knows how it ended."""


class Again:
    """How many waiting jobs need a fresh worker, as far as is known; each makes at most one seat change its worker."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._count = 0

    def set(self, count: int) -> None:
        """What the journal says."""
        with self._lock:
            self._count = count

    def one_more(self) -> None:
        """An attempt was lost just now."""
        with self._lock:
            self._count += 1

    def take(self) -> bool:
        """Whether there is one for whom the asking seat shall change its worker."""
        with self._lock:
            taken = self._count > 0
            self._count -= taken
            return taken

    def count(self) -> int:
        """As far as is known."""
        return self._count


@dataclass
class Shift:
    """From a supervisor's start to its stop."""

    journal: Journal
    settings: WorkerSettings
    orders: Orders
    """What each worker is told at its start."""
    identity: Identity
    listener: Listener
    open: threading.Event = field(default_factory=threading.Event)
    """Set once the jobs of the last life were taken back: from then on jobs are claimed."""
    stopping: threading.Event = field(default_factory=threading.Event)
    """Set when no more jobs shall be claimed."""
    stop_by: float = float("inf")
    """By the monotonic clock: when jobs that still run are given back."""
    again: Again = field(default_factory=Again)

    @property
    def over(self) -> bool:
        """Whether there is no time left, not even to end what was begun."""
        return self.stopping.is_set() and time.monotonic() >= self.stop_by
