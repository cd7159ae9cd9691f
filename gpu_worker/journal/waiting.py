"""What can be asked: one job, its place in the queue, and how many there are."""

from __future__ import annotations

import heapq
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from sqlalchemy import Connection, func, select

from gpu_worker.journal.database import Database
from gpu_worker.journal.folder import JobsFolder
from gpu_worker.journal.job import STATES, Counts, Job, Position
from gpu_worker.journal.line import WAITS, WAITS_AGAIN, line
from gpu_worker.journal.schema import JOB, job_of

_USUAL_SECONDS: Final = 10.0
"""How long a clip is taken to need before the first one is done."""
_LOOK_BACK: Final = 20
"""How many finished clips say how long one takes."""
_SEEN_SECONDS: Final = 300.0
"""A worker that ended a clip within this time is taken to be at work."""


def get(database: Database, folder: JobsFolder, job_id: str) -> Job | None:
    """See `Journal.get`."""
    with database.read() as connection:
        row = connection.execute(select(JOB).where(JOB.c.id == job_id)).mappings().one_or_none()
        return None if row is None else job_of(row, folder)


def position(database: Database, job_id: str, workers: int | None) -> Position | None:
    """See `Journal.position`."""
    with database.read() as connection:
        row = connection.execute(select(JOB.c.state, JOB.c.started).where(JOB.c.id == job_id)).one_or_none()
        if row is None:
            return None
        if row.state not in {"queued", "running"}:
            return Position(0, 0.0)
        pace = _pace(connection, database.now(connection), workers)
        if row.state == "running":
            return Position(0, pace.rest(row.started))
        ahead = list(line(connection)).index(job_id)
        return Position(ahead, pace.until_done(ahead))


def positions(database: Database, workers: int | None) -> dict[str, Position]:
    """See `Journal.positions`."""
    with database.read() as connection:
        pace = _pace(connection, database.now(connection), workers)
        running = connection.execute(select(JOB.c.id, JOB.c.started).where(JOB.c.state == "running")).all()
        found = {row.id: Position(0, pace.rest(row.started)) for row in running}
        waiting = list(line(connection))
    found.update((job_id, Position(ahead, end)) for ahead, (job_id, end) in enumerate(zip(waiting, pace.ends(), strict=False)))
    return found


def again(database: Database) -> int:
    """See `Journal.again`."""
    with database.read() as connection:
        return _again(connection)


def counts(database: Database) -> Counts:
    """See `Journal.counts`."""
    with database.read() as connection:
        found: dict[str, int] = {row[0]: row[1] for row in connection.execute(select(JOB.c.state, func.count()).group_by(JOB.c.state))}
        untold = select(func.count()).select_from(JOB).where(JOB.c.told_at.is_(None), JOB.c.ended.is_not(None))
        oldest = connection.scalar(select(func.min(JOB.c.created)).where(WAITS))
        return Counts(
            **{state: found.get(state, 0) for state in STATES},
            again=_again(connection),
            untold=connection.scalar(untold) or 0,
            waited=0.0 if oldest is None else max(0.0, database.now(connection) - oldest),
        )


def _again(connection: Connection) -> int:
    return connection.scalar(select(func.count()).select_from(JOB).where(WAITS_AGAIN)) or 0


@dataclass(frozen=True)
class _Pace:
    """How fast jobs are done just now."""

    usual: float
    """Seconds that a clip takes."""
    running: tuple[float, ...]
    """When the running ones began."""
    workers: int
    """How many work."""
    now: float
    """Seconds since 1970."""

    def rest(self, started: float) -> float:
        """Seconds until a running job is likely to be done."""
        return max(0.0, self.usual - (self.now - started))

    def until_done(self, ahead: int) -> float:
        """Seconds until a job with `ahead` others before it is likely to be done."""
        return next(islice(self.ends(), ahead, None))

    def ends(self) -> Iterator[float]:
        """The same for the first job in the queue, the second and so on, without an end: the queue, played through."""
        free = [self.rest(started) for started in self.running] + [0.0] * (self.workers - len(self.running))
        heapq.heapify(free)
        while True:
            yield free[0] + self.usual
            heapq.heapreplace(free, free[0] + self.usual)


def _pace(connection: Connection, now: float, workers: int | None) -> _Pace:
    """From the latest finished clips and those now running; the median, because one huge text says nothing about the next job."""
    columns = (JOB.c.started, JOB.c.ended, JOB.c.claimed_by)
    lately = connection.execute(select(*columns).where(JOB.c.state == "done").order_by(JOB.c.ended.desc()).limit(_LOOK_BACK)).all()
    running = connection.execute(select(*columns).where(JOB.c.state == "running")).all()
    usual = statistics.median(row.ended - row.started for row in lately) if lately else _USUAL_SECONDS
    seen = {row.claimed_by for row in running} | {row.claimed_by for row in lately if now - row.ended < _SEEN_SECONDS}
    return _Pace(usual, tuple(row.started for row in running), max(workers or len(seen), len(running), 1), now)
