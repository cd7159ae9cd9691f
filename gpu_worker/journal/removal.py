"""What must not stay: photos and recordings of jobs that are over, jobs past their time, all of a person who wants to be forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from sqlalchemy import ColumnElement, delete, select, update

from gpu_worker.journal.database import Database
from gpu_worker.journal.folder import JobsFolder
from gpu_worker.journal.job import Job, JournalLimits, Swept
from gpu_worker.journal.schema import JOB, job_of

_AT_ONCE: Final = 200
"""Rows that one transaction touches, so that nobody waits long for it."""
_ORPHAN_SECONDS: Final = 3600.0
"""How old a folder without a job is before it goes: a photo lies there before its job is taken in."""


def forget(database: Database, folder: JobsFolder, owner: str) -> list[Job]:
    """See `Journal.forget`."""
    return _remove(database, folder, JOB.c.owner == owner)


def withdraw(database: Database, folder: JobsFolder, job_id: str) -> bool:
    """See `Journal.withdraw`."""
    return bool(_remove(database, folder, JOB.c.id == job_id))


def _remove(database: Database, folder: JobsFolder, which: ColumnElement[bool]) -> list[Job]:
    with database.write() as connection:
        removed = [job_of(row, folder) for row in connection.execute(delete(JOB).where(which).returning(JOB)).mappings()]
    for job in removed:
        folder.remove(job.id)
    if removed:
        database.scrub()
    return removed


def sweep(database: Database, folder: JobsFolder, limits: JournalLimits, now: float | None) -> Swept:
    """See `Journal.sweep`."""
    if now is None:
        with database.read() as connection:
            now = database.now(connection)
    swept = Swept(
        photos=_sweep_photos(database, folder),
        jobs=_sweep_jobs(database, folder, JOB.c.told_at < now - limits.keep)
        + _sweep_jobs(database, folder, JOB.c.told_at.is_(None) & (JOB.c.ended < now - limits.keep_untold)),
        orphans=_sweep_orphans(database, folder, now - _ORPHAN_SECONDS),
    )
    if swept.photos or swept.jobs:
        database.scrub()
    return swept


def _sweep_photos(database: Database, folder: JobsFolder) -> int:
    """Files first, then rows: after a crash in between, the row still says that there is something to do."""
    query = select(JOB.c.id, JOB.c.clip).where(JOB.c.ended.is_not(None), JOB.c.photo.is_not(None)).limit(_AT_ONCE)
    swept = 0
    while True:
        with database.read() as connection:
            rows = connection.execute(query).all()
        if not rows:
            return swept
        for row in rows:
            if row.clip is None:
                folder.remove(row.id)
            else:
                folder.tidy(row.id, Path(row.clip))
        with database.write() as connection:
            connection.execute(update(JOB).where(JOB.c.id.in_([row.id for row in rows])).values(photo=None))
        swept += len(rows)


def _sweep_jobs(database: Database, folder: JobsFolder, past: ColumnElement[bool]) -> int:
    swept = 0
    while True:
        with database.read() as connection:
            ids = connection.scalars(select(JOB.c.id).where(past).limit(_AT_ONCE)).all()
        if not ids:
            return swept
        for job_id in ids:
            folder.remove(job_id)
        with database.write() as connection:
            connection.execute(delete(JOB).where(JOB.c.id.in_(ids)))
        swept += len(ids)


def _sweep_orphans(database: Database, folder: JobsFolder, before: float) -> int:
    old = list(folder.older_than(before))
    orphans = [job_id for first in range(0, len(old), _AT_ONCE) for job_id in _unknown(database, old[first : first + _AT_ONCE])]
    for job_id in orphans:
        folder.remove(job_id)
    return len(orphans)


def _unknown(database: Database, ids: Sequence[str]) -> set[str]:
    with database.read() as connection:
        return set(ids) - set(connection.scalars(select(JOB.c.id).where(JOB.c.id.in_(ids))))
