"""How a supervisor stands: one word for all, one line for each worker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from gpu_worker.seat import Seat

State = Literal["ready", "starting", "degraded", "stopped"]
"""All can work; some load; some cannot work and will by themselves as soon as what is wrong is mended; nothing runs."""

_WORST: Final[tuple[State, ...]] = ("stopped", "degraded", "starting", "ready")
"""The first that any seat is in is the state of all."""


@dataclass(frozen=True)
class WorkerHealth:
    """One seat and who sits in it."""

    seat: int
    """Its number."""
    device: str
    """The GPU; empty without one of its own."""
    state: State
    """How it stands."""
    pid: int | None
    """Of the worker."""
    jobs: int
    """Done by this worker."""
    rss_mb: float | None
    """Held after its last job, MB of 10^6 bytes."""
    job: str | None
    """What it is at."""
    stage: str | None
    """How far: the stage of the job."""
    fraction: float | None
    """And how far with it, 0 to 1."""
    replaced: int
    """Workers that sat here before it and do no more: recycled, killed or dead."""
    trouble: str
    """Why it cannot work, as one sentence; empty if it can."""


@dataclass(frozen=True)
class Health:
    """The whole supervisor."""

    state: State
    """The worst of all seats."""
    workers: tuple[WorkerHealth, ...]

    def as_json(self) -> dict[str, Any]:
        """As values that JSON knows."""
        return asdict(self)


def health_of(seats: Sequence[Seat], running: bool) -> Health:
    """`seats` as they stand at this moment; they may change while this is read, each on its own."""
    workers = tuple(_of(seat) for seat in seats)
    states = {worker.state for worker in workers}
    return Health(next((state for state in _WORST if state in states), "stopped") if running else "stopped", workers)


def _of(seat: Seat) -> WorkerHealth:
    succession, job, progress = seat.succession, seat.job, seat.progress
    current = succession.current
    return WorkerHealth(
        seat=seat.number,
        device=seat.device,
        state=_state(seat),
        pid=current.pid if current else None,
        jobs=succession.wear.jobs,
        rss_mb=succession.wear.memory.rss,
        job=job.id if job else None,
        stage=progress.stage if progress else None,
        fraction=progress.fraction if progress else None,
        replaced=succession.replaced,
        trouble=seat.trouble,
    )


def _state(seat: Seat) -> State:
    if not seat.is_alive():
        return "stopped"
    if seat.storage.failures or seat.disk.failures or seat.succession.backoff.degraded:
        return "degraded"
    return "ready" if seat.succession.current is not None else "starting"
