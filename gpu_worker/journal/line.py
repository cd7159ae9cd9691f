"""Who is served next: owners stand in a ring, and lost attempts wait for all that were there before them.

An owner enters the ring at its end: with the first of their waiting jobs, and again whenever one of theirs is claimed. So the place of
an owner is the later of two ticks: that of their oldest waiting job, and that of their latest claim. Ticks count arrivals
and claims together. Nothing about the ring is stored that could fall out of step with the jobs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, Select, Subquery, case, func, select

from gpu_worker.journal.job import State
from gpu_worker.journal.schema import JOB

UNFINISHED: Final[tuple[State, ...]] = ("queued", "running")
"""States that count against the caps."""

WAITS: Final = JOB.c.state == "queued"
"""The job waits to be claimed."""

WAITS_AGAIN: Final = WAITS & (JOB.c.attempts > 0)
"""The job waits, and was tried before."""

WAITS_FIRST: Final = WAITS & (JOB.c.attempts == 0)
"""The job waits for its first attempt."""

_CANDIDATES: Final = 16
"""How many jobs a claim looks at: more than there are processes that claim in the same millisecond."""


def _ring() -> Subquery:
    """First attempts with their round (1 for the first of each owner, 2 for the second) and the tick at which their owner entered."""
    other = JOB.alias("served_before")
    served = func.coalesce(select(func.max(other.c.served)).where(other.c.owner == JOB.c.owner).correlate(JOB).scalar_subquery(), 0)
    oldest = func.min(JOB.c.seq).over(partition_by=JOB.c.owner)
    number = func.row_number().over(partition_by=JOB.c.owner, order_by=JOB.c.seq)
    columns = (JOB.c.id, JOB.c.seq, number.label("round"), oldest.label("oldest"), served.label("served"))
    waiting = select(*columns).where(WAITS_FIRST).subquery("waiting")
    entered = case((waiting.c.oldest > waiting.c.served, waiting.c.oldest), else_=waiting.c.served)
    return select(waiting.c.id, waiting.c.seq, waiting.c.round, entered.label("entered")).subquery("ring")


def _heads() -> Select[str]:
    """The first round alone: the oldest first attempt of each owner. It costs as much as there are owners, not as there are jobs."""
    other = JOB.alias("served_before")
    oldest = select(JOB.c.owner, func.min(JOB.c.seq).label("oldest")).where(WAITS_FIRST).group_by(JOB.c.owner).subquery("oldest")
    served = func.coalesce(select(func.max(other.c.served)).where(other.c.owner == oldest.c.owner).scalar_subquery(), 0)
    entered = case((oldest.c.oldest > served, oldest.c.oldest), else_=served)
    return select(JOB.c.id).join(oldest, JOB.c.seq == oldest.c.oldest).order_by(entered)


_RING: Final = _ring()
_IN_THE_RING: Final = select(_RING.c.id, _RING.c.seq).order_by(_RING.c.round, _RING.c.entered)
"""First attempts in the order of their claims."""
_LOST: Final = select(JOB.c.id, JOB.c.requeued).where(WAITS_AGAIN).order_by(JOB.c.requeued, JOB.c.seq)
"""Lost attempts in the order of their claims."""
_OLDEST: Final = select(func.min(JOB.c.seq)).where(WAITS_FIRST).scalar_subquery()
_DUE: Final = _LOST.where(JOB.c.requeued < func.coalesce(_OLDEST, JOB.c.requeued + 1)).limit(_CANDIDATES)
"""Lost attempts whose time has come: no first attempt waits that was there when they were lost."""
_HEADS: Final = _heads().limit(_CANDIDATES)
_NEXT: Final = _IN_THE_RING.limit(_CANDIDATES)
_TICKS: Final = select(select(func.max(JOB.c.seq)).scalar_subquery(), select(func.max(JOB.c.served)).scalar_subquery())


@dataclass(frozen=True)
class _Waiting:
    id: str
    tick: int
    """Of its arrival; of a lost attempt, the latest arrival when it was lost."""


def next_tick(connection: Connection) -> int:
    """The tick of what happens now: an arrival or a claim."""
    return max(tick or 0 for tick in connection.execute(_TICKS).one()) + 1


def next_in_line(connection: Connection, fresh: bool) -> Iterator[str]:
    """Ids of the jobs to be claimed next, best first; another process may just be taking the first ones."""
    if fresh:
        yield from connection.scalars(_DUE)
    yield from connection.scalars(_HEADS)
    yield from connection.scalars(_NEXT)  # only where others are just taking all of the first round


def line(connection: Connection) -> Iterator[str]:
    """Ids of all that wait, in the order in which they will be claimed if nobody else comes and every worker is fresh."""
    first = [_Waiting(*row) for row in connection.execute(_IN_THE_RING)]
    again = [_Waiting(*row) for row in connection.execute(_LOST)][::-1]
    oldest = [job.tick for job in first]
    for index in range(len(oldest) - 2, -1, -1):
        oldest[index] = min(oldest[index], oldest[index + 1])
    for job, tick in zip(first, oldest, strict=True):
        while again and again[-1].tick < tick:
            yield again.pop().id
        yield job.id
    yield from (job.id for job in reversed(again))
