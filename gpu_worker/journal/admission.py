"""Taking jobs in: once for each key, and not more than can be served."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from sqlalchemy import Connection, func, insert, select

from gpu_worker.journal.database import Database
from gpu_worker.journal.folder import JobsFolder
from gpu_worker.journal.job import Job, JournalLimits, NewJob
from gpu_worker.journal.line import UNFINISHED, next_tick
from gpu_worker.journal.schema import JOB, as_json, job_of
from toontalker.errors import Busy

Beside: TypeAlias = Callable[[Connection], None]
"""Writes what shall be known of a job beside its row, in the transaction that takes it in."""


def add(database: Database, limits: JournalLimits, folder: JobsFolder, job: NewJob, beside: Beside | None) -> Job:
    """See `Journal.add`."""
    job_id = folder.id_of(job.photo)
    request = as_json(job.request)
    with database.write() as connection:
        database.queue_up(connection)
        known = connection.execute(select(JOB).where(JOB.c.key == job.key)).mappings().one_or_none()
        if known is not None:
            return job_of(known, folder)
        _refuse_when_busy(connection, limits, job)
        now = database.now(connection)
        values = {
            "id": job_id,
            "key": job.key,
            "seq": next_tick(connection),
            "owner": job.owner,
            "chat": job.chat,
            "reply_to": job.reply_to,
            "request": request,
            "deadline": job.deadline,
            "state": "queued",
            "attempts": 0,
            "photo": str(job.photo.absolute()),
            "report": "{}",
            "created": now,
            "updated": now,
            "tell_after": 0.0,
        }
        if beside is not None:
            beside(connection)
        return job_of(connection.execute(insert(JOB).values(values).returning(JOB)).mappings().one(), folder)


def _refuse_when_busy(connection: Connection, limits: JournalLimits, job: NewJob) -> None:
    unfinished = JOB.c.state.in_(UNFINISHED)
    owner, chat, total = connection.execute(
        select(
            select(func.count()).where(JOB.c.owner == job.owner, unfinished).scalar_subquery(),
            select(func.count()).where(JOB.c.chat == job.chat, unfinished).scalar_subquery(),
            select(func.count()).where(unfinished).select_from(JOB).scalar_subquery(),
        )
    ).one()
    if owner >= limits.per_owner:
        raise Busy(
            f"You already have {_clips(owner)} in the making; please send the next one when one of them is there.",
            whose="owner",
            count=owner,
        )
    if chat >= limits.per_chat:
        raise Busy(
            f"This chat already has {_clips(chat)} in the making; please send the next one when one of them is there.",
            whose="chat",
            count=chat,
        )
    if total >= limits.total:
        raise Busy(
            f"{_clips(total).capitalize()} are in the making already, more than can be done soon; please try again later.",
            whose="total",
            count=total,
        )


def _clips(count: int) -> str:
    return "one clip" if count == 1 else f"{count} clips"
