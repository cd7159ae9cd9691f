"""A worker's hold on a job: given, renewed, and taken back when the worker is gone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, RowMapping, bindparam, func, or_, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from gpu_worker.journal.database import Database
from gpu_worker.journal.folder import JobsFolder
from gpu_worker.journal.job import Job, JournalLimits
from gpu_worker.journal.line import WAITS, WAITS_FIRST, next_in_line, next_tick
from gpu_worker.journal.schema import JOB, job_of, storable


@dataclass(frozen=True)
class Held:
    """A job, and the worker that says it has it."""

    id: str
    """Of the job."""
    worker: str
    """Its name."""

    def holds(self) -> ColumnElement[bool]:
        """The worker really has it. An ended lease that nobody took back is still a hold: nothing is thrown away for being late."""
        return (JOB.c.id == self.id) & (JOB.c.claimed_by == self.worker) & (JOB.c.state == "running")


def _taking(waits: ColumnElement[bool]) -> ReturningUpdate[Any]:
    """The statement that takes a job which still `waits`; built once, for building it takes as long as running it."""
    free = select(JOB.c.id).where(JOB.c.id == bindparam("wanted"), waits).with_for_update(skip_locked=True).scalar_subquery()
    values = {
        "state": "running",
        "attempts": JOB.c.attempts + 1,
        "served": bindparam("tick"),
        "claimed_by": bindparam("worker"),
        "lease_until": bindparam("until"),
        "started": bindparam("moment"),
        "updated": bindparam("moment"),
    }
    return update(JOB).where(JOB.c.id == free).values(values).returning(JOB)


_TAKE: Final = {True: _taking(WAITS), False: _taking(WAITS_FIRST)}
"""For a fresh worker, and for one that is not."""


def claim(database: Database, folder: JobsFolder, worker: str, lease: float, fresh: bool) -> Job | None:
    """See `Journal.claim`."""
    with database.write() as connection:
        now = database.now(connection)
        given = {"tick": next_tick(connection), "worker": worker, "until": now + lease, "moment": now}
        for job_id in next_in_line(connection, fresh):
            row = connection.execute(_TAKE[fresh], {"wanted": job_id, **given}).mappings().one_or_none()
            if row is not None:
                return job_of(row, folder)
    return None


def renew(database: Database, held: Held, lease: float) -> bool:
    """See `Journal.renew`."""
    with database.write() as connection:
        now = database.now(connection)
        return bool(connection.execute(update(JOB).where(held.holds()).values(lease_until=now + lease, updated=now)).rowcount)


def requeue(database: Database, folder: JobsFolder, limits: JournalLimits, held: Held, counted: bool, reason: str) -> Job | None:
    """See `Journal.requeue`."""
    with database.write() as connection:
        row = connection.execute(select(JOB).where(held.holds()).with_for_update()).mappings().one_or_none()
        if row is not None:
            now = database.now(connection)
            values = _lost(connection, limits, row, reason, now) if counted else _given_back(row, reason, now)
            return job_of(connection.execute(update(JOB).where(JOB.c.id == held.id).values(values).returning(JOB)).mappings().one(), folder)
        known = connection.scalar(select(JOB.c.id).where(JOB.c.id == held.id))
    if known is None:
        folder.remove(held.id)
    return None


def recover(database: Database, limits: JournalLimits, dead: str | None) -> int:
    """See `Journal.recover`."""
    with database.write() as connection:
        now = database.now(connection)
        gone = JOB.c.lease_until < now
        if dead is not None:
            gone = or_(gone, JOB.c.claimed_by.startswith(dead, autoescape=True))
        lost = select(JOB).where(JOB.c.state == "running", gone).order_by(JOB.c.served).with_for_update(skip_locked=True)
        rows = connection.execute(lost).mappings().all()
        for row in rows:
            reason = f"{row['claimed_by']} was lost with its supervisor"
            connection.execute(update(JOB).where(JOB.c.id == row["id"]).values(_lost(connection, limits, row, reason, now)))
        return len(rows)


def _lost(connection: Connection, limits: JournalLimits, row: RowMapping, reason: str, now: float) -> dict[str, Any]:
    """What a row becomes when an attempt was lost: waiting behind all others, or given up."""
    attempts = int(row["attempts"])
    values: dict[str, Any] = {"lease_until": None, "updated": now, "trace": _trace(row, f"attempt {attempts}: {reason}")}
    if attempts < limits.attempts:
        return values | {"state": "queued", "claimed_by": None, "requeued": connection.scalar(select(func.max(JOB.c.seq)))}
    return values | {"state": "quarantined", "ended": now, "blame": "us", "message": _apology(attempts)}


def _given_back(row: RowMapping, reason: str, now: float) -> dict[str, Any]:
    """What a row becomes when the attempt does not count: as if it had never been claimed."""
    return {
        "served": None,
        "state": "queued",
        "attempts": int(row["attempts"]) - 1,
        "claimed_by": None,
        "lease_until": None,
        "updated": now,
        "trace": _trace(row, f"attempt given back: {reason}"),
    }


def _trace(row: RowMapping, line: str) -> str:
    return storable("\n".join(part for part in (row["trace"], line) if part))


def _apology(attempts: int) -> str:
    tried = {1: "once", 2: "twice"}.get(attempts, f"{attempts} times")
    return (
        f"I tried {tried} to make this clip, and each time the program broke. I am sorry: the fault is ours, not yours. "
        "This one will not be tried again; another photo or text may well work."
    )
