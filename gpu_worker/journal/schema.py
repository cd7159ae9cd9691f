"""The table, as statements see it, and how a row becomes a `Job`. The table itself is made by `migrations`; a test holds both equal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from sqlalchemy import BigInteger, Column, Double, Integer, MetaData, RowMapping, Table, Text

from gpu_worker.journal.folder import JobsFolder
from gpu_worker.journal.job import Job

_LONGEST_TRACE: Final = 20_000
"""Characters of a trace that are kept: its end, which holds the error itself."""

METADATA: Final = MetaData()
"""Holds the table."""

JOB: Final = Table(
    "job",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("seq", BigInteger, nullable=False, unique=True),
    Column("served", BigInteger),
    Column("requeued", BigInteger),
    Column("owner", Text, nullable=False),
    Column("chat", Text, nullable=False),
    Column("reply_to", Text, nullable=False),
    Column("placeholder", Text),
    Column("request", Text, nullable=False),
    Column("deadline", Double, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("claimed_by", Text),
    Column("lease_until", Double),
    Column("photo", Text),
    Column("clip", Text),
    Column("report", Text, nullable=False),
    Column("blame", Text),
    Column("fault", Text),
    Column("message", Text),
    Column("trace", Text),
    Column("created", Double, nullable=False),
    Column("updated", Double, nullable=False),
    Column("started", Double),
    Column("ended", Double),
    Column("told_at", Double),
    Column("tell_after", Double, nullable=False),
)
"""One row a job. `seq` and `served` are the ticks of its arrival and of its latest claim, `requeued` is the latest arrival when its
latest attempt was lost (see `line`); times are seconds since 1970."""


_SECONDS: Final = ("deadline", "created", "updated", "started", "ended", "lease_until")
"""Columns of a job that are seconds."""


def job_of(row: RowMapping, folder: JobsFolder) -> Job:
    """A row as a job."""
    values = dict(row)
    for name in ("seq", "served", "requeued", "tell_after"):
        del values[name]
    told = values.pop("told_at") is not None
    for name in _SECONDS:  # SQLite hands a whole number out as an int
        values[name] = None if values[name] is None else float(values[name])
    for name in ("photo", "clip"):
        values[name] = None if values[name] is None else Path(values[name])
    for name in ("request", "report"):
        values[name] = json.loads(values[name])
    return Job(**values, told=told, folder=folder.of(values["id"]))


def as_json(values: Mapping[str, Any]) -> str:
    """What goes into `request` and `report`: pure ASCII, so that no database chokes on what a chat wrote. Raises TypeError."""
    return json.dumps(dict(values))


def storable(text: str) -> str:
    """Text without what a database refuses (NUL, halves of surrogate pairs), and not longer than a trace may be."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "�")[-_LONGEST_TRACE:]
