"""How jobs end, and how the people who wait for them get to know it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import bindparam, select, update

from gpu_worker.journal.claims import Held
from gpu_worker.journal.database import Database
from gpu_worker.journal.folder import JobsFolder
from gpu_worker.journal.job import Job, State
from gpu_worker.journal.schema import JOB, as_json, job_of, storable
from toontalker.errors import Blame

_OF_HELD: Final = update(JOB).where(JOB.c.id == bindparam("wanted"), JOB.c.claimed_by == bindparam("worker"), JOB.c.state == "running")
"""Changes of a job that a worker holds; what is given under the names of columns is written. Built once: that takes as long as running."""
_OF_UNTOLD: Final = update(JOB).where(JOB.c.id == bindparam("wanted"), JOB.c.ended.is_not(None), JOB.c.told_at.is_(None))
"""Changes of a job that is over and not told yet."""


@dataclass(frozen=True)
class Failure:
    """Why a job cannot be done."""

    blame: Blame
    """Whose fault it is."""
    message: str
    """One whole sentence for the person."""
    trace: str = ""
    """For us."""
    fault: str = ""
    """The name of its class in `toontalker.errors`; empty where it is none of those."""


def finish(database: Database, folder: JobsFolder, held: Held, clip: Path, report: Mapping[str, Any]) -> bool:
    """See `Journal.finish`."""
    folder.take_clip(held.id, clip)
    kept = _end(database, folder, held, "done", {"clip": str(clip.absolute()), "report": as_json(report)})
    if not kept:
        folder.drop_clip(held.id, clip)
    return kept


def fail(database: Database, folder: JobsFolder, held: Held, failure: Failure) -> bool:
    """See `Journal.fail`."""
    values = {
        "blame": failure.blame,
        "message": storable(failure.message),
        "trace": storable(failure.trace),
        "fault": failure.fault or None,
    }
    return _end(database, folder, held, "failed", values)


def _end(database: Database, folder: JobsFolder, held: Held, state: State, values: dict[str, Any]) -> bool:
    """Whether the job ended so, in this call or in an earlier one whose answer was lost."""
    with database.write() as connection:
        now = database.now(connection)
        given = {"state": state, "ended": now, "updated": now, "lease_until": None, **values}
        if connection.execute(_OF_HELD, {"wanted": held.id, "worker": held.worker, **given}).rowcount:
            return True
        row = connection.execute(select(JOB.c.state, JOB.c.claimed_by).where(JOB.c.id == held.id)).one_or_none()
    if row is None:
        folder.remove(held.id)  # forgotten while it was made
        return False
    return bool(row.state == state and row.claimed_by == held.worker)


def place(database: Database, job_id: str, placeholder: str) -> bool:
    """See `Journal.place`."""
    with database.write() as connection:
        now = database.now(connection)
        return bool(connection.execute(update(JOB).where(JOB.c.id == job_id).values(placeholder=placeholder, updated=now)).rowcount)


def untold(database: Database, folder: JobsFolder, limit: int, chat: str) -> list[Job]:
    """See `Journal.untold`."""
    with database.read() as connection:
        query = select(JOB).where(JOB.c.told_at.is_(None), JOB.c.ended.is_not(None), JOB.c.tell_after <= database.now(connection))
        if chat:
            query = query.where(JOB.c.chat.startswith(chat, autoescape=True))
        return [job_of(row, folder) for row in connection.execute(query.order_by(JOB.c.ended).limit(limit)).mappings()]


def tell(database: Database, job_id: str) -> None:
    """See `Journal.tell`."""
    with database.write() as connection:
        now = database.now(connection)
        connection.execute(_OF_UNTOLD, {"wanted": job_id, "told_at": now, "updated": now, "request": "{}", "report": "{}"})


def tell_later(database: Database, job_id: str, seconds: float) -> None:
    """See `Journal.tell_later`."""
    with database.write() as connection:
        now = database.now(connection)
        connection.execute(update(JOB).where(JOB.c.id == job_id).values(tell_after=now + seconds, updated=now))
