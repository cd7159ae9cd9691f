"""Faults of the platform, scripted by a test: what goes wrong, on which route, how often."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(eq=False)
class Fault:
    """Something that goes wrong."""

    route: str
    """Short name of the route; ``cdn`` for downloads."""
    status: int = 0
    """Answered instead of doing it; 0 where the connection breaks or hangs."""
    code: int = 0
    """Discord's own code of the error, such as 10008."""
    retry_after: float = 0.0
    """Seconds, with 429."""
    done_first: bool = False
    """Whether it is done before it goes wrong."""
    hang: float = 0.0
    """Seconds of silence; with status 0 the connection then breaks."""
    redirect: str = ""
    """Of a download: where to."""
    times: int = 1
    """How often; it is gone after that."""
    only: Callable[[Any], bool] = lambda call: True
    """Which calls it strikes."""


class Faults:
    """The faults that are still to come."""

    def __init__(self) -> None:
        self._coming: list[Fault] = []
        self.struck: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """One more."""
        self._coming.append(fault)

    def strike(self, route: str, call: Any) -> Fault | None:
        """The fault that this call meets."""
        for fault in self._coming:
            if fault.route == route and fault.only(call):
                fault.times -= 1
                self.struck.append(fault)
                if fault.times <= 0:
                    self._coming.remove(fault)
                return fault
        return None

    def clear(self) -> None:
        """All is well again."""
        self._coming.clear()
