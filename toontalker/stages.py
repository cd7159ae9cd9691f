"""The stages of one job: tells how far it is, and keeps how long each took."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import count
from time import perf_counter
from typing import TYPE_CHECKING

from toontalker.clip import OnProgress, Progress, Stage

if TYPE_CHECKING:
    from toontalker.picture import Picture


class Stages:
    """Made new for each job."""

    def __init__(self, on_progress: OnProgress | None) -> None:
        """`on_progress` is told of every stage's start (0), its way where it has one, and its end (1)."""
        self.seconds: dict[Stage, float] = {}
        """Seconds spent in each stage so far; drawing the frames counts to `mouth`, although it happens during `clip`."""
        self._on_progress = on_progress

    @contextmanager
    def stage(self, name: Stage) -> Iterator[None]:
        """Times what happens inside, less what `drawn` counts elsewhere; a failure ends the stage unfinished."""
        self._tell(name, 0.0)
        mouth_before, started = self.seconds.get("mouth", 0.0), perf_counter()
        yield
        elsewhere = self.seconds.get("mouth", 0.0) - mouth_before
        self.seconds[name] = self.seconds.get(name, 0.0) + perf_counter() - started - elsewhere
        self._tell(name, 1.0)

    def way_of(self, name: Stage) -> Callable[[float], None]:
        """What the work of a stage may be told with how far it is, 0 to 1."""
        return lambda fraction: self._tell(name, fraction)

    def drawn(self, frames: Iterable[Picture], expected: int) -> Iterator[Picture]:
        """Passes the frames on; the time they take to draw counts to `mouth`, their number tells how far `clip` is."""
        source = iter(frames)
        for number in count(1):
            started = perf_counter()
            frame = next(source, None)
            self.seconds["mouth"] = self.seconds.get("mouth", 0.0) + perf_counter() - started
            if frame is None:
                return
            yield frame
            self._tell("clip", min(1.0, number / max(expected, 1)))

    def _tell(self, name: Stage, fraction: float) -> None:
        if self._on_progress is not None:
            self._on_progress(Progress(name, fraction))
