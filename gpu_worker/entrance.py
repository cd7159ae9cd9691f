"""Where a worker process begins: before anything heavy is loaded, it is made ready to be killed, left alone, or orphaned."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any, Final

from gpu_worker.guard import Guard, settle
from gpu_worker.outbox import Outbox

if TYPE_CHECKING:
    from multiprocessing.queues import Queue

CLIP_MAKER: Final = "gpu_worker.clip_maker:open_clip_maker"
"""Opens the pipeline of this project."""


@dataclass(frozen=True)
class Orders:
    """What a worker is told at its start; it goes down pickled, so it holds nothing but values."""

    opener: str = CLIP_MAKER
    """"module:callable" of a `gpu_worker.child.Opener`."""
    options: dict[str, Any] = field(default_factory=dict)
    """Handed to it: values that JSON knows; no secrets."""
    hold: bool = False
    """Stop before the GPU is touched, and wait for `Warm`."""
    beat: float = 0.5
    """Seconds between two beats."""
    patience: float = 20.0
    """Seconds without a beat after which the process ends by itself; more than its supervisor grants."""


def serve(orders: Orders, jobs: Queue[str], events: Connection) -> None:
    """The life of the process. `jobs` holds at most one line, and `events` is the writing end of a pipe that only we have."""
    settle()
    outbox = Outbox(events)
    Guard(outbox, orders.beat, orders.patience).start()
    import_module("gpu_worker.child").work(orders, jobs, outbox)
